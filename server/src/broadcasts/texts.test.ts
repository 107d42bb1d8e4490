/** Text messages of a broadcast: to whom, when, and what they count for. */
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startNotifyDouble } from '../../../build/notifyDouble.ts'
import { aBroadcast } from '../../test/aBroadcast.ts'
import { aServer } from '../../test/as.ts'
import { getsTexts } from '../../test/aTextNumber.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, publicUrl } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const provider = await startNotifyDouble()
afterAll(() => provider.stop())
const { NOTIFY_EMAIL_TEMPLATE_ID: _, ...env } = provider.env
const house = await aServer(url, env)
// E-mails go by SMTP.
const post = await aPostOffice(house, url, env)
/** A Monday far ahead, so that what waits for it waits by every clock. */
const open = new Date('2099-01-05T10:00:00Z')
const closed = new Date('2099-01-05T22:00:00Z')
beforeEach(async () => {
  provider.clear()
  provider.acceptAll()
  post.mailbox.clear()
  post.mailbox.acceptAll()
  post.clock.now = open
  await rows(house.db, 'delete from graphile_worker._private_jobs')
})

/** Lionel has an e-mail address, Ailsa has none; both asked for text messages. Nora has neither. */
async function aUnit() {
  const unit = await house.aUnit()
  const lionel = await house.aPatient({ unit })
  const ailsa = await house.aPatient({ unit, email: null })
  const nora = await house.aPatient({ unit, email: null })
  const numbers = { lionel: await getsTexts(house, lionel), ailsa: await getsTexts(house, ailsa) }
  const admin = house.as(unit.contact!)
  const report = (place: Place) => admin.showBroadcastReport(place)
  return { unit, admin, author: unit.contact!, lionel, ailsa, nora, numbers, report }
}
interface Place {
  unitId: string
  broadcastId: string
}
const texted = () =>
  provider
    .accepted()
    .map(({ to }) => to)
    .toSorted()
const mailed = () => post.mailbox.messages().flatMap(({ envelope }) => envelope.to)
/** Its first steps; then whatever time lets go. */
async function goesOut(unit: Parameters<typeof aBroadcast>[1], author: Person) {
  const place = await aBroadcast(house, unit, author, { subject: 'Flu jabs on Monday' }).sent()
  await later()
  await later()
  return place
}
async function later() {
  await post.letPausesPass()
  await post.workOff()
}
const textOf = async ({ id }: Person, { broadcastId }: Place, reminder = 0) =>
  (
    await rows<{ state: string; reason: string | null; nextTryAt: Date | null }>(
      house.db,
      `select state, reason, next_try_at as "nextTryAt" from deliveries
        where account_id = :id and broadcast_id = :broadcastId and reminder = :reminder and channel = 'text'`,
      { id, broadcastId, reminder },
    )
  )[0]

test('who asked for them gets one beside the e-mail, and is reachable by it', async () => {
  const { unit, admin, author, numbers, lionel, report } = await aUnit()
  const place = await aBroadcast(house, unit, author).draft()
  expect(await admin.checkBroadcast(place)).toMatchObject({
    ...{ patients: 3, withoutEmail: { none: 2 }, byText: { all: 2, withoutEmail: 1 } },
  })
  const { csv } = await admin.exportWithoutEmail({ unitId: unit.id })
  expect(csv.match(/,no e-mail address,(yes|no)/g)!.toSorted()).toEqual([
    ',no e-mail address,no',
    ',no e-mail address,yes',
  ])
  const sent = await goesOut(unit, author)
  expect(texted()).toEqual(Object.values(numbers).toSorted())
  for (const { personalisation } of provider.accepted()) {
    expect(personalisation.body).toContain(`${publicUrl.href}conversations/`)
    expect(personalisation.body).not.toMatch(/flu|monday/i)
  }
  expect(mailed()).toEqual([emailOf(lionel)])
  expect(await report(sent)).toMatchObject({
    ...{ conversations: 3, emails: { handedOver: 1, noAddress: 2 }, texts: { handedOver: 2, waiting: 0, failed: 0 } },
    notReachable: 1,
  })
  const told = (await admin.listNotOpened(sent)).people.map(({ emailed }) => emailed)
  expect(told.toSorted()).toEqual([
    'E-mailed. Sent a text message',
    'Not e-mailed: no address',
    'Not e-mailed: no address. Sent a text message',
  ])
})

