/** Text messages: to whom, when, and how often. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startNotifyDouble } from '../../../build/notifyDouble.ts'
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
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit, firstName: 'Susan', lastName: 'Turner' })

/** Mondays that are far ahead, so that what waits for them waits by every clock. */
const open = new Date('2099-01-05T10:00:00Z')
const closed = new Date('2099-01-05T22:00:00Z')
beforeEach(async () => {
  provider.clear()
  provider.acceptAll()
  post.mailbox.clear()
  post.clock.now = open
  await rows(house.db, 'delete from graphile_worker._private_jobs')
})

async function aTalk(writer: Person = nurse) {
  const patient = await house.aPatient({ unit: writer.unit })
  const number = await getsTexts(house, patient)
  const { id: conversationId, messageId: first } = await house.aConversation([writer, patient])
  let seen = 1
  const say = async () => {
    const id = newId()
    await house.as(writer).sendMessage({ conversationId, id, text: 'And one more thing', lastSeenSeq: seen++ })
    return id
  }
  const reads = (seq: number) => house.as(patient).markRead({ conversationId, seq })
  return {
    patient,
    number,
    conversationId,
    first,
    say,
    reads,
    textOf: (id: string) => post.deliveryTo(patient, id, 'text'),
  }
}
const textsTo = (number: string) => provider.accepted().filter(({ to }) => to === number)
/** As if everything that was sent had been sent earlier. */
async function passes(interval: string): Promise<void> {
  await rows(house.db, 'alter table messages disable trigger append_only')
  await rows(house.db, 'update messages set sent_at = sent_at - cast(:interval as interval)', { interval })
  await rows(house.db, 'alter table messages enable trigger append_only')
  await rows(
    house.db,
    'update deliveries set handed_over_at = handed_over_at - cast(:interval as interval), created_at = created_at - cast(:interval as interval)',
    { interval },
  )
  await post.letPausesPass()
}

test('beside the e-mail, to who asked for it', async () => {
  const { patient, number, first, textOf } = await aTalk()
  const other = await house.aPatient({ unit })
  await rows(house.db, 'update accounts set text_number = :number where id = :id', {
    id: other.id,
    number: '+447700900999',
  })
  await house.aConversation([nurse, other])
  await post.workOff()
  expect(textsTo(number)).toHaveLength(1)
  expect(provider.accepted()).toHaveLength(1)
  expect(await textOf(first)).toMatchObject({ state: 'handed_over', channel: 'text', address: number })
  const mails = post.mailbox.messages().map(({ envelope }) => envelope.to[0])
  expect(mails.toSorted()).toEqual([emailOf(patient), emailOf(other)].toSorted())
})

test('to the number that is proved, while another is being proved', async () => {
  const { patient, number } = await aTalk()
  const another = '+447700900998'
  await house.as(patient).askForTextCode({ number: another })
  await post.workOff()
  expect(textsTo(number)).toHaveLength(1)
  expect(textsTo(another).map(({ personalisation }) => personalisation.body)).toEqual([
    expect.stringContaining('is your code'),
  ])
})

test('without the name of the sender, when the unit does not want it', async () => {
  const quiet = await house.aUnit()
  await rows(house.db, 'update groups set emails_name_sender = false where id = :id', { id: quiet.id })
  const { number, conversationId } = await aTalk(await house.aMemberOfStaff({ unit: quiet }))
  await post.workOff()
  expect(textsTo(number)[0]!.personalisation.body).toBe(
    `There is a message for you. Sign in to read it: ${publicUrl.href}conversations/${conversationId}`,
  )
})

test('none where there are none', async () => {
  const silent = await aPostOffice(house, url)
  const { patient, first } = await aTalk()
  await silent.workOff()
  expect((await post.deliveriesOf(first)).map(({ channel }) => channel)).toEqual(['email'])
  // One that waited when they were switched off.
  const { first: waiting, textOf } = await aTalk()
  await post.jobs.notifyOfMessage({ messageId: waiting })
  await silent.workOff()
  expect(await textOf(waiting)).toMatchObject({ state: 'suppressed', reason: 'texts are switched off' })
  expect(patient.kind).toBe('patient')
})

