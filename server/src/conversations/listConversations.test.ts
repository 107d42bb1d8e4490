/** Pages of an inbox: complete, without doubles, in order, also where several things happened at the same instant. */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import type { ConversationLine, View } from './contract.ts'

const house = await aServer(await aDatabase())

async function everyPage(
  person: Person,
  limit: number,
  view: View = 'all',
  search?: string,
): Promise<ConversationLine[]> {
  const found: ConversationLine[] = []
  let cursor: string | undefined
  do {
    const page = await house.as(person).listConversations({ view, limit, search, ...(cursor && { cursor }) })
    expect(page.conversations.length).toBeLessThanOrEqual(limit)
    found.push(...page.conversations)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}

test('pages of any size hold every conversation once, newest first', async () => {
  const nurse = await house.aMemberOfStaff()
  const patient = await house.aPatient({ unit: nurse.unit })
  for (let n = 0; n < 12; n++) await house.aConversation([patient, nurse], { subject: `Subject ${n}` })
  // Ties, instants a microsecond apart, and both ends of the calendar.
  const instants = ['2024-03-31 00:59:59.999999Z', '2024-03-31 01:00:00Z', '2024-10-27 00:30:00.000001Z', '1999-12-31Z']
  await house.db.raw(
    `update participants p set last_activity_at = cast((cast(:instants as text[]))[1 + n % 5] as timestamptz)
       from (select conversation_id, account_id, row_number() over (order by conversation_id) as n from participants) r
      where (r.conversation_id, r.account_id) = (p.conversation_id, p.account_id)`,
    { instants: [...instants, instants[1]] } as never,
  )
  for (const person of [nurse, patient]) {
    const all = await everyPage(person, 100)
    expect(new Set(all.map(({ id }) => id)).size).toBe(12)
    const times = all.map(({ lastActivityAt }) => lastActivityAt)
    expect(times).toEqual(times.toSorted().toReversed())
    for (const limit of [1, 2, 3, 5, 12]) {
      expect(await everyPage(person, limit)).toEqual(all)
      expect(await everyPage(person, limit, 'inbox', 'subject')).toEqual(all)
    }
  }
})

test('a line says who, what and when, to staff', async () => {
  const nurse = await house.aMemberOfStaff()
  const patient = await house.aPatient({ unit: nurse.unit, dateOfBirth: '1950-12-31' })
  const { id } = await house.aConversation([patient, nurse], { subject: 'Bananas', text: 'May\n\nI?' })
  expect((await everyPage(nurse, 50))[0]).toEqual({
    ...{
      id,
      subject: 'Bananas',
      groupName: nurse.unit.name,
      lastSeq: 1,
      unread: true,
      archived: false,
      progress: null,
    },
    patient: { id: patient.id, name: patient.name, dateOfBirth: '1950-12-31', unreachable: null },
    others: [{ id: patient.id, name: patient.name, roleTitle: null, kind: 'patient' }],
    lastMessage: { authorName: patient.name, mine: false, excerpt: 'May I?' },
    lastActivityAt: expect.stringMatching(/Z$/),
  })
})

test('patients see received, being looked at and answered, in the list and in the thread', async () => {
  const nurse = await house.aMemberOfStaff()
  const patient = await house.aPatient({ unit: nurse.unit })
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const progress = async () => {
    const [line] = await everyPage(patient, 50)
    const shown = await house.as(patient).showConversation({ conversationId })
    expect(shown.progress).toBe(line!.progress)
    return shown.progress
  }
  expect(await progress()).toBe('received')
  await house.as(nurse).markRead({ conversationId, seq: 1 })
  expect(await progress()).toBe('being_looked_at')
  await house.as(nurse).sendMessage({ conversationId, id: newId(), text: 'Yes', lastSeenSeq: 1 })
  expect(await progress()).toBe('answered')
  await house.as(patient).sendMessage({ conversationId, id: newId(), text: 'Two?', lastSeenSeq: 2 })
  expect(await progress()).toBe('received')
  expect((await house.as(nurse).showConversation({ conversationId })).progress).toBeNull()
})

test('a patient who was only written to is told of no progress', async () => {
  const nurse = await house.aMemberOfStaff()
  const patient = await house.aPatient({ unit: nurse.unit })
  const { id: conversationId } = await house.aConversation([nurse, patient])
  expect((await house.as(patient).showConversation({ conversationId })).progress).toBeNull()
})

test('staff see up to where the patient has opened it', async () => {
  const nurse = await house.aMemberOfStaff()
  const patient = await house.aPatient({ unit: nurse.unit })
  const { id: conversationId } = await house.aConversation([nurse, patient])
  const opened = async () => (await house.as(nurse).showConversation({ conversationId })).openedByPatient
  expect(await opened()).toBeNull()
  await house.as(patient).markRead({ conversationId, seq: 1 })
  expect(await opened()).toEqual({ seq: 1, at: expect.stringMatching(/Z$/) })
  await house.as(patient).markRead({ conversationId, seq: 0 })
  expect(await opened()).toMatchObject({ seq: 1 })
})

test('a long thread is read page by page from its end, notices among the messages', async () => {
  const nurse = await house.aMemberOfStaff()
  const patient = await house.aPatient({ unit: nurse.unit })
  const { id: conversationId } = await house.aConversation([patient, nurse], { text: '1' })
  const colleague = await house.aMemberOfStaff({ unit: nurse.unit })
  for (let n = 2; n <= 9; n++) {
    await house.as(nurse).sendMessage({ conversationId, id: newId(), text: String(n), lastSeenSeq: n - 1 })
    if (n === 4 || n === 9) {
      const by = n === 4 ? nurse : colleague
      if (n === 4) await house.as(by).addParticipant({ conversationId, accountId: colleague.id })
      else await house.as(by).leaveConversation({ conversationId })
    }
  }
  const whole = (await house.as(nurse).showConversation({ conversationId })).entries
  expect(whole.map(({ type, text }) => (type === 'notice' ? '-' : text)).join(' ')).toBe('1 2 3 4 - 5 6 7 8 9 -')
  for (const limit of [1, 2, 3, 4, 9]) {
    let entries: typeof whole = []
    let before: number | null | undefined
    do {
      const page = await house.as(nurse).showConversation({ conversationId, limit, ...(before && { before }) })
      entries = [...page.entries, ...entries]
      before = page.older
    } while (before)
    expect(entries).toEqual(whole)
  }
})
