/** What is sent to somebody who is away also goes to who covers for them, once, and says so before and after (R14). */
import { describe, expect, test } from 'vitest'
import { aBroadcast } from '../../test/aBroadcast.ts'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { daysAround } from '../../test/daysAround.ts'
import { holding } from '../../test/holding.ts'
import { rows } from '../db/rows.ts'
import { notify } from '../notifications/notify.ts'

const house = await aServer(await aDatabase())
const day = await daysAround(house)

async function aWard() {
  const unit = await house.aUnit()
  const [susan, nora, peter] = await Promise.all(
    ['Susan', 'Nora', 'Peter'].map((firstName) => house.aMemberOfStaff({ unit, firstName })),
  )
  return { unit, patient: await house.aPatient({ unit }), susan: susan!, nora: nora!, peter: peter! }
}

const away = (who: Person, cover: Person | null = null, { unit = who.unit, from = 0, to = 0 } = {}) =>
  house.as(who).setAbsence({
    ...{ unitId: unit.id, accountId: who.id, firstDay: day(from), lastDay: day(to), coverId: cover?.id ?? null },
  })

const shown = (conversationId: string, to: Person) => house.as(to).showConversation({ conversationId, limit: 200 })
const presentIn = async (conversationId: string, to: Person) =>
  (await shown(conversationId, to)).participants.filter(({ left }) => !left).map(({ id }) => id)
const noticesIn = async (conversationId: string, to: Person) =>
  (await shown(conversationId, to)).entries.flatMap((entry) =>
    entry.type === 'notice' ? [{ text: entry.text, afterSeq: entry.afterSeq }] : [],
  )
