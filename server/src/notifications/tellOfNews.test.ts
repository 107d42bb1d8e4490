/** What tells of news: an e-mail to each reader who wants it, and a text message, of the fixed kind, as deliveries (R6, R12). */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startNotifyDouble } from '../../../build/notifyDouble.ts'
import { aNewsItem, inDays, newsContent } from '../../test/aNewsItem.ts'
import { aServer, newId } from '../../test/as.ts'
import { getsTexts } from '../../test/aTextNumber.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, publicUrl } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const provider = await startNotifyDouble()
afterAll(() => provider.stop())
const { NOTIFY_EMAIL_TEMPLATE_ID: _, ...env } = provider.env
// E-mails go by SMTP.
const post = await aPostOffice(house, url, env)
/** A Monday far ahead, so that what waits for it waits by every clock. */
const open = new Date('2099-01-05T10:00:00Z')
const closed = new Date('2099-01-05T22:00:00Z')
beforeEach(async () => {
  post.mailbox.clear()
  post.mailbox.acceptAll()
  provider.clear()
  provider.acceptAll()
  post.clock.now = open
  await rows(house.db, 'delete from graphile_worker._private_jobs')
  await rows(house.db, 'update news_items set paced_at = null')
})

async function aWard() {
  const unit = await house.aUnit({ name: `Renal Unit of Kirkcaldy ${newId()}` })
  const admin = await house.aUnitAdmin({ unit })
  const [patient, nurse] = [await house.aPatient({ unit }), await house.aMemberOfStaff({ unit })]
  const news = (options: Parameters<typeof aNewsItem>[3] = {}) =>
    aNewsItem(house, admin, unit.id, { audience: 'patients', tellByEmail: true, ...options })
  return { unit, admin, patient, nurse, news }
}

const addressed = () =>
  post.mailbox
    .messages()
    .map(({ envelope }) => envelope.to)
    .flat()
    .sort()
const texted = () => provider.accepted().map(({ to, personalisation }) => ({ to, body: personalisation.body }))
const wishes = (person: Person, wish: string) =>
  rows(house.db, 'update accounts set email_wish = :wish where id = :id', { id: person.id, wish })
const stateOf = async (person: Person, newsId: string, channel = 'email') => {
  const [row] = await rows<{ state: string; reason: string | null; inHours: number | null }>(
    house.db,
    `select state, reason, cast(extract(epoch from next_try_at - now()) / 3600 as float) as "inHours" from deliveries
      where account_id = :id and news_id = :newsId and channel = :channel`,
    { id: person.id, newsId, channel },
  )
  return row
}
const isBouncing = async ({ id }: Person) =>
  (await rows(house.db, 'select from accounts where id = :id and email_bouncing_at is not null', { id })).length > 0
/** As if everything that was handed over had been so much earlier. */
const passes = (interval: string) =>
  rows(house.db, 'update deliveries set handed_over_at = handed_over_at - cast(:interval as interval)', { interval })
/** Everything that waits is due. */
async function later() {
  await post.letPausesPass()
  await post.workOff()
}

test('each reader who wants e-mails gets one, which says nothing', async () => {
  const { unit, admin, patient, news } = await aWard()
  const silent = await house.aPatient({ unit, email: null })
  const unwilling = await house.aPatient({ unit })
  await wishes(unwilling, 'none')
  const item = await news({ title: 'Bananas are forbidden', text: 'Because of potassium' })
  expect(await house.as(admin).countNewsReaders({ newsId: item.id })).toEqual({ readers: 3, byEmail: 1 })
  await post.workOff()
  const [mail, ...more] = post.mailbox.messages()
  expect(more).toEqual([])
  expect(mail).toMatchObject({ subject: 'There is news for you', envelope: { to: [emailOf(patient)] } })
  expect(JSON.stringify(mail)).not.toMatch(/banana|potassium|kirkcaldy|renal/i)
  expect(mail!.text).toContain('https://messages.example.org/news\n')
  expect(await stateOf(silent, item.id)).toMatchObject({ state: 'suppressed', reason: 'no address' })
  expect(await stateOf(unwilling, item.id)).toMatchObject({ state: 'suppressed', reason: 'not wanted' })
  const shown = await house.as(admin).showManagedNews({ newsId: item.id })
  expect(shown.email).toEqual({ begun: true, people: 1, sent: 1 })
})

test('staff are sent to the desktop app', async () => {
  const { unit, admin, nurse, news } = await aWard()
  await news({ audience: 'staff' })
  await post.workOff()
  expect(addressed()).toEqual([admin, nurse, unit.contact!].map(emailOf).sort())
  for (const { text } of post.mailbox.messages()) {
    expect(text).toContain('open the desktop app')
    expect(text).not.toContain('http')
  }
})

