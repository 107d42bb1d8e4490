/** Adding, naming and removing passkeys, through the door, with a phone in software. */
import { hash } from '@node-rs/argon2'
import { verifyRegistrationResponse } from '@simplewebauthn/server'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { aDevice, challengeFor } from '../../../test/aPasskey.ts'
import { aServer } from '../../../test/as.ts'
import { jobsNamed } from '../../../test/postOffice.ts'
import { aDatabase } from '../../../test/database.ts'
import { testPassword } from '../../../test/everybody.ts'

// The real thing, watched.
vi.mock('@simplewebauthn/server', { spy: true })
beforeEach(() => void vi.mocked(verifyRegistrationResponse).mockClear())

const house = await aServer(await aDatabase())
const passwordHash = await hash(testPassword, { memoryCost: 64, timeCost: 1 })
const aPatient = () => house.aPatient({ passwordHash })
const begin = { currentPassword: testPassword }
const actionsOf = async (accountId: string) =>
  ((await house.db('audit').where('account_id', accountId).orderBy('id')) as { action: string }[]).map(
    ({ action }) => action,
  )

test('a passkey is added, named, used, renamed and removed, and its owner is told', async () => {
  const patient = await aPatient()
  const as = house.as(patient)
  const phone = aDevice(house)
  expect(await as.listPasskeys()).toEqual({ passkeys: [] })

  const asked = await as.beginPasskey(begin)
  expect(asked).toMatchObject({
    rp: { id: 'localhost', name: 'PatientView Messages' },
    user: { name: patient.username, displayName: patient.name },
    attestation: 'none',
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  expect(Buffer.from(asked.challenge, 'base64url')).toHaveLength(32)
  const told = await jobsNamed(house, 'tellOfAccountChange')
  const added = await as.addPasskey({ name: ' iPhone ', made: phone.make(asked) })
  expect(added).toMatchObject({ name: 'iPhone', lastUsedAt: null })
  expect(await jobsNamed(house, 'tellOfAccountChange')).toBe(told + 1)

  const answer = phone.sign(await house.signedOut.beginPasskeySignIn())
  const { token, me } = await house.signedOut.signInWithPasskey({ answer })
  expect(me).toMatchObject({ id: patient.id, kind: 'patient' })
  expect((await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })).body).toMatchObject({ me })

  await as.renamePasskey({ passkeyId: added.id, name: 'My phone' })
  expect(await as.listPasskeys()).toEqual({
    passkeys: [{ ...added, name: 'My phone', lastUsedAt: expect.any(String) }],
  })
  expect((await as.beginPasskey(begin)).excludeCredentials).toEqual([
    { id: phone.credentialId.toString('base64url'), type: 'public-key' },
  ])

  await as.removePasskey({ passkeyId: added.id })
  expect(await as.listPasskeys()).toEqual({ passkeys: [] })
  expect(await jobsNamed(house, 'tellOfAccountChange')).toBe(told + 2)
  const again = phone.sign(await house.signedOut.beginPasskeySignIn())
  await expect(house.signedOut.signInWithPasskey({ answer: again })).rejects.toMatchObject({ code: 'wrongPasskey' })
  expect(await actionsOf(patient.id)).toEqual([
    ...['passkey.begun', 'passkey.added', 'account.signed_in', 'passkey.renamed', 'passkey.begun', 'passkey.removed'],
  ])
})

test('begins only with the password', async () => {
  const as = house.as(await aPatient())
  await expect(as.beginPasskey({ currentPassword: 'not this one' })).rejects.toMatchObject({
    code: 'badInput',
    fields: { currentPassword: 'That is not your password. Try again' },
  })
})

test('how a device can be reached is kept well-formed, whatever it says', async () => {
  const patient = await aPatient()
  const as = house.as(patient)
  const made = aDevice(house).make(await as.beginPasskey(begin))
  const transports = ['internal', 'hy\u0000brid', 'us\ud800b']
  await as.addPasskey({ name: 'Phone', made: { ...made, response: { ...made.response, transports } } })
  const kept = await house.db('passkeys').where('account_id', patient.id).first('transports')
  expect(kept).toEqual({ transports: ['internal', 'hybrid', 'us\ufffdb'] })
})

describe('what the browser made is refused, and its challenge used up,', () => {
  test.each([
    ['for another website', { origin: 'https://evil.example' }],
    ['for another domain', { rpId: 'evil.example' }],
    ['when nobody saw a fingerprint, face or PIN', { unseen: true }],
    ['when it is an answer at sign-in', { type: 'webauthn.get' }],
  ])('%s', async (_, bent) => {
    const as = house.as(await aPatient())
    const phone = aDevice(house)
    const asked = await as.beginPasskey(begin)
    const adding = (made: ReturnType<typeof phone.make>) => as.addPasskey({ name: 'Phone', made })
    await expect(adding(phone.make(asked, bent))).rejects.toMatchObject({ code: 'passkeyNotMade' })
    await expect(adding(phone.make(asked))).rejects.toMatchObject({ code: 'passkeyTooLate' })
    expect(await as.listPasskeys()).toEqual({ passkeys: [] })
  })

  test.each([
    [
      'with certificates of its make',
      { statement: { format: 'packed', cbor: Buffer.from('a163783563814100', 'hex') } },
    ],
    ['in a format of its own', { statement: { format: 'apple', cbor: Buffer.from([0xa0]) } }],
  ])('%s, before anybody follows what it says', async (_, bent) => {
    const as = house.as(await aPatient())
    const made = aDevice(house).make(await as.beginPasskey(begin), bent)
    await expect(as.addPasskey({ name: 'Phone', made })).rejects.toMatchObject({ code: 'passkeyNotMade' })
    expect(vi.mocked(verifyRegistrationResponse)).not.toHaveBeenCalled()
  })

  test('when it is no passkey at all', async () => {
    const as = house.as(await aPatient())
    const made = aDevice(house).make(await as.beginPasskey(begin))
    made.response.attestationObject = 'AAAA'
    await expect(as.addPasskey({ name: 'Phone', made })).rejects.toMatchObject({ code: 'passkeyNotMade' })
  })
})