const inWords = (date: string) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'UTC', day: 'numeric', month: 'long' },
    ...(date.slice(0, 4) === day(0).slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(new Date(date))
const because = (cover: Person, absent: Person, until: string) =>
  `${cover.name} gets this because ${absent.name} is away until ${inWords(until)}.`

test('the recipient list says it before anything is sent, to patients and to colleagues', async () => {
  const { unit, patient, susan, nora, peter } = await aWard()
  await away(susan, nora, { to: 9 })
  const expected = {
    until: day(9),
    instead: { id: nora.id, name: nora.name, roleTitle: nora.roleTitle, kind: 'staff' },
  }
  for (const who of [patient, peter]) {
    const { recipients } = await house.as(who).listRecipients({ groupId: unit.id, only: 'staff' })
    expect(recipients.find(({ id }) => id === susan.id)?.away).toEqual(expected)
    expect(recipients.filter((one) => one.away).map(({ id }) => id)).toEqual([susan.id])
  }
})

test('a new conversation goes to the cover too, with a notice, and stays with who is away', async () => {
  const { patient, susan, nora } = await aWard()
  await away(susan, nora, { to: 400 - 40 })
  const { id } = await house.aConversation([patient, susan])
  expect((await presentIn(id, patient)).toSorted()).toEqual([patient.id, susan.id, nora.id].toSorted())
  expect(await noticesIn(id, patient)).toEqual([{ text: because(nora, susan, day(360)), afterSeq: 1 }])
  for (const who of [susan, nora]) {
    const { conversations } = await house.as(who).listConversations({ view: 'unread' })
    expect(conversations.map((line) => line.id)).toContain(id)
  }
})

test('a reply to somebody who went away meanwhile brings the cover in, who sees the history and gets an e-mail', async () => {
  const { patient, susan, nora } = await aWard()
  const { id: conversationId } = await house.aConversation([patient, susan], { text: 'May I eat bananas?' })
  await away(susan, nora, { to: 3 })
  const before = (await shown(conversationId, patient)).participants.find(({ id }) => id === susan.id)
  expect(before?.away).toMatchObject({ until: day(3), instead: { id: nora.id, name: nora.name } })
  const messageId = newId()
  await house.as(patient).sendMessage({ conversationId, id: messageId, text: 'And apples?', lastSeenSeq: 1 })
  const forNora = await shown(conversationId, nora)
  expect(forNora.entries.map(({ text }) => text)).toEqual([
    'May I eat bananas?',
    'And apples?',
    because(nora, susan, day(3)),
  ])
  expect(forNora).toMatchObject({ lastSeq: 2, lastReadSeq: 0 })
  const { conversations } = await house.as(nora).listConversations({ view: 'unread' })
  expect(conversations).toMatchObject([{ id: conversationId, lastSeq: 2, unread: true }])
  await house.db.transaction((trx) => notify(trx, { messageId }))
  const told = await rows<{ id: string }>(
    house.db,
    'select account_id as id from deliveries where message_id = :messageId',
    { messageId },
  )
  expect(told.map(({ id }) => id).toSorted()).toEqual([susan.id, nora.id].toSorted())
  const [audited] = await rows<{ detail: object }>(
    house.db,
    `select detail from audit where action = 'participant.added' and conversation_id = :conversationId`,
    { conversationId },
  )
  expect(audited?.detail).toEqual({ accountId: nora.id, insteadOf: susan.id })
})

test('it goes along the chain of covers, and to the default messaging contact at its end', async () => {
  const { unit, patient, susan, nora, peter } = await aWard()
  await away(susan, nora)
  await away(nora, peter)
  const first = await house.aConversation([patient, susan])
  expect(await presentIn(first.id, patient)).toContain(peter.id)
  expect(await presentIn(first.id, patient)).not.toContain(nora.id)
  await away(peter)
  const second = await house.aConversation([patient, susan])
  expect((await presentIn(second.id, patient)).toSorted()).toEqual([patient.id, susan.id, unit.contact!.id].toSorted())
})

test('a cover who receives no more is passed over', async () => {
  const { unit, patient, susan, nora } = await aWard()
  await away(susan, nora)
  await house.db.raw('update memberships set is_recipient = false where account_id = ?', [nora.id])
  const { id } = await house.aConversation([patient, susan])
  expect((await presentIn(id, patient)).toSorted()).toEqual([patient.id, susan.id, unit.contact!.id].toSorted())
})

test('nobody comes in twice, nor for who is back, nor for who writes while away', async () => {
  const { patient, susan, nora, peter } = await aWard()
  await away(susan, nora)
  await away(peter, nora)
  const { id: conversationId } = await house.aConversation([patient, susan, peter])
  await house.as(patient).sendMessage({ conversationId, id: newId(), text: 'Two', lastSeenSeq: 1 })
  expect(await noticesIn(conversationId, patient)).toEqual(
    [susan, peter].map((who) => ({ text: because(nora, who, day(0)), afterSeq: 1 })),
  )
  const own = await house.aConversation([susan, patient])
  expect(await presentIn(own.id, patient)).toEqual([patient.id, susan.id])
  // The cover writes to the absent colleague: there is nobody else to tell.
  const between = await house.aConversation([nora, susan])
  expect((await presentIn(between.id, nora)).toSorted()).toEqual([susan.id, nora.id].toSorted())
  const absences = await house.as(peter).showAbsences({ unitId: peter.unit.id, accountId: peter.id })
  await house.as(peter).endAbsence({ ...place(peter), absenceId: absences.absences[0]!.id })
  const back = await house.aConversation([patient, peter])
  expect(await presentIn(back.id, patient)).not.toContain(nora.id)
})

const place = (who: Person, unit: Unit = who.unit) => ({ unitId: unit.id, accountId: who.id })

test('each of several patients has the cover in a conversation of their own', async () => {
  const { unit, patient, susan, nora, peter } = await aWard()
  const other = await house.aPatient({ unit })
  await away(susan, nora)
  const { conversations } = await house.as(peter).startConversation({
    ...{ groupId: unit.id, subject: 'Clinic', messageId: newId(), text: 'It moves.' },
    recipientIds: [patient.id, other.id, susan.id],
  })
  expect(conversations).toHaveLength(2)
  for (const [n, { id }] of conversations.entries()) {
    expect(await presentIn(id, nora)).toHaveLength(4)
    expect(
      await noticesIn(
        id,
        [patient, other].find((one) => one.name === conversations[n]!.patientName)!,
      ),
    ).toEqual([{ text: because(nora, susan, day(0)), afterSeq: 1 }])
  }
})

test('somebody who takes part from another of the patient’s units is covered by a colleague of that unit', async () => {
  const { patient, nora } = await aWard()
  const clinic = await house.aUnit()
  await house.joins(patient, clinic)
  const [mei, ravi] = [await house.aMemberOfStaff({ unit: clinic }), await house.aMemberOfStaff({ unit: clinic })]
  const { id: conversationId } = await house.aConversation([patient, nora])
  // As adding a colleague does it.
  await house.db.raw(
    `insert into participants (conversation_id, group_id, account_id, account_kind, last_seq)
     select id, group_id, ?, 'staff', last_seq from conversations where id = ?`,
    [mei.id, conversationId],
  )
  await away(mei, ravi)
  await house.as(patient).sendMessage({ conversationId, id: newId(), text: 'Two', lastSeenSeq: 1 })
  expect(await presentIn(conversationId, patient)).toContain(ravi.id)
})

test('two messages at the same moment bring the cover in once, and sending again changes nothing', async () => {
  for (let round = 0; round < 5; round++) {
    const { patient, susan, nora, peter } = await aWard()
    const { id: conversationId } = await house.aConversation([patient, susan, peter])
    await away(susan, nora)
    const letter = { conversationId, id: newId(), text: 'Mine', lastSeenSeq: 1 }
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 5 }, () => house.as(patient).sendMessage(letter)),
      house.as(peter).sendMessage({ ...letter, id: newId(), text: 'His' }),
    ])
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    for (const [n, who] of [patient, peter].entries())
      await house.as(who).sendMessage({ ...letter, id: newId(), text: `Again ${n}`, lastSeenSeq: n + 2 })
    expect(await noticesIn(conversationId, patient)).toHaveLength(1)
    const present = await presentIn(conversationId, patient)
    expect(present.filter((id) => id === nora.id)).toHaveLength(1)
  }
})

