/** How long a session lasts, and that its end is the end. */
import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { aLink } from '../../test/aLink.ts'
import { aServer, newId } from '../../test/as.ts'
import { bornOn, type Person, type Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { rows } from '../db/rows.ts'
import { closeAccounts } from './closeAccounts.ts'

const house = await aServer(await aDatabase(), {
  SESSION_IDLE_MINUTES_PATIENT: '30',
  SESSION_IDLE_MINUTES_STAFF: '15',
  SESSION_ABSOLUTE_HOURS: '12',
})

const password = 'the password of before'
const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1 })

/** Minutes from now, by the database's clock, until the only session of this person has been idle for too long. */
async function minutesLeft(person: Person): Promise<number> {
  const [session] = await rows<{ left: number }>(
    house.db,
    `select cast(extract(epoch from idle_ends_at - now()) / 60 as float) as left from sessions where account_id = :id`,
    { id: person.id },
  )
  return session!.left
}

const soon = { idleEndsAt: `now() + interval '1 minute'` }

test.each([
  ['patient', 30],
  ['staff', 15],
] as const)('what a %s does moves the idle limit to %d minutes', async (kind, minutes) => {
  const person = kind === 'patient' ? await house.aPatient() : await house.aMemberOfStaff()
  const authorization = `Bearer ${await house.aSession(person, soon)}`
  expect((await house.ask('listConversations', {}, { authorization })).status).toBe(200)
  expect(await minutesLeft(person)).toBeCloseTo(minutes, 0)
})

test('what happens behind somebody’s back does not', async () => {
  const person = await house.aPatient()
  const authorization = `Bearer ${await house.aSession(person, soon)}`
  for (const name of ['whoAmI', 'listConversations', 'listGroups', 'live'] as const)
    expect((await house.ask(name, {}, { authorization, 'x-background': '1' })).status).toBe(200)
  expect(await minutesLeft(person)).toBeLessThanOrEqual(1)
})

test('staying signed in says until when, and warns two minutes before', async () => {
  const person = await house.aPatient()
  const authorization = `Bearer ${await house.aSession(person, soon)}`
  const { body } = await house.ask('extendSession', {}, { authorization })
  expect(body).toMatchObject({ warnSeconds: 120, idleEndsAt: expect.stringMatching(/Z$/), endsAt: expect.any(String) })
  expect(await minutesLeft(person)).toBeCloseTo(30, 0)
})

test('the absolute limit does not move', async () => {
  const person = await house.aPatient()
  const token = await house.aSession(person, { endsAt: `now() + interval '5 minutes'` })
  const endsAt = () => house.db('sessions').where('account_id', person.id).first('ends_at') as Promise<object>
  const before = await endsAt()
  await house.ask('extendSession', {}, { authorization: `Bearer ${token}` })
  expect(await endsAt()).toEqual(before)
  await house.db.raw(`update sessions set ends_at = now() where account_id = ?`, [person.id])
  expect((await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })).status).toBe(401)
})

test('a session that has ended cannot be revived by using it', async () => {
  const person = await house.aPatient()
  const authorization = `Bearer ${await house.aSession(person, { idleEndsAt: `now() - interval '1 second'` })}`
  for (const name of ['extendSession', 'whoAmI'] as const)
    expect((await house.ask(name, {}, { authorization })).status).toBe(401)
  const input = { draftId: person.unit.id, text: 'Kept', messageId: person.id }
  expect((await house.ask('saveDraft', input, { authorization })).status).toBe(204)
  expect(await minutesLeft(person)).toBeLessThan(0)
  expect((await house.ask('whoAmI', {}, { authorization })).status).toBe(401)
})

test('signing out ends this session and no other, for good, and is on record', async () => {
  const person = await house.aMemberOfStaff()
  const [one, other] = [await house.aSession(person), await house.aSession(person)]
  const using = (token: string) => house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })
  expect((await house.ask('signOut', {}, { authorization: `Bearer ${one}` })).status).toBe(204)
  expect([(await using(one)).status, (await using(other)).status]).toEqual([401, 200])
  const [record] = await house.db('audit').where({ accountId: person.id })
  expect(record).toMatchObject({ action: 'account.signed_out', sessionId: expect.any(String) })
})

