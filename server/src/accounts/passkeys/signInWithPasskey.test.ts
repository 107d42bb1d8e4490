/** Signing in with a passkey: what is refused, and that every refusal sounds the same. */
import { generateKeyPairSync } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { aDevice, type Device } from '../../../test/aPasskey.ts'
import { aLink } from '../../../test/aLink.ts'
import { addressOf, aServer, newId } from '../../../test/as.ts'
import { bornOn, type Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { testPassword } from '../../../test/everybody.ts'
import { holding } from '../../../test/holding.ts'
import type { PasskeyAnswer } from '../../contract/index.ts'

const house = await aServer(await aDatabase())
const somewhere = () => addressOf({ id: newId() })
const challenge = () => house.signedOut.beginPasskeySignIn()

async function aPatientWithPhone(options?: { counts?: boolean }): Promise<{ patient: Person; phone: Device }> {
  const patient = await house.aPatient()
  return { patient, phone: await aDevice(house, options).addedFor(patient) }
}

async function signIn(answer: PasskeyAnswer, address = somewhere()) {
  const { status, body } = await house.ask('signInWithPasskey', { answer }, { 'x-forwarded-for': address })
  return { status, body: { ...body, requestId: '' } }
}

const refusal = {
  status: 401,
  body: {
    code: 'wrongPasskey',
    message: 'We do not know this passkey. It may have been removed. Sign in with your username and password instead.',
    requestId: '',
  },
}
const lastRefusal = async () =>
  (
    (await house.db('audit').where('action', 'account.sign_in_refused').orderBy('id', 'desc').first()) as {
      detail: object
    }
  ).detail

beforeEach(async () => {
  await house.db('rate_limits').delete()
})

test('opens the portal, and the record says with which passkey', async () => {
  const { patient, phone } = await aPatientWithPhone()
  const { status, body } = await signIn(phone.sign(await challenge()))
  expect(status).toBe(200)
  expect(body).toMatchObject({ me: { id: patient.id }, mustEnrol: false })
  expect(await house.db('audit').where({ action: 'account.signed_in', account_id: patient.id })).toMatchObject([
    { detail: { door: 'portal', passkeyId: phone.passkeyId } },
  ])
})

test('a browser that offers a passkey again and again keeps nobody at its address from their password', async () => {
  const address = somewhere()
  await signIn(aDevice(house).sign(await challenge()), address)
  await house.db('rate_limits').where('key', 'like', `%${address}`).update({ points: 1000 })
  const replies = await Promise.all([1, 2, 3].map(async () => signIn(aDevice(house).sign(await challenge()), address)))
  expect(replies.map(({ status }) => status)).toContain(429)
  const { username } = await house.aPatient({ passwordHash: await hash(testPassword, { memoryCost: 64, timeCost: 1 }) })
  const from = { 'x-forwarded-for': address }
  for (let n = 0; n < 3; n++)
    expect((await house.ask('signIn', { username, password: testPassword, door: 'portal' }, from)).status).toBe(200)
})

test('what the browser is asked names nobody and no passkey', async () => {
  const asked = await challenge()
  expect(Object.keys(asked).toSorted()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification'])
  expect(asked).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
})

describe('is refused alike', () => {
  test('for an unknown passkey', async () => {
    expect(await signIn(aDevice(house).sign(await challenge(), { handle: 'AAAA' }))).toEqual(refusal)
    expect(await lastRefusal()).toEqual({ accountId: null, reason: 'wrongPasskey' })
  })
  test('for one that was removed', async () => {
    const { patient, phone } = await aPatientWithPhone()
    await house.as(patient).removePasskey({ passkeyId: phone.passkeyId })
    expect(await signIn(phone.sign(await challenge()))).toEqual(refusal)
  })
  test('for a closed account, also when it is closed meanwhile', async () => {
    const { patient, phone } = await aPatientWithPhone()
    const held = await holding(house.db, (trx) =>
      trx.raw('update accounts set closed_at = now() where id = ?', [patient.id]),
    )
    const attempt = signIn(phone.sign(await challenge()))
    await held.untilWaiting()
    await held.letGo()
    expect(await attempt).toEqual(refusal)
    expect(await signIn(phone.sign(await challenge()))).toEqual(refusal)
    expect(await house.db('sessions').where('account_id', patient.id)).toEqual([])
  })
  test.each([
    ['for another website', () => ({ origin: 'https://evil.example' })],
    ['for another port', () => ({ origin: 'http://localhost:1' })],
    ['for another domain', () => ({ rpId: 'evil.example' })],
    ['when nobody saw a fingerprint, face or PIN', () => ({ unseen: true })],
    ['when it is no answer at sign-in', () => ({ type: 'webauthn.create' })],
    ['for another key', () => ({ key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey })],
    ['for somebody else', () => ({ handle: 'AAAAAAAAQACAAAAAAAAAAA' })],
  ])('%s', async (_, bent) => {
    const { patient, phone } = await aPatientWithPhone()
    expect(await signIn(phone.sign(await challenge(), bent()))).toEqual(refusal)
    expect(await lastRefusal()).toEqual({ accountId: patient.id, reason: 'wrongPasskey' })
    expect((await signIn(phone.sign(await challenge()))).status).toBe(200)
  })
  test('for an answer without an owner', async () => {
    const { phone } = await aPatientWithPhone()
    const answer = phone.sign(await challenge())
    delete answer.response.userHandle
    expect(await signIn(answer)).toEqual(refusal)
  })
})

describe('the same answer', () => {
  test('does not work twice', async () => {
    const { phone } = await aPatientWithPhone({ counts: false })
    const answer = phone.sign(await challenge())
    expect((await signIn(answer)).status).toBe(200)
    expect(await signIn(answer)).toMatchObject({ status: 410, body: { code: 'passkeyTooLate' } })
  })

  test('does not work twice at once', async () => {
    const { patient, phone } = await aPatientWithPhone({ counts: false })
    const answer = phone.sign(await challenge())
    const replies = await Promise.all([1, 2, 3, 4].map(() => signIn(answer)))
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410])
    expect(await house.db('sessions').where('account_id', patient.id)).toHaveLength(1)
  })

  test('does not work after a wrong one to the same challenge', async () => {
    const { phone } = await aPatientWithPhone()
    const asked = await challenge()
    expect(await signIn(phone.sign(asked, { unseen: true }))).toEqual(refusal)
    expect(await signIn(phone.sign(asked))).toMatchObject({ status: 410 })
  })

  test('does not work when it is too old', async () => {
    const { phone } = await aPatientWithPhone()
    const answer = phone.sign(await challenge())
    await house.db('passkey_challenges').update({ expires_at: house.db.raw(`now() - interval '1 second'`) })
    expect(await signIn(answer)).toMatchObject({ status: 410 })
  })
})

