/** How long a session lasts, and that its end is the end. */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase(), {
  SESSION_IDLE_MINUTES_PATIENT: '30',
  SESSION_IDLE_MINUTES_STAFF: '15',
  SESSION_ABSOLUTE_HOURS: '12',
})

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
