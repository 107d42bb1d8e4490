/** E-mails about news: one to each reader who wants it, of the fixed kind, behind those about messages (R6, R12). */
import { beforeEach, expect, test } from 'vitest'
import { aNewsItem, inDays, newsContent } from '../../test/aNewsItem.ts'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
beforeEach(() => {
  post.mailbox.clear()
  post.mailbox.acceptAll()
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
const wishes = (person: Person, wish: string) =>
  rows(house.db, 'update accounts set email_wish = :wish where id = :id', { id: person.id, wish })
const stateOf = async (person: Person, newsId: string) => {
  const [row] = await rows<{ state: string; reason: string | null; inHours: number | null }>(
    house.db,
    `select state, reason, cast(extract(epoch from next_try_at - now()) / 3600 as float) as "inHours" from news_emails
      where account_id = :id and news_id = :newsId`,
    { id: person.id, newsId },
  )
  return row
}
const due = () => rows(house.db, `update news_emails set next_try_at = now() where state = 'waiting'`)

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
  await Promise.all([1, 2, 3].map(() => post.jobs.sendNewsEmails()))
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
  await due()
  await post.workOff()
  for (let n = 0; n < 5; n++) {
    await due()
    await post.jobs.sendNewsEmails()
  }
  const [asked] = await rows(
    house.db,
    `select cast(count(*) as int) as items from news_emails where account_id = :id`,
    { id: patient.id },
  )
  expect(asked).toEqual({ items: 3 })
})

test('what shows from a later day on is told on that day, also when the day was moved', async () => {
  const { unit, admin, patient, news } = await aWard()
  const { id: newsId, version } = await news({ showsFrom: inDays(3) })
  await post.workOff()
  await post.jobs.tellOfNews({ newsId })
  await post.jobs.sendNewsEmails()
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

test('who wants one e-mail a day gets it when a day has passed since the last', async () => {
  const { patient, news } = await aWard()
  await wishes(patient, 'daily')
  await news()
  const second = await news()
  await post.workOff()
  await post.jobs.sendNewsEmails()
  expect(addressed()).toEqual([emailOf(patient)])
  const waits = await stateOf(patient, second.id)
  expect(waits).toMatchObject({ state: 'waiting', reason: 'one a day' })
  expect(waits!.inHours).toBeGreaterThan(23.9)
  await rows(
    house.db,
    `update news_emails set handed_over_at = now() - interval '25 hours' where handed_over_at is not null`,
  )
  await due()
  await post.jobs.sendNewsEmails()
  expect(addressed()).toEqual([emailOf(patient), emailOf(patient)])
})

test('messages go first', async () => {
  const { patient, nurse, news } = await aWard()
  const { id: newsId } = await news()
  const { messageId } = await house.aConversation([nurse, patient])
  await post.jobs.tellOfNews({ newsId })
  await post.jobs.notifyOfMessage({ messageId })
  await post.jobs.sendNewsEmails()
  expect(addressed()).toEqual([])
  await post.workOff()
  await post.jobs.sendNewsEmails()
  const subjects = post.mailbox.messages().map(({ subject }) => subject)
  expect(subjects.sort()).toEqual(['There is news for you', expect.stringMatching(/^You have a message/)])
})

test('text messages neither hold it back nor are somebody’s one e-mail a day', async () => {
  const { patient, nurse, news } = await aWard()
  await wishes(patient, 'daily')
  const { id: newsId } = await news()
  const { messageId } = await house.aConversation([nurse, patient])
  const { messageId: waiting } = await house.aConversation([nurse, patient])
  await rows(house.db, 'delete from graphile_worker._private_jobs')
  await rows(
    house.db,
    `insert into deliveries (message_id, account_id, channel, address, state, handed_over_at, next_try_at)
     values (:messageId, :id, 'text', '+447700900123', 'handed_over', now(), null),
            (:waiting, :id, 'text', '+447700900123', 'waiting', null, now())`,
    { id: patient.id, messageId, waiting },
  )
  await post.jobs.tellOfNews({ newsId })
  await post.jobs.sendNewsEmails()
  expect(addressed()).toEqual([emailOf(patient)])
})

test('an address that is refused is marked; a mail server that is away is tried again', async () => {
  const { patient, news } = await aWard()
  const item = await news()
  await post.jobs.tellOfNews({ newsId: item.id })
  post.mailbox.refuse({ code: 450, times: 1 })
  await post.jobs.sendNewsEmails()
  expect(await stateOf(patient, item.id)).toMatchObject({ state: 'waiting' })
  await due()
  post.mailbox.refuse({ code: 550, times: 1 })
  await post.jobs.sendNewsEmails()
  expect(await stateOf(patient, item.id)).toMatchObject({ state: 'bounced', inHours: null })
  const [account] = await rows<{ bouncing: boolean }>(
    house.db,
    'select email_bouncing_at is not null as bouncing from accounts where id = :id',
    { id: patient.id },
  )
  expect(account).toEqual({ bouncing: true })
})
