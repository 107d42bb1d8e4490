/** From the button to the last patient: each gets it once, privately, and only people whom it names get the replies. */
import { describe, expect, test } from 'vitest'
import { aBroadcast, anyText, minuteOver, type BroadcastPlace } from '../../test/aBroadcast.ts'
import { inDays } from '../../test/aNewsItem.ts'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aUnitsSettings } from '../../test/everybody.ts'
import { aPostOffice, emailOf } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)

async function aUnitWith(howMany: number) {
  const unit = await house.aUnit()
  const patients: Person[] = []
  for (let n = 0; n < howMany; n++) patients.push(await house.aPatient({ unit }))
  return { unit, admin: unit.contact!, patients }
}

/** Who of these was e-mailed, once for each e-mail; broadcasts of other tests may still have some on their way. */
const mailedAmong = (people: Person[]) =>
  post.mailbox
    .messages()
    .flatMap(({ envelope }) => envelope.to)
    .filter((to) => people.some((person) => emailOf(person) === to))
    .toSorted()

const inboxOf = async (person: Person) => (await house.as(person).listConversations()).conversations
const show = async (person: Person, conversationId: string) => house.as(person).showConversation({ conversationId })

/** Everything that is due is done, and what follows from it. */
async function untilDone(place: BroadcastPlace, admin: Person) {
  for (let round = 0; round < 5; round++) {
    await post.workOff()
    const { state } = await house.as(admin).showBroadcast(place)
    if (state === 'done') return
    await post.letPausesPass()
  }
  throw new Error('It did not get done')
}

async function send(unit: Unit, admin: Person, options: Parameters<typeof aBroadcast>[3] = {}) {
  const place = await aBroadcast(house, unit, admin, options).waiting()
  await minuteOver(house, place)
  await post.letPausesPass()
  await untilDone(place, admin)
  return place
}

const totals = (report: Awaited<ReturnType<ReturnType<typeof house.as>['showBroadcastReport']>>) => ({
  adds: report.conversations + report.gone + report.notSent === report.patients,
  emails: Object.values(report.emails).reduce((sum, one) => sum + one, 0) === report.conversations,
})

describe('each patient', () => {
  test('gets one private conversation and one e-mail; the author’s inbox stays empty', async () => {
    const { unit, admin, patients } = await aUnitWith(3)
    const nurse = await house.aMemberOfStaff({ unit })
    const withoutEmail = await house.aPatient({ unit, email: null })
    const stranger = await house.aPatient()
    const text = anyText()
    const place = await send(unit, admin, { subject: 'We are online', text })
    for (const patient of [...patients, withoutEmail]) {
      const [line, ...more] = await inboxOf(patient)
      expect(more).toEqual([])
      expect(line).toMatchObject({ subject: 'We are online', unread: true, others: [{ id: admin.id }] })
      const shown = await show(patient, line!.id)
      expect(shown.participants.map(({ id }) => id)).toEqual([patient.id, admin.id])
      expect(shown.entries).toMatchObject([
        { type: 'message', text, author: { id: admin.id, roleTitle: admin.roleTitle } },
        { type: 'notice', text: `If you reply, your message goes to ${admin.name} (${admin.roleTitle}).` },
      ])
      expect(JSON.stringify(shown)).not.toContain(patients.find(({ id }) => id !== patient.id)!.id)
      await expect(show(admin, line!.id)).rejects.toMatchObject({ code: 'notFound' })
      await expect(show(nurse, line!.id)).rejects.toMatchObject({ code: 'notFound' })
    }
    for (const nobody of [admin, nurse, stranger]) expect(await inboxOf(nobody)).toEqual([])
    expect(mailedAmong([...patients, admin, nurse, stranger])).toEqual(patients.map(emailOf).toSorted())
    const report = await house.as(admin).showBroadcastReport(place)
    expect(report).toMatchObject({
      ...{ patients: 4, conversations: 4, gone: 0, notSent: 0, opened: 0, replied: 0, notReachable: 1 },
      emails: { handedOver: 3, noAddress: 1, waiting: 0 },
    })
    expect(totals(report)).toEqual({ adds: true, emails: true })
  })

  test('who has left before their turn, or whose account is closed, gets none', async () => {
    const { unit, admin, patients } = await aUnitWith(4)
    const place = await aBroadcast(house, unit, admin).waiting()
    await house.leavesUnit(patients[0]!, unit)
    await minuteOver(house, place)
    await post.letPausesPass()
    await house.closes(patients[1]!)
    await untilDone(place, admin)
    expect(await house.as(admin).showBroadcast(place)).toMatchObject({
      state: 'done',
      progress: { patients: 2, conversations: 2, gone: 0, secondsLeft: null },
    })
    for (const [n, patient] of patients.entries())
      expect(await rows(house.db, 'select from participants where account_id = :id', { id: patient.id })).toHaveLength(
        n < 2 ? 0 : 1,
      )
  })
})

