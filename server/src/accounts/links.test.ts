/** Links out of e-mails: what uses them up, what makes them useless, and what they do. */
import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { aLink } from '../../test/aLink.ts'
import { aServer } from '../../test/as.ts'
import { bornOn, type Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { emailOf } from '../../test/postOffice.ts'
import { demoPassword } from '../config.ts'
import { rows } from '../db/rows.ts'
import { closeAccounts } from './closeAccounts.ts'
import type { LinkPurpose } from './contract.ts'

const house = await aServer(await aDatabase())
const { db, signedOut } = house
const unit = await house.aUnit({ name: 'Lothian Ward' })
const oldPassword = 'the password of before'
const newPassword = 'löwen 🦁 und kartoffeln'
const passwordHash = await hash(oldPassword, { memoryCost: 64, timeCost: 1 })
const aPerson = () => house.aPatient({ unit, emailVerified: false, emailBouncing: true, passwordHash })

const uses: Record<LinkPurpose, (token: string) => Promise<unknown>> = {
  verify_email: (token) => signedOut.verifyEmail({ token }),
  choose_password: (token) => signedOut.choosePassword({ token, password: newPassword, dateOfBirth: bornOn }),
}
const purposes = Object.keys(uses) as LinkPurpose[]
const useless = { status: 410, code: 'linkUsed' }

interface State {
  verified: boolean
  bouncing: boolean
  passwordHash: string | null
}
async function stateOf({ id }: Person): Promise<State> {
  const [state] = await rows<State>(
    db,
    `select email_verified_at is not null as verified, email_bouncing_at is not null as bouncing,
            password_hash as "passwordHash" from accounts where id = :id`,
    { id },
  )
  return state!
}
const untouched: State = { verified: false, bouncing: true, passwordHash }
const set = (person: Person, change: string) =>
  rows(db, `update accounts set ${change} where id = :id`, person as never)

describe.each(purposes)('%s', (purpose) => {
  const use = uses[purpose]

  test('looking at it uses nothing, using it once uses it up', async () => {
    const person = await aPerson()
    const token = await aLink(house, person, purpose)
    // Who opens it may be a stranger to whom the address was mistyped.
    const greeting = { firstName: null, username: person.username, asksDateOfBirth: true, passkeys: 0 }
    const shown = { purpose, email: emailOf(person), ...(purpose === 'choose_password' && greeting) }
    for (let looks = 0; looks < 3; looks++)
      expect(await signedOut.showLink({ token })).toEqual({ ...shown, door: 'portal' })
    expect(await stateOf(person)).toEqual(untouched)
    await use(token)
    expect(await stateOf(person)).toMatchObject({ verified: true, bouncing: false })
    const after = await stateOf(person)
    await expect(use(token)).rejects.toMatchObject(useless)
    await expect(signedOut.showLink({ token })).rejects.toMatchObject(useless)
    expect(await stateOf(person)).toEqual(after)
  })

  const spoiling: [string, (person: Person, token: string) => Promise<unknown>][] = [
    ['is out of time', () => rows(db, `update links set expires_at = now() where used_at is null`)],
    ['was replaced by a newer one', (person) => aLink(house, person, purpose)],
    ['went to an address that was changed', (person) => set(person, `email = 'new@example.org'`)],
    ['went to an address in other letters', (person) => set(person, `email = upper(email)`)],
    ['went to an address that was removed', (person) => set(person, `email = null, email_bouncing_at = null`)],
    ['is of a closed account', (person) => house.closes(person)],
    [
      'is of an account that was closed meanwhile',
      async (person) => {
        await db.transaction((trx) => closeAccounts({ trx, announce: () => {} }, [person.id]))
        await set(person, 'closed_at = null')
      },
    ],
  ]
  test.each(spoiling)('is useless when it %s', async (_, spoil) => {
    const person = await aPerson()
    const token = await aLink(house, person, purpose)
    await spoil(person, token)
    const before = await stateOf(person)
    await expect(signedOut.showLink({ token })).rejects.toMatchObject(useless)
    await expect(use(token)).rejects.toMatchObject(useless)
    expect(await stateOf(person)).toEqual(before)
    expect(before).toMatchObject({ verified: false, passwordHash })
  })

  test('serves no other purpose, and a token that nobody was sent serves none', async () => {
    const person = await aPerson()
    const other = await aLink(
      house,
      person,
      purposes.find((one) => one !== purpose)!,
    )
    for (const token of [other, 'x'.repeat(43), other.slice(1), other.toLowerCase()])
      await expect(use(token)).rejects.toMatchObject(useless)
    expect(await stateOf(person)).toEqual(untouched)
    expect(await signedOut.showLink({ token: other })).toMatchObject({ email: emailOf(person) })
  })

  test('of many who use it at once, one succeeds', async () => {
    const person = await aPerson()
    const token = await aLink(house, person, purpose)
    const held = await holding(db, (trx) =>
      rows(trx, `select from accounts where id = :id for update`, { id: person.id }),
    )
    const attempts = Array.from({ length: 5 }, () => use(token))
    const outcomes = Promise.allSettled(attempts)
    await held.untilWaiting(5)
    await held.letGo()
    const refused = (await outcomes).filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(4)
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: useless })
  })

  test('is useless when the address is being changed at that very moment', async () => {
    const person = await aPerson()
    const token = await aLink(house, person, purpose)
    const held = await holding(db, (trx) =>
      rows(trx, `update accounts set email = 'other@example.org' where id = :id`, { id: person.id }),
    )
    const outcome = Promise.allSettled([use(token)])
    await held.untilWaiting()
    await held.letGo()
    expect(await outcome).toMatchObject([{ status: 'rejected', reason: useless }])
    expect(await stateOf(person)).toEqual(untouched)
  })
})