test('they wait in line while the unit is closed; the broadcast is done without them, and nobody is woken', async () => {
  const { unit, admin, author, ailsa, lionel, numbers, report } = await aUnit()
  post.clock.now = closed
  const place = await goesOut(unit, author)
  await later()
  expect(texted()).toEqual([])
  expect(await admin.showBroadcast(place)).toMatchObject({ state: 'done' })
  expect(await textOf(ailsa, place)).toMatchObject({ state: 'waiting', nextTryAt: null })
  expect(await report(place)).toMatchObject({ texts: { waiting: 2 }, notReachable: 1 })
  // Read meanwhile: no text message about it.
  const [line] = (await house.as(lionel).listConversations()).conversations
  await house.as(lionel).markRead({ conversationId: line!.id, seq: 1 })
  post.clock.now = open
  await post.jobs.sweepBroadcasts()
  await later()
  expect(texted()).toEqual([numbers.ailsa])
  expect(await textOf(lionel, place)).toMatchObject({ state: 'suppressed', reason: 'read already' })
})

test('one that does not arrive reaches nobody', async () => {
  const { unit, author, ailsa, report } = await aUnit()
  provider.refuse({ status: 400, error: 'ValidationError', message: 'phone_number Not a UK mobile number' })
  const place = await goesOut(unit, author)
  expect(await textOf(ailsa, place)).toMatchObject({ state: 'bounced' })
  expect(await report(place)).toMatchObject({ texts: { handedOver: 0, failed: 2 }, notReachable: 2 })
})

test('stopped, those that wait are not sent; paused, they wait', async () => {
  const { unit, admin, author, ailsa } = await aUnit()
  post.clock.now = closed
  const place = await aBroadcast(house, unit, author).sent()
  await post.jobs.notifyOfBroadcast({ broadcastId: place.broadcastId, from: 0, to: 3 })
  post.clock.now = open
  // Let go, and not tried before the pause.
  await post.jobs.paceDeliveries()
  expect(await textOf(ailsa, place)).toMatchObject({ state: 'waiting', nextTryAt: expect.any(Date) })
  await admin.pauseBroadcast(place)
  await post.jobs.holdBroadcast({ broadcastId: place.broadcastId })
  await later()
  expect([...texted(), ...mailed()]).toEqual([])
  expect(await textOf(ailsa, place)).toMatchObject({ state: 'waiting', nextTryAt: null })
  await admin.stopBroadcast(place)
  // Whoever keeps the pace may come before the job of the stop.
  await post.letPausesPass()
  await post.jobs.paceDeliveries()
  expect(await textOf(ailsa, place)).toMatchObject({ state: 'suppressed', reason: 'stopped' })
  await later()
  expect(texted()).toEqual([])
  expect(await textOf(ailsa, place)).toMatchObject({ state: 'suppressed', reason: 'stopped' })
})

test('a reminder comes by text message too, to whom it is for', async () => {
  const { unit, admin, author, ailsa, lionel, numbers } = await aUnit()
  const place = await goesOut(unit, author)
  const [line] = (await house.as(lionel).listConversations()).conversations
  await house.as(lionel).markRead({ conversationId: line!.id, seq: 1 })
  provider.clear()
  // Texts come an hour apart.
  await rows(house.db, `update deliveries set handed_over_at = handed_over_at - interval '2 hours'`)
  await admin.remindNotOpened(place)
  await later()
  expect(texted()).toEqual([numbers.ailsa])
  expect(await textOf(ailsa, place, 1)).toMatchObject({ state: 'handed_over' })
})

test('whoever leaves after their turn is told of it by no e-mail and no text message, in line or put off', async () => {
  const { unit, author, lionel, ailsa } = await aUnit()
  const place = await aBroadcast(house, unit, author).sent()
  await post.jobs.notifyOfBroadcast({ broadcastId: place.broadcastId, from: 0, to: 3 })
  await house.leavesUnit(lionel, unit)
  // Let go, and not tried before she leaves.
  await post.jobs.paceDeliveries()
  await house.leavesUnit(ailsa, unit)
  await later()
  expect([...texted(), ...mailed()]).toEqual([])
  const held = await rows(
    house.db,
    `select channel, state, reason from deliveries where broadcast_id = :broadcastId and account_id = any(:ids) order by channel, reason`,
    { broadcastId: place.broadcastId, ids: [lionel.id, ailsa.id] },
  )
  expect(held).toEqual([
    { channel: 'email', state: 'suppressed', reason: 'no address' },
    { channel: 'email', state: 'suppressed', reason: 'no longer takes part' },
    { channel: 'text', state: 'suppressed', reason: 'no longer takes part' },
    { channel: 'text', state: 'suppressed', reason: 'no longer takes part' },
  ])
})