test('nobody is e-mailed who was not asked to be, and nobody twice however the item changes', async () => {
  const { unit, admin, patient, news } = await aWard()
  await news({ tellByEmail: false })
  await post.workOff()
  expect(addressed()).toEqual([])
  let item = await news()
  await post.workOff()
  const client = house.as(admin)
  const newsId = item.id
  item = await client.saveNews({ newsId, version: 2, groupId: unit.id, ...newsContent({ title: 'Changed' }) })
  item = await client.withdrawNews({ newsId, version: item.version })
  await client.publishNews({ newsId, version: item.version, tellByEmail: true })
  await post.workOff()
  await Promise.all([1, 2, 3].map(() => post.jobs.tellOfNews({ newsId })))
  await Promise.all([1, 2, 3].map(() => post.jobs.paceDeliveries()))
  await later()
  expect(addressed()).toEqual([emailOf(patient)])
})

test('three items of a unit tell of themselves by e-mail on one day, and no more', async () => {
  const { unit, admin, patient, news } = await aWard()
  const enough = { status: 409, code: 'newsEmailedEnough' }
  const client = house.as(admin)
  const drafts = await Promise.all([1, 2, 3, 4, 5].map(() => news({ draft: true })))
  const published = await Promise.allSettled(
    drafts.map(({ id }) => client.publishNews({ newsId: id, version: 1, tellByEmail: true })),
  )
  const refused = published.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  expect(refused).toEqual([expect.objectContaining(enough), expect.objectContaining(enough)])
  await post.workOff()
  await expect(news()).rejects.toMatchObject(enough)
  await news({ tellByEmail: false })
  const { id: newsId, version } = await news({ showsFrom: inDays(1) })
  const moved = { newsId, version, groupId: unit.id, ...newsContent({ audience: 'patients' }) }
  await expect(client.saveNews(moved)).rejects.toMatchObject(enough)
  await later()
  const [asked] = await rows(
    house.db,
    `select cast(count(*) as int) as items from deliveries where news_id is not null and account_id = :id`,
    { id: patient.id },
  )
  expect(asked).toEqual({ items: 3 })
})