describe('a device that counts', () => {
  test('never counts backwards: that is refused and on record', async () => {
    const { patient, phone } = await aPatientWithPhone()
    phone.counter = 41
    expect((await signIn(phone.sign(await challenge()))).status).toBe(200)
    // The copy was made when it stood at 40, and has been used once since.
    for (const counter of [40, 41, -1]) {
      phone.counter = counter
      expect(await signIn(phone.sign(await challenge()))).toEqual(refusal)
      expect(await lastRefusal()).toEqual({
        ...{ accountId: patient.id, reason: 'wrongPasskey' },
        ...{ passkeyId: phone.passkeyId, counted: 'backwards' },
      })
    }
    phone.counter = 42
    expect((await signIn(phone.sign(await challenge()))).status).toBe(200)
  })

  test('cannot be used twice at once with one count', async () => {
    const { phone } = await aPatientWithPhone()
    const answers = []
    for (let n = 0; n < 3; n++) {
      phone.counter = 6
      answers.push(phone.sign(await challenge()))
    }
    const replies = await Promise.all(answers.map((answer) => signIn(answer)))
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 401, 401])
  })
})

test('one that does not count signs in again and again', async () => {
  const { phone } = await aPatientWithPhone({ counts: false })
  for (let n = 0; n < 3; n++) expect((await signIn(phone.sign(await challenge()))).status).toBe(200)
})

