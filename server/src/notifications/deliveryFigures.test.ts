/** What a unit's admins see of its e-mails, through the door; each figure is made by what really happens to a delivery. */
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'
import { beat } from '../health.ts'
import { deliveryFigures } from './deliveryFigures.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { mailbox } = post

let unit: Unit
let admin: Person
let nurse: Person
let nth = 0
beforeEach(async () => {
  mailbox.acceptAll()
  unit = await house.aUnit({ name: `Ward ${++nth}` })
  admin = unit.contact!
  nurse = await house.aMemberOfStaff({ unit })
})

const figures = () => house.as(admin).showDeliveryFigures({ unitId: unit.id })
const failures = (page: { cursor?: string; limit?: number } = {}) =>
  house.as(admin).listFailedDeliveries({ unitId: unit.id, ...page })

/** The nurse writes to a new patient, and the job that makes deliveries has run. */
async function aDelivery(patientIs: Parameters<typeof house.aPatient>[0] = {}) {
  const patient = await house.aPatient({ unit, ...patientIs })
  const { id: conversationId, messageId } = await house.aConversation([nurse, patient], { unit })
  await post.jobs.notifyOfMessage({ messageId })
  const { id } = await post.deliveryTo(patient, messageId)
  return { id, patient, conversationId, messageId, attempt: () => post.jobs.deliver({ deliveryId: id }) }
}
async function aSentDelivery() {
  const delivery = await aDelivery()
  await delivery.attempt()
  return delivery
}
const change = (id: string, sql: string, bindings: Record<string, unknown> = {}) =>
  rows(house.db, `update deliveries set ${sql} where id = :id`, { id, ...bindings })

test('nothing has happened yet', async () => {
  const { days, ...now } = await figures()
  expect(now).toMatchObject({
    today: { sent: 0, timely: 0 },
    week: { sent: 0, timely: 0, failedForGood: 0, bounced: 0 },
    waiting: { count: 0, since: null },
    failing: { count: 0, since: null, nextTryAt: null },
    suppressed: [],
  })
  expect(days).toHaveLength(14)
  expect(days.every(({ sent, timely, failed }) => sent + timely + failed === 0)).toBe(true)
  expect(await failures()).toEqual({ deliveries: [], next: null })
})

test('waiting, then sent in time', async () => {
  const { attempt, messageId } = await aDelivery()
  const [message] = await rows<{ sentAt: Date }>(house.db, 'select sent_at as "sentAt" from messages where id = :id', {
    id: messageId,
  })
  expect(await figures()).toMatchObject({
    today: { sent: 0 },
    waiting: { count: 1, since: message!.sentAt.toISOString() },
    failing: { count: 0 },
  })
  await attempt()
  const after = await figures()
  expect(after).toMatchObject({
    today: { sent: 1, timely: 1 },
    week: { sent: 1, timely: 1 },
    waiting: { count: 0, since: null },
  })
  expect(after.days.at(-1)).toMatchObject({ sent: 1, timely: 1, failed: 0 })
})

test.each([
  [9.9, 1],
  [10.1, 0],
])('sent %s seconds after the message', async (seconds, timely) => {
  const { id } = await aSentDelivery()
  const dueAt = new Date('2026-07-01T12:00:00Z')
  const handedOverAt = new Date(dueAt.getTime() + seconds * 1000)
  await change(id, 'due_at = :dueAt, handed_over_at = :handedOverAt', { dueAt, handedOverAt })
  const { today } = await house.db.transaction((trx) => deliveryFigures({ trx }, unit.id, handedOverAt))
  expect(today).toEqual({ sent: 1, timely })
})

test('to a newcomer the time counts from when they were added', async () => {
  const patient = await house.aPatient({ unit })
  const { id: conversationId, messageId } = await house.aConversation([nurse, patient], { unit })
  await post.workOff()
  const newcomer = await house.aMemberOfStaff({ unit })
  await house.as(nurse).addParticipant({ conversationId, accountId: newcomer.id })
  await post.jobs.notifyNewcomer({ messageId, accountId: newcomer.id })
  const [delivery] = await rows<{ afterwards: boolean }>(
    house.db,
    `select d.due_at = p.joined_at and d.due_at > m.sent_at as afterwards
       from deliveries d join messages m on m.id = d.message_id
       join participants p on p.conversation_id = m.conversation_id and p.account_id = d.account_id
      where d.account_id = :id`,
    { id: newcomer.id },
  )
  expect(delivery).toEqual({ afterwards: true })
})