describe('a reply', () => {
  test('opens that one conversation for the people named, and nobody else’s', async () => {
    const { unit, admin, patients } = await aUnitWith(2)
    const [nurse, doctor, other] = [
      await house.aMemberOfStaff({ unit }),
      await house.aMemberOfStaff({ unit }),
      await house.aMemberOfStaff({ unit }),
    ]
    await send(unit, admin, { replies: { to: 'people', accountIds: [nurse.id, doctor.id] } })
    const [patient, neighbour] = patients as [Person, Person]
    const [line] = await inboxOf(patient)
    const reply = { conversationId: line!.id, id: newId(), text: 'Thank you', lastSeenSeq: 1 }
    await Promise.all([1, 2, 3].map(() => house.as(patient).sendMessage(reply)))
    for (const named of [nurse, doctor]) {
      expect(await inboxOf(named)).toMatchObject([{ id: line!.id, unread: true, patient: { id: patient.id } }])
      expect((await show(named, line!.id)).entries).toHaveLength(2)
    }
    for (const nobody of [admin, other]) expect(await inboxOf(nobody)).toEqual([])
    const [theirs] = await inboxOf(neighbour)
    await expect(show(nurse, theirs!.id)).rejects.toMatchObject({ code: 'notFound' })
    post.mailbox.clear()
    await post.workOff()
    expect(mailedAmong([nurse, doctor, admin, other, patient, neighbour])).toEqual(
      [nurse, doctor].map(emailOf).toSorted(),
    )
    await house.as(nurse).sendMessage({ conversationId: line!.id, id: newId(), text: 'Welcome', lastSeenSeq: 2 })
    expect(await inboxOf(patient)).toMatchObject([{ id: line!.id, lastMessage: { authorName: nurse.name } }])
  })

  test('goes to the default messaging contact when somebody named has left', async () => {
    const { unit, admin, patients } = await aUnitWith(1)
    const nurse = await house.aMemberOfStaff({ unit })
    await send(unit, admin, { replies: { to: 'people', accountIds: [nurse.id] } })
    await house.leavesUnit(nurse, unit)
    const [line] = await inboxOf(patients[0]!)
    await house.as(patients[0]!).sendMessage({ conversationId: line!.id, id: newId(), text: 'Hello', lastSeenSeq: 1 })
    expect(await inboxOf(admin)).toMatchObject([{ id: line!.id, unread: true }])
  })

  test('is not possible where none are taken, and the thread says so', async () => {
    const { unit, admin, patients } = await aUnitWith(1)
    await send(unit, admin, { replies: { to: 'none' } })
    const [line] = await inboxOf(patients[0]!)
    const shown = await show(patients[0]!, line!.id)
    expect(shown.can).toMatchObject({ reply: false, addParticipant: false, archive: true })
    expect(shown.entries.at(-1)).toMatchObject({ type: 'notice', text: expect.stringMatching(/^You cannot reply/) })
    const reply = { conversationId: line!.id, id: newId(), text: 'Hello', lastSeenSeq: 1 }
    await expect(house.as(patients[0]!).sendMessage(reply)).rejects.toMatchObject({ code: 'notAllowed' })
  })
})

describe('newcomers', () => {
  test('find what is kept for them, once, with their own e-mail; and nothing that is not kept', async () => {
    const { unit, admin } = await aUnitWith(1)
    await send(unit, admin, { subject: 'Kept', keepUntil: inDays(300) })
    await send(unit, admin, { subject: 'Not kept' })
    const newcomer = await house.aPatient({ unit })
    const returning = await house.aPatient()
    await house.joins(returning, unit)
    await post.workOff()
    for (const patient of [newcomer, returning])
      expect(await inboxOf(patient)).toMatchObject([{ subject: 'Kept', unread: true }])
    await house.leavesUnit(returning, unit)
    await house.joins(returning, unit)
    await post.workOff()
    expect(await inboxOf(returning)).toHaveLength(1)
  })
})