test('a cover who is leaving at that moment does not come in: the next in line does', async () => {
  const { unit, patient, susan, nora } = await aWard()
  const { id: conversationId } = await house.aConversation([patient, susan])
  await away(susan, nora)
  const leaving = await holding(house.db, (trx) =>
    trx.raw('update memberships set ended_at = now(), is_recipient = false where account_id = ?', [nora.id]),
  )
  const sending = house.as(patient).sendMessage({ conversationId, id: newId(), text: 'Two', lastSeenSeq: 1 })
  await leaving.untilWaiting()
  await leaving.letGo()
  await sending
  expect((await presentIn(conversationId, patient)).toSorted()).toEqual(
    [patient.id, susan.id, unit.contact!.id].toSorted(),
  )
})

test('the first reply to a broadcast goes to the cover of who would get it', async () => {
  const { unit, patient, susan, nora } = await aWard()
  await away(susan, nora)
  await aBroadcast(house, unit, unit.contact!, { replies: { to: 'people', accountIds: [susan.id] } }).sent()
  const [line] = (await house.as(patient).listConversations({})).conversations
  const reply = { conversationId: line!.id, id: newId(), text: 'Thank you', lastSeenSeq: 1 }
  await Promise.all([1, 2, 3].map(() => house.as(patient).sendMessage(reply)))
  const present = await presentIn(line!.id, patient)
  expect(present.toSorted()).toEqual([patient.id, susan.id, nora.id].toSorted())
  expect(await noticesIn(line!.id, patient)).toEqual(
    expect.arrayContaining([{ text: because(nora, susan, day(0)), afterSeq: 2 }]),
  )
})

test('a message that is refused brings nobody in', async () => {
  const { patient, susan, nora, peter } = await aWard()
  const { id: conversationId } = await house.aConversation([patient, susan, peter])
  await house.as(peter).sendMessage({ conversationId, id: newId(), text: 'Two', lastSeenSeq: 1 })
  await away(susan, nora)
  const stale = { conversationId, id: newId(), text: 'Mine', lastSeenSeq: 1 }
  await expect(house.as(patient).sendMessage(stale)).rejects.toMatchObject({ code: 'newerMessages' })
  expect(await presentIn(conversationId, patient)).not.toContain(nora.id)
})

test('among staff a cover is named before sending, and comes into nothing that is about no patient', async () => {
  const { susan, nora, peter } = await aWard()
  const { id: conversationId } = await house.aConversation([peter, susan], { text: 'Between you and me' })
  await away(susan, nora, { to: 3 })
  const seen = (await shown(conversationId, peter)).participants.find(({ id }) => id === susan.id)
  expect(seen?.away).toMatchObject({ until: day(3), instead: { id: nora.id } })
  await house.as(peter).sendMessage({ conversationId, id: newId(), text: 'Two', lastSeenSeq: 1 })
  const begun = await house.aConversation([peter, susan])
  for (const id of [conversationId, begun.id]) {
    expect((await presentIn(id, peter)).toSorted()).toEqual([peter.id, susan.id].toSorted())
    expect(await noticesIn(id, peter)).toEqual([])
    await expect(shown(id, nora)).rejects.toMatchObject({ code: 'notFound' })
  }
})