describe('whoever holds the token of a session that is over is told why', () => {
  const admin = async (unit: Unit) => house.as(await house.aUnitAdmin({ unit }))
  const newPassword = 'löwen 🦁 und kartoffeln'
  const ways: [string, (person: Person, token: string) => Promise<unknown>][] = [
    ['idle', ({ id }) => house.db.raw('update sessions set idle_ends_at = now() where account_id = ?', [id])],
    ['tooLong', ({ id }) => house.db.raw('update sessions set ends_at = now() where account_id = ?', [id])],
    ['signedOut', (_, token) => house.ask('signOut', {}, { authorization: `Bearer ${token}` })],
    ['elsewhere', (person) => house.as(person).endOtherSessions()],
    ['password', (person) => house.as(person).changePassword({ currentPassword: password, password: newPassword })],
    [
      'password',
      async (person) =>
        house.signedOut.choosePassword({
          token: await aLink(house, person, 'choose_password'),
          password: newPassword,
          dateOfBirth: bornOn,
        }),
    ],
    ['reset', async ({ id, unit }) => (await admin(unit)).resetSignIn({ unitId: unit.id, accountId: id })],
    ['closed', ({ id }) => house.db.transaction((trx) => closeAccounts({ trx, announce: () => {} }, [id]))],
  ]
  test.each(ways)('%s', async (ended, end) => {
    const person = await house.aPatient({ passwordHash, emailVerified: true })
    // Apart from the one that `house.as` makes.
    const token = await house.aSession(person)
    await end(person, token)
    const answers = await Promise.all([
      house.ask('whoAmI', {}, { authorization: `Bearer ${token}` }),
      house.ask('whoAmI', {}, { authorization: `Bearer ${'x'.repeat(43)}` }),
      house.ask('whoAmI', {}),
    ])
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'signedOut', ended } })
    for (const { status, body } of answers.slice(1)) {
      expect(status).toBe(401)
      expect(body).not.toHaveProperty('ended')
    }
  })

  test('whose time was over before that was not signed out by anybody', async () => {
    const person = await house.aPatient()
    const token = await house.aSession(person, { idleEndsAt: `now() - interval '1 second'` })
    await house.as(person).endOtherSessions()
    const { body } = await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })
    expect(body).toMatchObject({ ended: 'idle' })
  })
})

test('a session says on what it was begun, and nothing else of what the browser says', async () => {
  const { username, ...person } = await house.aPatient({ passwordHash })
  const userAgent = 'Mozilla/5.0 (Android 14; Mobile; rv:140.0; secret-model-7) Gecko/140.0 Firefox/140.0'
  await house.ask('signIn', { username, password, door: 'portal' }, { 'user-agent': userAgent })
  const { sessions } = await house.as({ username, ...person }).listSessions()
  expect(sessions.map(({ device }) => device)).toContain('Firefox on Android')
  expect(JSON.stringify(await house.db('sessions'))).not.toContain('secret-model')
})

test('what somebody is follows at once: a new role, the end of a membership', async () => {
  const person = await house.aMemberOfStaff()
  const roles = async () => (await house.as(person).whoAmI()).me.memberships.map(({ role }) => role)
  expect(await roles()).toEqual(['staff'])
  await house.db('memberships').where({ accountId: person.id }).update({ role: 'unit_admin' })
  expect(await roles()).toEqual(['unit_admin'])
  await house.leavesUnit(person, person.unit)
  expect(await roles()).toEqual([])
})

test('a request that takes long does not hold up the same person’s others', async () => {
  const person = await house.aPatient()
  const authorization = `Bearer ${await house.aSession(person, soon)}`
  const storing = await holding(house.db, (trx) => trx.raw('lock table messages in share mode'))
  const letter = { groupId: person.unit.id, recipientIds: [person.unit.contact!.id], subject: 'A', text: 'B' }
  const slow = house.ask('startConversation', { ...letter, messageId: newId() }, { authorization })
  await storing.untilWaiting()
  const quick = house.ask('whoAmI', {}, { authorization })
  const outcome = await Promise.race([quick.then(() => 'answered'), storing.untilWaiting(2).then(() => 'waits')])
  await storing.letGo()
  await Promise.all([slow, quick])
  expect(outcome).toBe('answered')
})