describe('on the way', () => {
  test('a pause or a going on that comes late undoes nothing, and the same again changes nothing', async () => {
    const { unit, admin } = await aUnitWith(2)
    const other = house.as(await house.aUnitAdmin({ unit }))
    const place = await aBroadcast(house, unit, admin).sent()
    const seen = async () => ({ ...place, seen: (await other.showBroadcast(place)).changedAt })
    const going = await seen()
    expect(await other.pauseBroadcast(going)).toMatchObject({ state: 'paused' })
    const paused = await seen()
    expect(await other.pauseBroadcast(going)).toMatchObject({ state: 'paused', changedAt: paused.seen })
    expect(await other.resumeBroadcast(paused)).toMatchObject({ state: 'sending' })
    expect(await other.resumeBroadcast(paused)).toMatchObject({ state: 'sending' })
    await expect(other.pauseBroadcast(going)).rejects.toMatchObject({ code: 'changedMeanwhile' })
    expect(await other.pauseBroadcast(await seen())).toMatchObject({ state: 'paused' })
    await expect(other.resumeBroadcast(paused)).rejects.toMatchObject({ code: 'changedMeanwhile' })
    expect(await other.showBroadcast(place)).toMatchObject({ state: 'paused' })
  })

  test('paused nobody has their turn; resumed everybody; stopped the rest get none', async () => {
    const { unit, admin, patients } = await aUnitWith(2)
    const other = await house.aUnitAdmin({ unit })
    const place = await aBroadcast(house, unit, admin, { keepUntil: inDays(300) }).sent()
    await house.as(other).pauseBroadcast(place)
    const newcomer = await house.aPatient({ unit })
    post.mailbox.clear()
    await post.workOff()
    expect(await inboxOf(newcomer)).toEqual([])
    expect(mailedAmong([...patients, newcomer])).toEqual([])
    await house.as(other).resumeBroadcast(place)
    await post.workOff()
    expect(await inboxOf(newcomer)).toHaveLength(1)
    await house.as(other).stopBroadcast(place)
    await house.aPatient({ unit })
    await post.workOff()
    const report = await house.as(admin).showBroadcastReport(place)
    expect(report).toMatchObject({ patients: 3, conversations: 3, notSent: 0 })
    expect(totals(report)).toEqual({ adds: true, emails: true })
    expect(patients).toHaveLength(2)
    const late = { code: 'broadcastMovedOn' }
    await expect(house.as(admin).resumeBroadcast(place)).rejects.toMatchObject(late)
    await expect(house.as(admin).stopBroadcast(place)).rejects.toMatchObject(late)
  })

  test('within its minute it is stopped entirely, and is a draft again', async () => {
    const { unit, admin, patients } = await aUnitWith(2)
    const place = await aBroadcast(house, unit, admin).waiting()
    expect(await house.as(admin).showBroadcast(place)).toMatchObject({
      state: 'waiting',
      minute: { secondsLeft: expect.toSatisfy((left: number) => left > 30 && left <= 60) },
    })
    expect(await house.as(admin).stopBroadcast(place)).toMatchObject({
      state: 'draft',
      minute: null,
      can: { edit: true },
    })
    await post.letPausesPass()
    await post.workOff()
    for (const patient of patients) expect(await inboxOf(patient)).toEqual([])
  })

  test('the button’s own request, coming again after the stop, does not undo it', async () => {
    const { unit, admin, patients } = await aUnitWith(1)
    const pressed = await aBroadcast(house, unit, admin).toSend()
    await house.as(admin).sendBroadcast(pressed)
    const { version } = await house.as(admin).stopBroadcast(pressed)
    await expect(house.as(admin).sendBroadcast(pressed)).rejects.toMatchObject({ code: 'changedMeanwhile' })
    expect(await house.as(admin).showBroadcast(pressed)).toMatchObject({ state: 'draft', minute: null })
    await post.letPausesPass()
    await post.workOff()
    expect(await inboxOf(patients[0]!)).toEqual([])
    expect(await house.as(admin).sendBroadcast({ ...pressed, version })).toMatchObject({ state: 'waiting' })
  })
})