test('an e-mail that was put off, for somebody who wants one a day, neither waits nor is late', async () => {
  const { id, attempt } = await aDelivery()
  await change(id, `next_try_at = now() + interval '1 hour', reason = 'one a day'`)
  expect((await figures()).waiting).toEqual({ count: 0, since: null })
  await change(id, `next_try_at = now()`)
  await attempt()
  const [sent] = await rows<{ late: boolean }>(
    house.db,
    `select handed_over_at > due_at as late from deliveries where id = :id`,
    { id },
  )
  expect(sent).toEqual({ late: false })
})

test('failing for now: since when, the next try, to whom and why; then sent', async () => {
  const { attempt, patient, id } = await aDelivery({ firstName: 'Lionel', lastName: 'Campbell' })
  mailbox.refuse({ code: 450, times: 1 })
  await attempt()
  const { waiting, failing } = await figures()
  expect(waiting.count).toBe(0)
  expect(failing).toMatchObject({ count: 1, since: expect.any(String), nextTryAt: expect.any(String) })
  expect(await failures()).toEqual({
    deliveries: [
      {
        id,
        person: {
          id: patient.id,
          name: 'Lionel Campbell',
          kind: 'patient',
          isMember: true,
          unreachable: null,
          texts: false,
        },
        channel: 'email',
        about: 'message',
        at: failing.since,
        state: 'failing',
        reason: 'The mail server asked to try again later.',
        attempts: 1,
        nextTryAt: failing.nextTryAt,
      },
    ],
    next: null,
  })
  await post.letPausesPass()
  await post.workOff()
  expect(await figures()).toMatchObject({ today: { sent: 1 }, failing: { count: 0, since: null } })
  expect((await failures()).deliveries).toEqual([])
})

test('an e-mail in the middle of its first try waits; in the middle of a later one it is failing', async () => {
  const { attempt } = await aDelivery()
  const during = async () => {
    mailbox.delay(400)
    const trying = attempt()
    let seen = await figures()
    while (seen.waiting.count + seen.failing.count === 0) seen = await figures()
    const listed = (await failures()).deliveries
    mailbox.refuse({ code: 450, times: 1 })
    await trying
    return { waiting: seen.waiting.count, failing: seen.failing.count, listed: listed.map(({ reason }) => reason) }
  }
  expect(await during()).toEqual({ waiting: 1, failing: 0, listed: [] })
  await post.letPausesPass()
  const again = await during()
  expect(again).toMatchObject({ waiting: 0, failing: 1 })
})

test('refused for good: on the list with its reason, and the address bounces', async () => {
  const { attempt, patient } = await aDelivery()
  mailbox.refuse({ code: 550 })
  await attempt()
  const after = await figures()
  expect(after).toMatchObject({ week: { failedForGood: 0, bounced: 1 }, people: { bouncing: 1 } })
  expect(after.days.at(-1)).toMatchObject({ failed: 1 })
  expect((await failures()).deliveries).toMatchObject([
    {
      person: { id: patient.id, unreachable: 'bouncing' },
      state: 'bounced',
      reason: 'The address was refused.',
      nextTryAt: null,
    },
  ])
})

test('what came back later is not sent any more', async () => {
  const { id } = await aSentDelivery()
  await change(id, `state = 'bounced', reason = 'report 5.1.1'`)
  expect(await figures()).toMatchObject({ today: { sent: 0 }, week: { bounced: 1, failedForGood: 0 } })
  expect((await failures()).deliveries).toMatchObject([
    { id, state: 'bounced', reason: 'The e-mail came back: the address was refused.' },
  ])
})

test('given up after hours', async () => {
  const { id, attempt } = await aDelivery()
  await change(id, 'attempts = 47')
  mailbox.refuse({ code: 421 })
  await attempt()
  expect(await figures()).toMatchObject({ failing: { count: 0 }, week: { bounced: 0, failedForGood: 1 } })
  expect((await failures()).deliveries).toMatchObject([
    { id, state: 'failed', attempts: 48, reason: 'The mail server asked to try again later.', nextTryAt: null },
  ])
})

