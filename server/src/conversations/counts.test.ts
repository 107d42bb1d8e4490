/** No badge that lies: after anything that several people do, every count is the length of its list (R7). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { ApiProblem } from '../contract/client.ts'

const house = await aServer(await aDatabase())
const views = ['inbox', 'unread', 'archived', 'all'] as const
const verbs = ['send', 'read', 'archive', 'unarchive', 'leave', 'add'] as const

interface Deed {
  who: number
  verb: (typeof verbs)[number]
  conversation: number
  whom: number
}

/** What somebody's inbox should hold, kept in the plainest way. */
interface Line {
  seq: number
  read: Map<Person, number>
  archived: Set<Person>
  present: Set<Person>
}

async function listed(person: Person, groupId?: string) {
  const lists = await Promise.all(
    views.map(async (view) => {
      const { conversations, counts } = await house.as(person).listConversations({ view, limit: 100, groupId })
      return { view, conversations, counts }
    }),
  )
  const { inbox, unread, archived } = Object.fromEntries(lists.map((one) => [one.view, one.conversations.length]))
  for (const { counts } of lists) expect(counts).toEqual({ inbox, unread, archived })
  return lists
}

const deeds = fc.array(
  fc.record<Deed>({
    who: fc.nat({ max: 3 }),
    verb: fc.constantFrom(...verbs),
    conversation: fc.nat({ max: 2 }),
    whom: fc.nat({ max: 3 }),
  }),
  { minLength: 1, maxLength: 20 },
)

test('counts are the lengths of lists, and both are what was done', async () => {
  const unit = await house.aUnit()
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const patient = await house.aPatient({ unit })
      const staff = [0, 1, 2].map(() => house.aMemberOfStaff({ unit }))
      const people = [patient, ...(await Promise.all(staff))]
      const [, nurse, doctor] = people as [Person, Person, Person]
      const beginnings = [
        [patient, nurse],
        [nurse, patient, doctor],
        [nurse, doctor],
      ]
      const ids: string[] = []
      const lines: Line[] = []
      for (const between of beginnings) {
        ids.push((await house.aConversation(between, { unit })).id)
        lines.push({
          seq: 1,
          read: new Map(between.map((person, n) => [person, n === 0 ? 1 : 0])),
          archived: new Set(),
          present: new Set(between),
        })
      }

      for (const { who, verb, conversation, whom } of all) {
        const [person, line, other] = [people[who]!, lines[conversation]!, people[whom]!]
        const client = house.as(person)
        const about = { conversationId: ids[conversation]! }
        const seen = { id: newId(), text: 'Hello', lastSeenSeq: line.seq }
        try {
          if (verb === 'send') {
            await client.sendMessage({ ...about, ...seen })
            line.seq++
            line.read.set(person, line.seq)
            for (const one of line.present) line.archived.delete(one)
          } else if (verb === 'read') {
            await client.markRead({ ...about, seq: line.seq + whom })
            line.read.set(person, line.seq)
          } else if (verb === 'archive') {
            await client.archiveConversation(about)
            line.archived.add(person)
          } else if (verb === 'unarchive') {
            await client.unarchiveConversation(about)
            line.archived.delete(person)
          } else if (verb === 'leave') {
            await client.leaveConversation(about)
            line.present.delete(person)
          } else {
            await client.addParticipant({ ...about, accountId: other.id })
            line.present.add(other)
            line.archived.delete(other)
            if (!line.read.has(other)) line.read.set(other, 0)
          }
        } catch (error) {
          // Not everything is allowed; what is refused must have changed nothing.
          if (!(error instanceof ApiProblem) || error.status >= 500) throw error
        }
      }

      for (const person of people) {
        const mine = lines.filter(({ present }) => present.has(person))
        const archived = mine.filter((line) => line.archived.has(person)).length
        const unread = mine.filter((line) => !line.archived.has(person) && line.read.get(person)! < line.seq).length
        const expected = { inbox: mine.length - archived, unread, archived, all: mine.length }
        const found = await listed(person)
        expect(Object.fromEntries(found.map(({ view, conversations }) => [view, conversations.length]))).toEqual(
          expected,
        )
        for (const line of found.find(({ view }) => view === 'unread')!.conversations) expect(line.unread).toBe(true)
      }
    }),
    { numRuns: 25 },
  )
}, 120_000)

test('by group as well', async () => {
  const [one, other] = [await house.aUnit(), await house.aUnit()]
  const nurse = await house.aMemberOfStaff({ unit: one })
  await house.joins(nurse, other, { recipient: true })
  for (const unit of [one, one, other]) await house.aConversation([await house.aPatient({ unit }), nurse])
  for (const [unit, expected] of [
    [one, 2],
    [other, 1],
  ] as const) {
    const found = await listed(nurse, unit.id)
    expect(found[0]!.conversations).toHaveLength(expected)
    for (const { groupName } of found[0]!.conversations) expect(groupName).toBe(unit.name)
  }
})

test('a count and a list that come together agree while others write', async () => {
  const nurse = await house.aMemberOfStaff()
  const patients = await Promise.all(Array.from({ length: 6 }, () => house.aPatient({ unit: nurse.unit })))
  let writing = true
  const reading = (async () => {
    let looks = 0
    for (; writing || looks < 20; looks++) {
      const { conversations, counts } = await house.as(nurse).listConversations({ view: 'unread', limit: 100 })
      expect(conversations).toHaveLength(counts.unread)
    }
    return looks
  })()
  for (let round = 0; round < 8; round++)
    await Promise.all(patients.map((patient) => house.aConversation([patient, nurse])))
  writing = false
  expect(await reading).toBeGreaterThanOrEqual(20)
})