test('nobody gets into a colleague’s conversations by an absence that they set for them', async () => {
  const { unit, patient, susan, nora } = await aWard()
  const prying = await house.aUnitAdmin({ unit, recipient: true })
  const set = (who: Person, cover: Person) =>
    house.as(prying).setAbsence({ ...place(who), firstDay: day(0), lastDay: day(0), coverId: cover.id })
  await expect(set(susan, prying)).rejects.toMatchObject({ code: 'badInput' })
  // Nor along a chain, whoever set the rest of it.
  await away(nora, prying)
  await set(susan, nora)
  const { id } = await house.aConversation([patient, susan])
  expect((await presentIn(id, patient)).toSorted()).toEqual([patient.id, susan.id, unit.contact!.id].toSorted())
  // What Nora chose for herself is hers to choose.
  const hers = await house.aConversation([patient, nora])
  expect(await presentIn(hers.id, patient)).toContain(prying.id)
  // The default messaging contact is who gets it anyway.
  const { peter } = await aWard()
  const contact = peter.unit.contact!
  await house.as(contact).setAbsence({ ...place(peter), firstDay: day(0), lastDay: day(0), coverId: null })
  const theirs = await house.aConversation([await house.aPatient({ unit: peter.unit }), peter])
  expect(await presentIn(theirs.id, peter)).toContain(contact.id)
})

describe('a patient who has moved to another unit', () => {
  async function moved({ to }: { to: Unit | null }) {
    const ward = await aWard()
    const { id: conversationId } = await house.aConversation([ward.patient, ward.susan])
    await house.leavesUnit(ward.patient, ward.unit)
    if (to) {
      await house.joins(ward.patient, to)
      await house.joins(ward.susan, to)
    }
    const writes = () =>
      house.as(ward.patient).sendMessage({ conversationId, id: newId(), text: 'Are you there?', lastSeenSeq: 1 })
    const others = async () =>
      (await presentIn(conversationId, ward.patient)).filter((id) => id !== ward.patient.id && id !== ward.susan.id)
    const promised = async () =>
      (await shown(conversationId, ward.patient)).participants.find(({ id }) => id === ward.susan.id)?.away?.instead?.id
    return { ...ward, conversationId, writes, others, promised }
  }

  test('is read by no cover of the unit that they left, but by the default messaging contact of theirs', async () => {
    const to = await house.aUnit()
    const { unit, susan, nora, conversationId, writes, others, promised } = await moved({ to })
    await expect(house.as(susan).addParticipant({ conversationId, accountId: nora.id })).rejects.toMatchObject({
      code: 'notARecipient',
    })
    await away(susan, nora, { unit })
    expect(await promised()).toBe(to.contact!.id)
    await writes()
    expect(await others()).toEqual([to.contact!.id])
    await expect(shown(conversationId, nora)).rejects.toMatchObject({ code: 'notFound' })
  })

  test('is read by the next in the chain who works where they are', async () => {
    const to = await house.aUnit()
    const { unit, susan, nora, peter, writes, others, promised } = await moved({ to })
    await house.joins(peter, to)
    await away(susan, nora, { unit })
    await away(nora, peter, { unit })
    expect(await promised()).toBe(peter.id)
    await writes()
    expect(await others()).toEqual([peter.id])
  })

  test('who is in no unit any more goes on with whom they have, and nobody comes in', async () => {
    const { unit, susan, nora, writes, others, promised } = await moved({ to: null })
    await away(susan, nora, { unit })
    expect(await promised()).toBeUndefined()
    await writes()
    expect(await others()).toEqual([])
  })

  test('replies to a broadcast of the unit that they left only to whom they can meet today', async () => {
    const { unit, patient, susan, nora } = await aWard()
    const to = await house.aUnit()
    const people = { to: 'people' as const, accountIds: [susan.id, nora.id] }
    await aBroadcast(house, unit, unit.contact!, { replies: people }).sent()
    const [line] = (await house.as(patient).listConversations({})).conversations
    await house.leavesUnit(patient, unit)
    await house.joins(patient, to)
    const conversationId = line!.id
    const reply = () => house.as(patient).sendMessage({ conversationId, id: newId(), text: 'Thanks', lastSeenSeq: 1 })
    const closed = await shown(conversationId, patient)
    expect(closed.can).toMatchObject({ reply: false, addParticipant: false })
    expect(closed.entries.at(-1)?.text).toMatch(/^You cannot reply to this message/)
    await expect(reply()).rejects.toMatchObject({ code: 'notAllowed' })
    await house.joins(nora, to)
    const open = await shown(conversationId, patient)
    expect(open.can.reply).toBe(true)
    expect(open.entries.at(-1)?.text).toBe(`If you reply, your message goes to ${nora.name} (${nora.roleTitle}).`)
    await reply()
    expect((await presentIn(conversationId, patient)).toSorted()).toEqual([patient.id, nora.id].toSorted())
  })
})