describe('a challenge', () => {
  test('works once', async () => {
    const as = house.as(await aPatient())
    const asked = await as.beginPasskey(begin)
    const replies = await Promise.allSettled(
      [1, 2, 3].map((n) => as.addPasskey({ name: `Phone ${n}`, made: aDevice(house).make(asked) })),
    )
    expect(replies.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await as.listPasskeys()).passkeys).toHaveLength(1)
  })

  test('of one person is of no use to another, nor at sign-in', async () => {
    const [one, other] = [await aPatient(), await aPatient()]
    const asked = await house.as(one).beginPasskey(begin)
    const made = aDevice(house).make(asked)
    await expect(house.as(other).addPasskey({ name: 'Phone', made })).rejects.toMatchObject({ code: 'passkeyTooLate' })
    const phone = await aDevice(house).addedFor(one)
    await expect(house.signedOut.signInWithPasskey({ answer: phone.sign(asked) })).rejects.toMatchObject({
      code: 'passkeyTooLate',
    })
    // It is still good for what it was made for.
    await house.as(one).addPasskey({ name: 'Phone', made })
  })

  test('of sign-in adds nothing', async () => {
    const made = aDevice(house).make({ challenge: await challengeFor(house, 'sign_in') })
    await expect(house.as(await aPatient()).addPasskey({ name: 'Phone', made })).rejects.toMatchObject({
      code: 'passkeyTooLate',
    })
  })

  test('is too old after a few minutes, and swept away', async () => {
    const as = house.as(await aPatient())
    const made = aDevice(house).make(await as.beginPasskey(begin))
    await house.db('passkey_challenges').update({ expires_at: house.db.raw(`now() - interval '1 second'`) })
    await expect(as.addPasskey({ name: 'Phone', made })).rejects.toMatchObject({ code: 'passkeyTooLate' })
    for (const account of [await aPatient(), await aPatient()]) await challengeFor(house, 'add', account.id)
    await house.db('passkey_challenges').update({ expires_at: house.db.raw(`now() - interval '1 second'`) })
    await house.signedOut.beginPasskeySignIn()
    expect(await house.db('passkey_challenges').select('purpose')).toEqual([{ purpose: 'sign_in' }])
  })

  test('ends with the sessions and with a newer one', async () => {
    const patient = await aPatient()
    const as = house.as(patient)
    const first = aDevice(house).make(await as.beginPasskey(begin))
    const second = aDevice(house).make(await as.beginPasskey(begin))
    await expect(as.addPasskey({ name: 'Phone', made: first })).rejects.toMatchObject({ code: 'passkeyTooLate' })
    await as.endOtherSessions()
    await expect(as.addPasskey({ name: 'Phone', made: second })).rejects.toMatchObject({ code: 'passkeyTooLate' })
  })
})

test('one person has at most ten, however many they add at once', async () => {
  const patient = await aPatient()
  const as = house.as(patient)
  for (let n = 0; n < 8; n++) await aDevice(house).addedFor(patient)
  const mades = []
  for (let n = 0; n < 5; n++)
    mades.push(aDevice(house).make({ challenge: await challengeFor(house, 'add', patient.id) }))
  const replies = await Promise.allSettled(mades.map((made) => as.addPasskey({ name: 'iPhone', made })))
  expect(replies.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  for (const reply of replies)
    if (reply.status === 'rejected') expect(reply.reason).toMatchObject({ code: 'tooManyPasskeys' })
  const { passkeys } = await as.listPasskeys()
  expect(passkeys).toHaveLength(10)
  expect(passkeys.map(({ name }) => name)).toEqual(expect.arrayContaining(['iPhone', 'iPhone 2', 'iPhone 3']))
  await expect(as.beginPasskey(begin)).rejects.toMatchObject({ code: 'tooManyPasskeys' })
  await expect(aDevice(house).addedFor(patient)).rejects.toThrow(/check/)

  // A place that is free again is taken again.
  await as.removePasskey({ passkeyId: passkeys[3]!.id })
  await as.addPasskey({ name: 'Tablet', made: aDevice(house).make(await as.beginPasskey(begin)) })
})

test('the same passkey is not added twice, not even by somebody else', async () => {
  const phone = aDevice(house)
  const [one, other] = [house.as(await aPatient()), house.as(await aPatient())]
  await one.addPasskey({ name: 'Phone', made: phone.make(await one.beginPasskey(begin)) })
  for (const as of [one, other])
    await expect(
      as.addPasskey({ name: 'Phone', made: phone.make(await as.beginPasskey(begin)) }),
    ).rejects.toMatchObject({
      code: 'passkeyKnown',
    })
})

test('the database holds none for staff', async () => {
  await expect(aDevice(house).addedFor(await house.aMemberOfStaff())).rejects.toThrow(/foreign key/)
})