test('a burst is one e-mail, and nobody was left out', async () => {
  const { conversationId, attempt } = await aDelivery()
  await house.as(nurse).sendMessage({ conversationId, id: randomUUID(), text: 'And another thing', lastSeenSeq: 1 })
  await attempt()
  await post.workOff()
  expect(await figures()).toMatchObject({ today: { sent: 1 }, suppressed: [] })
})

test('not even tried, by reason, the most frequent first; and people without an address', async () => {
  await aDelivery({ email: null })
  await aDelivery({ email: null })
  const { patient, attempt } = await aDelivery()
  await house.closes(patient)
  await attempt()
  const { suppressed, people } = await figures()
  expect(suppressed).toEqual([
    { reason: 'no address', inWords: 'No e-mail address', count: 2 },
    { reason: 'no longer takes part', inWords: 'No longer in the conversation', count: 1 },
  ])
  expect(people).toEqual({ none: 2, bouncing: 0, unwanted: 0, unverified: 0 })
})

test('who was not even tried, by reason, page by page, the newest first', async () => {
  const people = []
  for (let n = 0; n < 3; n++) people.push((await aDelivery({ email: null })).patient)
  const { patient: unwilling } = await aDelivery()
  await house.as(unwilling).chooseEmailWish({ emailWish: 'none' })
  await house.aConversation([nurse, unwilling]).then(({ messageId }) => post.jobs.notifyOfMessage({ messageId }))
  // Of what a colleague wants no admin is told.
  const colleague = await house.aMemberOfStaff({ unit })
  await house.as(colleague).chooseEmailWish({ emailWish: 'none' })
  await house.aConversation([nurse, colleague]).then(({ messageId }) => post.jobs.notifyOfMessage({ messageId }))
  const page = (reason: 'no address' | 'not wanted', cursor?: string) =>
    house.as(admin).listNotEmailed({ unitId: unit.id, reason, limit: 2, ...(cursor && { cursor }) })
  const first = await page('no address')
  const second = await page('no address', first.next!)
  const [newest, ...others] = people.toReversed()
  expect(first.deliveries[0]).toEqual({
    id: expect.any(String),
    person: { id: newest!.id, name: newest!.name, kind: 'patient', isMember: true, unreachable: 'none', texts: false },
    about: 'message',
    at: expect.any(String),
  })
  expect([...first.deliveries, ...second.deliveries].slice(1, 3).map(({ person }) => person.id)).toEqual(
    others.map(({ id }) => id),
  )
  expect((await page('not wanted')).deliveries.map(({ person }) => person.unreachable)).toEqual(['unwanted'])
  // As many as the figures say.
  expect((await figures()).suppressed.map(({ reason, count }) => ({ reason, count }))).toEqual([
    { reason: 'no address', count: 3 },
    { reason: 'not wanted', count: 1 },
  ])
  const elsewhere = await house.aUnit()
  const theirs = { unitId: elsewhere.id, reason: 'no address' } as const
  expect(await house.as(elsewhere.contact!).listNotEmailed(theirs)).toEqual({ deliveries: [], next: null })
})

test('what depends on others: the worker and the mail server', async () => {
  await house.db('heartbeats').delete()
  expect(await figures()).toMatchObject({ worker: 'away', mail: 'away' })
  await beat(house.db, { part: 'worker', instance: randomUUID(), well: true })
  await beat(house.db, { part: 'mail', instance: randomUUID(), well: false })
  expect(await figures()).toMatchObject({ worker: 'well', mail: 'away' })
})