describe('outside the hours of the unit', () => {
  test('it waits until they open', async () => {
    post.clock.now = closed
    const { number, first, textOf } = await aTalk()
    await post.workOff()
    expect(textsTo(number)).toEqual([])
    expect(await textOf(first)).toMatchObject({
      ...{ state: 'waiting', reason: 'closed', attempts: 0 },
      nextTryAt: new Date('2099-01-06T09:00:00Z'),
    })
    const { texts } = await house.as(unit.contact!).showDeliveryFigures({ unitId: unit.id })
    expect(texts.later).toBeGreaterThan(0)
    post.clock.now = open
    await post.letPausesPass()
    await post.workOff()
    expect(textsTo(number)).toHaveLength(1)
    expect(await textOf(first)).toMatchObject({ state: 'handed_over', reason: null })
  })

  test('by those of the unit', async () => {
    const early = await house.aUnit()
    await rows(house.db, 'update groups set opening_hours = cast(:hours as jsonb) where id = :id', {
      ...{ id: early.id, hours: JSON.stringify([{ weekday: 2, opens: '06:00', closes: '07:00' }]) },
    })
    post.clock.now = new Date('2099-07-06T10:00:00Z')
    const { first, textOf } = await aTalk(await house.aMemberOfStaff({ unit: early }))
    await post.workOff()
    // A summer's Tuesday: an hour earlier than by the clock of UTC.
    expect(await textOf(first)).toMatchObject({ nextTryAt: new Date('2099-07-07T05:00:00Z') })
  })

  test('also what has failed before waits, and is not late', async () => {
    provider.refuse({ status: 500, error: 'Exception', message: 'Internal', times: 1 })
    const { first, textOf } = await aTalk()
    await post.workOff()
    post.clock.now = closed
    await post.letPausesPass()
    await post.workOff()
    expect(await textOf(first)).toMatchObject({ state: 'waiting', reason: 'closed', attempts: 1 })
  })

  test('it goes as soon as the unit says that it is open, or earlier than it was', async () => {
    const own = await house.aUnit()
    const admin = house.as(own.contact!)
    const writer = await house.aMemberOfStaff({ unit: own })
    const opens = async (...hours: [number, string, string][]) => {
      const { settings, version } = await admin.showUnit({ unitId: own.id })
      const openingHours = hours.map(([weekday, opens, closes]) => ({ weekday, opens, closes }))
      await admin.saveUnitSettings({ unitId: own.id, ...settings, openingHours, version })
      await post.jobs.sweepDeliveries()
      await post.letPausesPass()
      await post.workOff()
    }
    post.clock.now = closed
    const { number, first, textOf } = await aTalk(writer)
    await post.workOff()
    await opens([2, '06:00', '20:00'])
    expect(await textOf(first)).toMatchObject({ reason: 'closed', nextTryAt: new Date('2099-01-06T06:00:00Z') })
    expect(textsTo(number)).toEqual([])
    await opens([1, '06:00', '23:00'])
    expect(textsTo(number)).toHaveLength(1)
    expect(await textOf(first)).toMatchObject({ state: 'handed_over', reason: null })
  })

  test('who has read it by then gets none', async () => {
    post.clock.now = closed
    const { number, first, reads, textOf } = await aTalk()
    await post.workOff()
    const later = async () => (await house.as(unit.contact!).showDeliveryFigures({ unitId: unit.id })).texts.later
    const before = await later()
    await reads(1)
    expect(await later()).toBe(before - 1)
    post.clock.now = open
    await post.letPausesPass()
    await post.workOff()
    expect(textsTo(number)).toEqual([])
    expect(await textOf(first)).toMatchObject({ state: 'suppressed', reason: 'read already', address: null })
  })

  test('several that waited are one, without a name', async () => {
    post.clock.now = closed
    const { patient, number, first, textOf } = await aTalk()
    await post.workOff()
    const { messageId } = await house.aConversation([nurse, patient])
    await post.workOff()
    post.clock.now = open
    await post.letPausesPass()
    await post.workOff()
    expect(textsTo(number).map(({ personalisation }) => personalisation.body)).toEqual([
      `There are messages for you. Sign in to read them: ${publicUrl.href}conversations`,
    ])
    const states = [await textOf(first), await textOf(messageId)].map(({ state, reason }) => [state, reason])
    expect(states.toSorted()).toEqual([
      ['handed_over', null],
      ['suppressed', 'folded into another'],
    ])
  })
})