test('whoever tries too often from one address is answered seldom; others are not slowed', async () => {
  const { phone } = await aPatientWithPhone()
  const address = somewhere()
  const answer = phone.sign(await challenge())
  const tried = []
  for (let n = 0; n < 12; n++) tried.push((await signIn(answer, address)).status)
  expect(tried.slice(0, 11)).toEqual([200, ...Array(10).fill(410)])
  expect(tried.at(-1)).toBeOneOf([410, 429])
  expect((await signIn(answer, address)).status).toBe(429)
  expect((await signIn(phone.sign(await challenge()))).status).toBe(200)
})

test('challenges are given to one address seldom when it asks for very many', async () => {
  const address = somewhere()
  const ask = async () => (await house.ask('beginPasskeySignIn', {}, { 'x-forwarded-for': address })).status
  expect(await ask()).toBe(200)
  await house.db('rate_limits').where('key', 'like', `%${address}`).update({ points: 500 })
  expect(await ask()).toBe(200)
  expect(await ask()).toBe(429)
  expect((await house.ask('beginPasskeySignIn')).status).toBe(200)
})

describe('at a public address behind a proxy', () => {
  test('that address is the one that counts', async () => {
    const url = await aDatabase()
    const behind = await aServer(url, { PUBLIC_URL: 'https://messages.example.org', ALLOWED_HOSTS: '' })
    const patient = await behind.aPatient()
    const phone = await aDevice(behind).addedFor(patient)
    const asked = await behind.signedOut.beginPasskeySignIn()
    expect(asked.rpId).toBe('messages.example.org')
    const there = { origin: 'https://messages.example.org', rpId: 'messages.example.org' }
    await expect(
      behind.signedOut.signInWithPasskey({
        answer: phone.sign(asked, { ...there, origin: 'http://messages.example.org' }),
      }),
    ).rejects.toMatchObject({ code: 'wrongPasskey' })
    const answer = phone.sign(await behind.signedOut.beginPasskeySignIn(), there)
    expect(await behind.signedOut.signInWithPasskey({ answer })).toMatchObject({ me: { id: patient.id } })
  })
})

describe('after a reset', () => {
  test('by a unit’s admin no passkey is left', async () => {
    const { patient, phone } = await aPatientWithPhone()
    await house.as(patient.unit.contact!).resetSignIn({ unitId: patient.unit.id, accountId: patient.id })
    expect(await signIn(phone.sign(await challenge()))).toEqual(refusal)
    expect(await house.db('audit').where('action', 'passkeys.removed').orderBy('id', 'desc').first()).toMatchObject({
      groupId: patient.unit.id,
      detail: { accountId: patient.id, count: 1 },
    })
  })

  test.each([
    ['stay', false],
    ['go when they say so', true],
  ])('by a link the passkeys %s', async (_, removePasskeys) => {
    const { patient, phone } = await aPatientWithPhone()
    const token = await aLink(house, patient, 'choose_password')
    expect(await house.signedOut.showLink({ token })).toMatchObject({ passkeys: 1 })
    await house.signedOut.choosePassword({
      token,
      password: `${testPassword} ${newId()}`,
      dateOfBirth: bornOn,
      removePasskeys,
    })
    expect((await signIn(phone.sign(await challenge()))).status).toBe(removePasskeys ? 401 : 200)
  })
})

test('signing out everywhere and another password leave passkeys as they are', async () => {
  const patient = await house.aPatient({ passwordHash: await hash(testPassword, { memoryCost: 64, timeCost: 1 }) })
  const phone = await aDevice(house).addedFor(patient)
  const as = house.as(patient)
  await as.endOtherSessions()
  await as.changePassword({ currentPassword: testPassword, password: `${testPassword}, another` })
  expect((await signIn(phone.sign(await challenge()))).status).toBe(200)
})