describe('when the minute is over', () => {
  const demanding = { ...aUnitsSettings, demandsSecondFactor: false, broadcastsNeedApproval: true }
  type Spoil = (unit: Unit, by: { author: Person; other: Person }) => Promise<unknown>
  test.each<[string, Spoil, RegExp]>([
    ['its author’s account was closed', (_, { author }) => house.closes(author), /author does not look after/],
    ['its author has left', (unit, { author }) => house.leavesUnit(author, unit), /author does not look after/],
    [
      'messaging was switched off',
      ({ id }, { other }) => house.as(other).switchMessaging({ unitId: id, version: 1, on: false }),
      /messaging was switched off/,
    ],
    [
      'approval is demanded by now',
      ({ id }, { other }) => house.as(other).saveUnitSettings({ unitId: id, version: 1, ...demanding }),
      /approval of a second admin/,
    ],
  ])('it is not sent where %s, and the draft says why', async (_, spoil, words) => {
    const { unit, patients } = await aUnitWith(1)
    const [author, other] = [await house.aUnitAdmin({ unit }), await house.aUnitAdmin({ unit })]
    const place = await aBroadcast(house, unit, author).waiting()
    await spoil(unit, { author, other })
    await minuteOver(house, place)
    await post.letPausesPass()
    await post.workOff()
    expect(await inboxOf(patients[0]!)).toEqual([])
    expect(await house.as(other).showBroadcast(place)).toMatchObject({
      ...{ state: 'draft', version: 2, begunAt: null },
      heldBack: expect.stringMatching(words),
    })
  })

  test('its author may press again, once it is right', async () => {
    const { unit, admin, patients } = await aUnitWith(1)
    const place = await aBroadcast(house, unit, admin).waiting()
    const switchTo = (version: number, on: boolean) => house.as(admin).switchMessaging({ unitId: unit.id, version, on })
    await switchTo(1, false)
    await minuteOver(house, place)
    await post.letPausesPass()
    await post.workOff()
    await switchTo(2, true)
    const again = { ...place, version: 2, patients: 1 }
    expect(await house.as(admin).sendBroadcast(again)).toMatchObject({ state: 'waiting', heldBack: null })
    await minuteOver(house, place)
    await post.letPausesPass()
    await untilDone(place, admin)
    expect(await inboxOf(patients[0]!)).toHaveLength(1)
  })
})

describe('the report', () => {
  test('knows who opened it when, who replied, and whom to ring; a reminder reaches only those', async () => {
    const { unit, admin, patients } = await aUnitWith(3)
    const place = await send(unit, admin)
    const [reader, writer, sleeper] = patients as [Person, Person, Person]
    for (const [person, text] of [[reader], [writer, 'Thanks']] as const) {
      const [line] = await inboxOf(person)
      await house.as(person).markRead({ conversationId: line!.id, seq: 1 })
      if (text) await house.as(person).sendMessage({ conversationId: line!.id, id: newId(), text, lastSeenSeq: 1 })
    }
    const { openedOverTime, ...report } = await house.as(admin).showBroadcastReport(place)
    expect(report).toMatchObject({ conversations: 3, opened: 2, replied: 1, emails: { handedOver: 3 } })
    expect(openedOverTime.map(({ opened }) => opened)).toEqual([0, 2])
    expect((await house.as(admin).listNotOpened(place)).people).toMatchObject([{ id: sleeper.id, emailed: 'E-mailed' }])
    expect((await house.as(admin).exportNotOpened(place)).csv).toContain(sleeper.name)
    await post.workOff()
    post.mailbox.clear()
    expect(await house.as(admin).remindNotOpened(place)).toMatchObject({ patients: 1, byEmail: 1 })
    await post.letPausesPass()
    await post.workOff()
    expect(mailedAmong([reader, writer, sleeper])).toEqual([emailOf(sleeper)])
    await expect(house.as(admin).remindNotOpened(place)).rejects.toMatchObject({ code: 'remindedLately' })
  })

  test('a reminder reaches nobody who has left, before it was asked for or while it waited in line', async () => {
    const { unit, admin, patients } = await aUnitWith(3)
    const place = await send(unit, admin)
    const [left, leaving, staying] = patients as [Person, Person, Person]
    await house.leavesUnit(left, unit)
    await post.workOff()
    post.mailbox.clear()
    expect(await house.as(admin).remindNotOpened(place)).toMatchObject({ patients: 2, byEmail: 2 })
    await post.jobs.remindOfBroadcast({ broadcastId: place.broadcastId, number: 1 })
    await house.leavesUnit(leaving, unit)
    await post.letPausesPass()
    await post.workOff()
    expect(mailedAmong(patients)).toEqual([emailOf(staying)])
    const reminders = await rows(
      house.db,
      `select account_id as id, state, reason from deliveries where broadcast_id = :broadcastId and reminder = 1`,
      { broadcastId: place.broadcastId },
    )
    expect(reminders).toHaveLength(2)
    expect(reminders).toContainEqual({ id: leaving.id, state: 'suppressed', reason: 'no longer takes part' })
  })
})