test('what shows from a later day on is told on that day, also when the day was moved', async () => {
  const { unit, admin, patient, news } = await aWard()
  const { id: newsId, version } = await news({ showsFrom: inDays(3) })
  await post.workOff()
  await post.jobs.tellOfNews({ newsId })
  await post.jobs.paceDeliveries()
  expect(addressed()).toEqual([])
  const [planned] = await rows<{ at: Date }>(
    house.db,
    `select run_at as at from graphile_worker.jobs where key = :key`,
    { key: `news ${newsId}` },
  )
  const atEight = { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' } as const
  expect(planned!.at.toLocaleTimeString('en-GB', atEight)).toBe('08:00')
  const sooner = newsContent({ audience: 'patients', showsFrom: inDays(-1) })
  await house.as(admin).saveNews({ newsId, version, groupId: unit.id, ...sooner })
  await post.workOff()
  expect(addressed()).toEqual([emailOf(patient)])
})

test('what is withdrawn is told to nobody any more', async () => {
  const { admin, patient, news } = await aWard()
  const { id: newsId, version } = await news()
  await post.jobs.tellOfNews({ newsId })
  await house.as(admin).withdrawNews({ newsId, version })
  await post.workOff()
  expect(addressed()).toEqual([])
  expect(await stateOf(patient, newsId)).toMatchObject({ state: 'suppressed', reason: 'withdrawn' })
})

test('who is no reader any more when their turn comes is told nothing', async () => {
  const { unit, patient, news } = await aWard()
  const { id: newsId } = await news()
  await post.jobs.tellOfNews({ newsId })
  await house.leavesUnit(patient, unit)
  await post.workOff()
  expect(addressed()).toEqual([])
  expect(await stateOf(patient, newsId)).toMatchObject({ state: 'suppressed', reason: 'no longer a reader' })
})

describe('one e-mail a day, of messages and news together', () => {
  test('several items are one e-mail', async () => {
    const { patient, news } = await aWard()
    await wishes(patient, 'daily')
    const items = [await news(), await news()]
    await post.workOff()
    expect(addressed()).toEqual([emailOf(patient)])
    const states = await Promise.all(items.map(({ id }) => stateOf(patient, id)))
    expect(states.map((one) => one!.reason).toSorted()).toEqual(['folded into another', null])
  })

  test('news waits for a day after an e-mail about a message, and then goes', async () => {
    const { patient, nurse, news } = await aWard()
    await wishes(patient, 'daily')
    const { id: conversationId } = await house.aConversation([nurse, patient])
    await post.workOff()
    await house.as(patient).markRead({ conversationId, seq: 1 })
    const { id: newsId } = await news()
    await post.workOff()
    expect(addressed()).toEqual([emailOf(patient)])
    const waits = await stateOf(patient, newsId)
    expect(waits).toMatchObject({ state: 'waiting', reason: 'one a day' })
    expect(waits!.inHours).toBeGreaterThan(23.9)
    await passes('25 hours')
    await later()
    expect(post.mailbox.messages().map(({ subject }) => subject)).toEqual([
      'There is news for you',
      'You have a message',
    ])
  })

  test('a message waits for a day after an e-mail about news', async () => {
    const { patient, nurse, news } = await aWard()
    await wishes(patient, 'daily')
    await news()
    await post.workOff()
    const { messageId } = await house.aConversation([nurse, patient])
    await post.workOff()
    expect(post.mailbox.messages().map(({ subject }) => subject)).toEqual(['There is news for you'])
    expect(await post.deliveryTo(patient, messageId)).toMatchObject({ state: 'waiting', reason: 'one a day' })
  })

  test('the e-mail of a day says both, and stands for both', async () => {
    const { patient, nurse, news } = await aWard()
    await wishes(patient, 'daily')
    await house.aConversation([nurse, patient])
    await post.workOff()
    const item = await news({ title: 'Bananas are forbidden' })
    const { messageId } = await house.aConversation([nurse, patient])
    await post.workOff()
    post.mailbox.clear()
    await passes('25 hours')
    await later()
    await later()
    const [mail, ...more] = post.mailbox.messages()
    expect(more).toEqual([])
    expect(mail!.subject).toBe('You have 2 messages')
    expect(mail!.text).toContain('There is also news for you.')
    expect(JSON.stringify(mail)).not.toMatch(/banana/i)
    const both = [await stateOf(patient, item.id), await post.deliveryTo(patient, messageId)]
    expect(both.map((one) => one!.state).toSorted()).toEqual(['handed_over', 'suppressed'])
  })

  test('what was withdrawn is not mentioned in it', async () => {
    const { admin, patient, nurse, news } = await aWard()
    await wishes(patient, 'daily')
    const { id: newsId, version } = await news()
    await post.jobs.tellOfNews({ newsId })
    await house.as(admin).withdrawNews({ newsId, version })
    const { messageId } = await house.aConversation([nurse, patient])
    await post.jobs.notifyOfMessage({ messageId })
    const { id: deliveryId } = await post.deliveryTo(patient, messageId)
    await post.jobs.deliver({ deliveryId })
    const [mail] = post.mailbox.messages()
    expect(mail!.subject).toBe('You have a message')
    expect(mail!.text).not.toContain('news')
  })
})

test('what is written today goes first: news is let go by the pace, as jobs of a lower rank', async () => {
  const { patient, nurse, news } = await aWard()
  const { id: newsId } = await news()
  const { messageId } = await house.aConversation([nurse, patient])
  await post.jobs.tellOfNews({ newsId })
  expect(await stateOf(patient, newsId)).toMatchObject({ state: 'waiting', inHours: null })
  await post.jobs.paceDeliveries()
  await post.jobs.notifyOfMessage({ messageId })
  const waiting = await rows<{ priority: number }>(
    house.db,
    `select priority from graphile_worker.jobs where task_identifier = 'deliver' order by priority`,
  )
  expect(waiting.map(({ priority }) => priority)).toEqual([0, 10])
  post.mailbox.refuse({ code: 450 })
  await post.workOff()
  post.mailbox.acceptAll()
  const again = await rows<{ priority: number }>(
    house.db,
    `select priority from graphile_worker.jobs where task_identifier = 'deliver' order by priority`,
  )
  expect(again.map(({ priority }) => priority)).toEqual([0, 10])
  await later()
  const subjects = post.mailbox.messages().map(({ subject }) => subject)
  expect(subjects.sort()).toEqual(['There is news for you', expect.stringMatching(/^You have a message/)])
  const [item] = await rows(house.db, 'select from news_items where id = :newsId and paced_at is null', { newsId })
  expect(item).toBeDefined()
})

describe('what does not arrive', () => {
  test('is tried again, and counted and listed for the admins of the unit; a refusal marks the address', async () => {
    const { unit, admin, patient, news } = await aWard()
    const item = await news()
    post.mailbox.refuse({ code: 450 })
    await post.workOff()
    expect(await stateOf(patient, item.id)).toMatchObject({ state: 'failed_for_now' })
    const figures = () => house.as(admin).showDeliveryFigures({ unitId: unit.id })
    expect(await figures()).toMatchObject({ failing: { count: 1 }, today: { sent: 0 } })
    expect(await house.as(admin).listFailedDeliveries({ unitId: unit.id })).toMatchObject({
      deliveries: [{ about: 'news', state: 'failing', person: { id: patient.id } }],
    })
    post.mailbox.acceptAll()
    post.mailbox.refuse({ code: 550 })
    await later()
    expect(await stateOf(patient, item.id)).toMatchObject({ state: 'bounced', inHours: null })
    expect(await isBouncing(patient)).toBe(true)
    expect(await figures()).toMatchObject({ failing: { count: 0 }, week: { bounced: 1 }, people: { bouncing: 1 } })
  })

  test('comes back to an address of its own, and is heard', async () => {
    const { unit, admin, patient, news } = await aWard()
    const item = await news()
    await post.workOff()
    const figures = () => house.as(admin).showDeliveryFigures({ unitId: unit.id })
    expect(await figures()).toMatchObject({ today: { sent: 1 }, week: { bounced: 0 } })
    const [mail] = post.mailbox.messages()
    expect(mail!.envelope.from).toMatch(/^bounce\+[0-9a-f]{32}@bounces\.example\.org$/)
    await post.sendBack(mail!, { action: 'failed', status: '5.1.1' })
    expect(await stateOf(patient, item.id)).toMatchObject({ state: 'bounced', reason: 'report 5.1.1' })
    expect(await isBouncing(patient)).toBe(true)
    expect(await figures()).toMatchObject({ today: { sent: 0 }, week: { bounced: 1 } })
    expect((await house.as(admin).listFailedDeliveries({ unitId: unit.id })).deliveries).toMatchObject([
      { about: 'news', state: 'bounced', reason: 'The e-mail came back: the address was refused.' },
    ])
  })

  test('of a specialty’s item, the unit of the reader knows', async () => {
    const specialty = await house.aSpecialty()
    const unit = await house.aUnit({ specialty })
    const patient = await house.aPatient({ unit })
    const writer = await house.aSpecialtyAdmin({ specialty })
    await aNewsItem(house, writer, specialty.id, { audience: 'patients', tellByEmail: true })
    post.mailbox.refuse({ code: 550 })
    await post.workOff()
    expect((await house.as(unit.contact!).listFailedDeliveries({ unitId: unit.id })).deliveries).toMatchObject([
      { about: 'news', person: { id: patient.id, isMember: true } },
    ])
  })
})

describe('by text message', () => {
  test('to who asked for them, and it says nothing', async () => {
    const { unit, admin, patient, news } = await aWard()
    const number = await getsTexts(house, patient)
    const other = await house.aPatient({ unit, email: null })
    const failing = await house.aPatient({ unit })
    await getsTexts(house, failing)
    await rows(house.db, 'update accounts set text_failing_at = now() where id = :id', { id: failing.id })
    const item = await news({ title: 'Bananas are forbidden' })
    await post.workOff()
    expect(texted()).toEqual([{ to: number, body: `There is news for you. Sign in to read it: ${publicUrl.href}news` }])
    expect(addressed()).toEqual([patient, failing].map(emailOf).sort())
    expect(await stateOf(other, item.id, 'text')).toBeUndefined()
    expect(await stateOf(failing, item.id, 'text')).toMatchObject({ reason: 'texts do not arrive' })
    expect(await house.as(admin).showDeliveryFigures({ unitId: unit.id })).toMatchObject({
      ...{ today: { sent: 2 }, texts: { today: 1 } },
    })
    // The item itself counts e-mails.
    expect((await house.as(admin).showManagedNews({ newsId: item.id })).email).toMatchObject({ people: 2, sent: 2 })
  })

  test('while the unit is open, and together with the messages of the night', async () => {
    const { patient, nurse, news } = await aWard()
    const number = await getsTexts(house, patient)
    post.clock.now = closed
    const item = await news()
    await house.aConversation([nurse, patient])
    await post.workOff()
    await later()
    expect(texted()).toEqual([])
    expect(await stateOf(patient, item.id, 'text')).toMatchObject({ state: 'waiting', inHours: null })
    post.clock.now = open
    await later()
    await later()
    expect(texted()).toEqual([
      { to: number, body: `There are messages and news for you. Sign in to read them: ${publicUrl.href}conversations` },
    ])
  })

  test('neither holds an e-mail back nor is somebody’s one e-mail a day', async () => {
    const { patient, nurse, news } = await aWard()
    await getsTexts(house, patient)
    await wishes(patient, 'none')
    const { id: conversationId } = await house.aConversation([nurse, patient])
    await post.workOff()
    expect(texted()).toHaveLength(1)
    await house.as(patient).markRead({ conversationId, seq: 1 })
    await wishes(patient, 'daily')
    await news()
    await post.workOff()
    expect(addressed()).toEqual([emailOf(patient)])
  })
})