describe('days are London’s', () => {
  const at = async (now: string) => house.db.transaction((trx) => deliveryFigures({ trx }, unit.id, new Date(now)))
  async function sentAt(...instants: string[]) {
    for (const instant of instants) {
      const { id } = await aSentDelivery()
      await change(id, 'handed_over_at = :instant, due_at = :instant', { instant })
    }
  }

  test('in summer midnight is an hour before that of UTC', async () => {
    await sentAt('2026-07-01T22:59:59Z', '2026-07-01T23:00:00Z')
    expect((await at('2026-07-01T22:59:59Z')).today.sent).toBe(1)
    expect((await at('2026-07-01T23:30:00Z')).today.sent).toBe(1)
  })

  test.each([
    ['forward', '2026-03-29', '2026-03-29T00:00:00Z', '2026-03-29T22:59:59Z'],
    ['back', '2026-10-25', '2026-10-24T23:00:00Z', '2026-10-25T23:59:59Z'],
  ])('the day on which the clocks go %s is one day', async (_, day, first, last) => {
    await sentAt(first, last)
    const { days, today, week } = await at(last)
    expect(today.sent).toBe(2)
    expect(days.at(-1)).toMatchObject({ day, sent: 2 })
    expect(week.sent).toBe(2)
    expect(new Set(days.map((one) => one.day)).size).toBe(14)
  })

  test('the last 7 and the last 14 count today, and nothing before', async () => {
    await sentAt('2026-06-24T22:59:59Z', '2026-06-24T23:00:00Z', '2026-06-17T22:59:59Z', '2026-06-17T23:00:00Z')
    const { days, week } = await at('2026-07-01T12:00:00Z')
    expect(week.sent).toBe(1)
    expect(days.map(({ sent }) => sent)).toEqual([1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0])
    expect(days[0]!.day).toBe('2026-06-18')
  })

  test('what failed counts on the day of its message, for 7 days', async () => {
    const failedAt = async (instant: string) => {
      const { id, attempt } = await aDelivery()
      mailbox.refuse({ code: 550, times: 1 })
      await attempt()
      await change(id, 'created_at = :instant', { instant })
    }
    await failedAt('2026-06-24T22:59:59Z')
    await failedAt('2026-06-24T23:00:00Z')
    const { days, week } = await at('2026-07-01T12:00:00Z')
    expect(week.bounced).toBe(1)
    expect(days.slice(-8).map(({ failed }) => failed)).toEqual([1, 1, 0, 0, 0, 0, 0, 0])
  })
})

test('pages: the newest first, each once, of all that is failing and failed', async () => {
  const ids: string[] = []
  for (let n = 0; n < 5; n++) {
    const { id, attempt } = await aDelivery()
    mailbox.refuse({ code: n % 2 ? 550 : 450, times: 1 })
    await attempt()
    ids.unshift(id)
  }
  const seen: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const { deliveries, next } = await failures({ limit: 2, ...(cursor && { cursor }) })
    seen.push(...deliveries.map(({ id }) => id))
    cursor = next
  }
  expect(seen).toEqual(ids)
  expect((await failures({ limit: 2, cursor: 'nonsense' })).deliveries.map(({ id }) => id)).toEqual(ids.slice(0, 2))
})

test('of this unit only: neither figures nor names of another', async () => {
  const elsewhere = await house.aUnit({ name: 'Ward elsewhere' })
  const { attempt, patient, conversationId } = await aDelivery({ firstName: 'Lionel', lastName: 'Campbell' })
  mailbox.refuse({ code: 550 })
  await attempt()
  // Also not when the person is a patient there as well.
  await house.joins(patient, elsewhere)
  const theirs = house.as(elsewhere.contact!)
  expect((await theirs.showDeliveryFigures({ unitId: elsewhere.id })).week.bounced).toBe(0)
  expect((await theirs.listFailedDeliveries({ unitId: elsewhere.id })).deliveries).toEqual([])
  await expect(theirs.listFailedDeliveries({ unitId: unit.id })).rejects.toMatchObject({ status: 404 })
  await expect(house.as(nurse).showDeliveryFigures({ unitId: unit.id })).rejects.toMatchObject({ status: 403 })
  // And never what it was about.
  const shown = JSON.stringify([await figures(), await failures()])
  expect(shown).toContain('Lionel Campbell')
  expect(shown).not.toMatch(/question|bananas|Dietitian|example\.org|1961/i)
  expect(shown).not.toContain(conversationId)
})

test('somebody who has left is named, and is not one of the unit any more', async () => {
  const { attempt, patient } = await aDelivery()
  mailbox.refuse({ code: 550 })
  await attempt()
  await house.leavesUnit(patient, unit)
  expect((await failures()).deliveries[0]!.person).toMatchObject({ id: patient.id, isMember: false, unreachable: null })
})

test('looking is on record', async () => {
  await figures()
  await failures()
  const recorded = await rows<{ action: string }>(
    house.db,
    `select action from audit where account_id = :id and group_id = :unitId order by id`,
    { id: admin.id, unitId: unit.id },
  )
  expect(recorded.map(({ action }) => action)).toEqual(['delivery_figures.opened', 'failed_deliveries.listed'])
})