test('a link that verifies an address says nothing of a password, and so not whose account it is', async () => {
  const person = await house.aPatient({ firstName: 'Robin', lastName: 'Telltale' })
  const token = await aLink(house, person, 'verify_email')
  for (const password of [`RobinTelltale1234567`, `${person.username}12345678`, 'something else altogether'])
    await expect(signedOut.choosePassword({ token, password })).rejects.toMatchObject({ code: 'linkUsed' })
})

test('who verifies an address is told which', async () => {
  const person = await aPerson()
  const token = await aLink(house, person, 'verify_email')
  expect(await signedOut.verifyEmail({ token })).toEqual({ email: emailOf(person) })
  expect((await stateOf(person)).passwordHash).toBe(passwordHash)
})

describe('a chosen password', () => {
  const trySigningIn = ({ username }: Person, password: string) =>
    signedOut.signIn({ username, password, door: 'portal' })

  test('opens the door, the one before does not, and it is hashed like every other', async () => {
    const person = await aPerson()
    const token = await aLink(house, person, 'choose_password')
    const { username } = person
    expect(await signedOut.choosePassword({ token, password: newPassword, dateOfBirth: bornOn })).toEqual({
      username,
      door: 'portal',
      passkeys: 0,
    })
    expect((await stateOf(person)).passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await expect(trySigningIn(person, oldPassword)).rejects.toMatchObject({ code: 'wrongSignIn' })
    expect((await trySigningIn(person, newPassword)).me.id).toBe(person.id)
  })

  test('is not the one of before, however its letters are written; the link goes on working', async () => {
    const before = 'löwen und ein zweites'
    const person = await house.aPatient({ unit, passwordHash: await hash(before, { memoryCost: 64, timeCost: 1 }) })
    const token = await aLink(house, person, 'choose_password')
    const choose = (password: string) => signedOut.choosePassword({ token, password, dateOfBirth: bornOn })
    for (const same of [before, before.normalize('NFD')])
      await expect(choose(same)).rejects.toMatchObject({
        ...{ status: 422, fields: { password: 'That is your password already. Choose another' } },
      })
    await choose(newPassword)
    expect((await trySigningIn(person, newPassword)).me.id).toBe(person.id)
  })

  test('ends every session of the person and nobody else’s', async () => {
    const [person, neighbour] = [await aPerson(), await aPerson()]
    const sessions = [await house.aSession(person), await house.aSession(person)]
    const streams = await Promise.all(
      sessions.map((session) => fetch(`${house.origin}/api/live`, { headers: { authorization: `Bearer ${session}` } })),
    )
    await house.as(neighbour).whoAmI()
    const token = await aLink(house, person, 'choose_password')
    await signedOut.choosePassword({ token, password: newPassword, dateOfBirth: bornOn })
    for (const stream of streams) expect(await stream.text()).toContain('signedOut')
    for (const session of sessions)
      expect((await house.ask('whoAmI', {}, { authorization: `Bearer ${session}` })).status).toBe(401)
    expect((await house.as(neighbour).whoAmI()).me.id).toBe(neighbour.id)
  })

  test('of staff opens the desktop app', async () => {
    const nurse = await house.aMemberOfStaff({ unit })
    const token = await aLink(house, nurse, 'choose_password')
    expect((await signedOut.showLink({ token })).door).toBe('desktop')
    expect(await signedOut.choosePassword({ token, password: newPassword })).toMatchObject({ door: 'desktop' })
    await signedOut.signIn({ username: nurse.username, password: newPassword, door: 'desktop' })
  })

  test.each([
    ['is too short', () => '1234567'],
    ['is eight spaces', () => ' '.repeat(8)],
    ['is eight characters that look like spaces', () => '\u2003'.repeat(8)],
    ['is one character again and again', () => 'kkkkkkkkkkkk'],
    ['is what the unit does', () => 'Dialysis2026'],
    ['is the name of the unit', () => `${unit.name}!`],
    ['is too long', () => 'x'.repeat(201)],
    ['is the username', ({ username }: Person) => username.toUpperCase()],
    ['is the e-mail address', emailOf],
    ['is a name with digits', ({ lastName }: Person) => `${lastName.toUpperCase()}1961`],
    ['is on the list of breached ones', () => 'Password123'],
    ['is the demo’s', () => demoPassword],
  ])('is refused when it %s, and the link still works', async (_, wrong) => {
    const person = await house.aPatient({ unit, username: `who.${_.replaceAll(/\W+/g, '.')}`, passwordHash })
    const token = await aLink(house, person, 'choose_password')
    const refusal = signedOut.choosePassword({ token, password: wrong(person), dateOfBirth: bornOn })
    await expect(refusal).rejects.toMatchObject({ status: 422, fields: { password: expect.stringMatching(/^[A-Z]/) } })
    expect((await stateOf(person)).passwordHash).toBe(passwordHash)
    await signedOut.choosePassword({ token, password: '8 at all', dateOfBirth: bornOn })
    expect((await trySigningIn(person, '8 at all')).me.id).toBe(person.id)
  })
})

test('a password opens the door whatever computer it is typed on', async () => {
  const person = await aPerson()
  const token = await aLink(house, person, 'choose_password')
  const composed = 'löwen und ein Café'.normalize('NFC')
  await signedOut.choosePassword({ token, password: composed, dateOfBirth: bornOn })
  const apart = composed.normalize('NFD')
  expect(apart).not.toBe(composed)
  const { username } = person
  expect((await signedOut.signIn({ username, password: apart, door: 'portal' })).me.id).toBe(person.id)
  await house.as(person).changePassword({ currentPassword: apart, password: 'vier Löwen und ein Karren' })
})

test('what was done with a link is on record, without the link', async () => {
  const person = await aPerson()
  const tokens = [await aLink(house, person, 'verify_email'), await aLink(house, person, 'choose_password')] as const
  await signedOut.verifyEmail({ token: tokens[0] })
  await signedOut.choosePassword({ token: tokens[1], password: newPassword, dateOfBirth: bornOn })
  const recorded = await rows<{ action: string }>(
    db,
    `select action, detail, account_id as "accountId" from audit where detail ->> 'accountId' = :id order by id`,
    { id: person.id },
  )
  const detail = { accountId: person.id }
  expect(recorded).toEqual(
    ['email.verified', 'password.chosen', 'email.verified'].map((action) => ({ action, detail, accountId: null })),
  )
})