describe('at most once an hour', () => {
  test('a burst is one', async () => {
    const { number, first, say, textOf } = await aTalk()
    await post.workOff()
    const second = await say()
    await post.workOff()
    await passes('2 hours')
    await post.workOff()
    expect(textsTo(number)).toHaveLength(1)
    expect(await textOf(second)).toMatchObject({ reason: 'folded into another', foldedInto: (await textOf(first)).id })
  })

  test('the next waits for the hour to be over, and says so', async () => {
    const { number, say, reads, textOf } = await aTalk()
    await post.workOff()
    await reads(1)
    const second = await say()
    await post.workOff()
    expect(textsTo(number)).toHaveLength(1)
    const waiting = await textOf(second)
    expect(waiting).toMatchObject({ state: 'waiting', reason: 'one an hour' })
    expect(waiting.nextTryAt!.getTime() - Date.now()).toBeGreaterThan(59 * 60_000)
    await passes('1 hour')
    await post.workOff()
    expect(textsTo(number)).toHaveLength(2)
  })

  test('of two at once one goes', async () => {
    const { patient, number } = await aTalk()
    await house.aConversation([nurse, patient])
    await post.workOff()
    expect(textsTo(number)).toHaveLength(1)
  })

  test('a text message does not delay the e-mail of who wants one a day', async () => {
    const { patient, number } = await aTalk()
    await rows(house.db, `update accounts set email_wish = 'daily' where id = :id`, { id: patient.id })
    await post.workOff()
    expect(textsTo(number)).toHaveLength(1)
    expect(post.mailbox.messages()).toHaveLength(1)
  })
})

test('who has stopped them, or has left, gets none of those that waited', async () => {
  post.clock.now = closed
  const { patient, number, first, textOf } = await aTalk()
  await post.workOff()
  const later = async () => (await house.as(unit.contact!).showDeliveryFigures({ unitId: unit.id })).texts.later
  const before = await later()
  await house.as(patient).stopTexts()
  expect(await later()).toBe(before - 1)
  const gone = await aTalk()
  await post.workOff()
  await house.closes(gone.patient)
  post.clock.now = open
  await post.letPausesPass()
  await post.workOff()
  expect([...textsTo(number), ...textsTo(gone.number)]).toEqual([])
  expect(await textOf(first)).toMatchObject({ state: 'suppressed', reason: 'not wanted' })
  expect(await gone.textOf(gone.first)).toMatchObject({ state: 'suppressed', reason: 'no longer takes part' })
})

test('wherever somebody stands whom no e-mail told, it says that a text message does', async () => {
  const own = await house.aUnit()
  const [nobody, moira, kathleen] = [
    await house.aPatient({ unit: own, email: null, lastName: 'Aa' }),
    await house.aPatient({ unit: own, lastName: 'Bb' }),
    await house.aPatient({ unit: own, email: null, lastName: 'Cc' }),
  ]
  for (const one of [moira, kathleen]) await getsTexts(house, one)
  const writer = await house.aMemberOfStaff({ unit: own })
  post.mailbox.refuse({ code: 550, address: emailOf(moira) })
  for (const one of [nobody, moira, kathleen]) await house.aConversation([writer, one])
  await post.workOff()
  const lists = async () => {
    const admin = house.as(own.contact!)
    const { people } = await admin.listUnreachable({ unitId: own.id })
    const failed = await admin.listFailedDeliveries({ unitId: own.id })
    const not = await admin.listNotEmailed({ unitId: own.id, reason: 'no address' })
    return [people.map(({ texts }) => texts), failed, not].map((one) =>
      'deliveries' in one ? one.deliveries.map(({ person }) => person.texts) : one,
    )
  }
  expect(await lists()).toEqual([[false, true, true], [true], [true, false]])
})

test('in the figures of the unit, beside those of e-mails', async () => {
  const own = await house.aUnit()
  const writer = await house.aMemberOfStaff({ unit: own })
  const figures = () => house.as(own.contact!).showDeliveryFigures({ unitId: own.id })
  const none = { today: 0, week: 0, waiting: 0, later: 0, failed: 0 }
  expect((await figures()).texts).toEqual(none)
  await aTalk(writer)
  await post.workOff()
  expect(await figures()).toMatchObject({ today: { sent: 1 }, texts: { ...none, today: 1, week: 1 } })
  provider.refuse({ status: 400, error: 'ValidationError', message: 'phone_number Not a UK mobile number' })
  const { patient } = await aTalk(writer)
  await post.workOff()
  expect(await figures()).toMatchObject({
    ...{ today: { sent: 2 }, week: { bounced: 0 }, texts: { ...none, today: 1, week: 1, failed: 1 } },
  })
  const { deliveries } = await house.as(own.contact!).listFailedDeliveries({ unitId: own.id })
  expect(deliveries).toMatchObject([
    { channel: 'text', state: 'bounced', person: { id: patient.id }, reason: 'There is no such mobile number.' },
  ])
})
