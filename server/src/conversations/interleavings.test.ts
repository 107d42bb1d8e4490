/** Whatever the order of sends, retries and edits by several people at once: one row per id, and no gap in the order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { ApiProblem } from '../contract/client.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const patient = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit })
const doctor = await house.aMemberOfStaff({ unit })
const people = [patient, nurse, doctor]

interface Attempt {
  who: number
  /** Which of a few letters; the same letter again is a retry. */
  letter: number
  /** Some attempts come with another text than the first. */
  edited: boolean
  /** How many of these are made at the same time as the next. */
  together: boolean
}
const attempts = fc.array(
  fc.record<Attempt>({
    who: fc.nat({ max: people.length - 1 }),
    letter: fc.nat({ max: 5 }),
    edited: fc.boolean(),
    together: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
)

/** Runs the attempts in order; those marked `together` at the same time as the one after. */
async function inBatches<T>(all: (T & { together: boolean })[], run: (one: T) => Promise<unknown>): Promise<void> {
  let batch: Promise<unknown>[] = []
  for (const one of all) {
    batch.push(run(one))
    if (!one.together) {
      await Promise.all(batch)
      batch = []
    }
  }
  await Promise.all(batch)
}

function expected(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 409) throw error
}

test('sending', async () => {
  await fc.assert(
    fc.asyncProperty(attempts, async (all) => {
      const { id: conversationId } = await house.aConversation(people)
      const ids = Array.from({ length: 6 }, newId)
      const answered = new Map<string, string>()

      await inBatches(all, async ({ who, letter, edited }) => {
        const client = house.as(people[who]!)
        const text = edited ? `edited ${letter}` : `letter ${letter}`
        const { lastSeq } = await client.showConversation({ conversationId })
        try {
          const sent = await client.sendMessage({ conversationId, id: ids[letter]!, text, lastSeenSeq: lastSeq })
          expect(sent.text).toBe(text)
          expect(sent.author.id).toBe(people[who]!.id)
          // Whoever is told that it was sent is told the same each time.
          const before = answered.get(sent.id)
          if (before) expect(JSON.stringify({ ...sent, mine: true })).toBe(before)
          answered.set(sent.id, JSON.stringify({ ...sent, mine: true }))
        } catch (error) {
          expected(error)
        }
      })

      const { entries, lastSeq } = await house.as(nurse).showConversation({ conversationId, limit: 200 })
      const stored = entries.filter((entry) => entry.type === 'message')
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, n) => n + 1))
      expect(lastSeq).toBe(stored.length)
      expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length)
      expect(new Set(stored.map(({ id }) => id).slice(1))).toEqual(new Set(answered.keys()))
    }),
    { numRuns: 25 },
  )
}, 120_000)

test('starting', async () => {
  const patients = [patient, await house.aPatient({ unit }), await house.aPatient({ unit })]
  const beginnings = fc.array(fc.record({ edited: fc.boolean(), together: fc.boolean(), who: fc.nat({ max: 1 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(beginnings, fc.subarray<Person>(patients, { minLength: 1 }), async (all, chosen) => {
      const messageId = newId()
      const before = await countOf('conversations')
      const answered = new Set<string>()

      await inBatches(all, async ({ edited, who }) => {
        const text = edited ? 'edited' : 'as written'
        const recipientIds = [...chosen, unit.contact!].map(({ id }) => id)
        try {
          const { conversations } = await house
            .as([nurse, doctor][who]!)
            .startConversation({ groupId: unit.id, recipientIds, subject: 'A question', messageId, text })
          expect(conversations.map(({ patientName }) => patientName).toSorted()).toEqual(
            chosen.map(({ name }) => name).toSorted(),
          )
          answered.add(JSON.stringify(conversations))
        } catch (error) {
          expected(error)
        }
      })

      expect(answered.size).toBe(1)
      expect((await countOf('conversations')) - before).toBe(chosen.length)
    }),
    { numRuns: 25 },
  )
}, 120_000)

test('many people at once leave no gap', async () => {
  const staff = await Promise.all(Array.from({ length: 8 }, () => house.aMemberOfStaff({ unit })))
  const { id: conversationId } = await house.aConversation([patient, ...staff])
  const untilSent = async (person: Person, text: string) => {
    const letter = { conversationId, id: newId(), text }
    for (let lastSeenSeq = 1; ;) {
      try {
        return await house.as(person).sendMessage({ ...letter, lastSeenSeq })
      } catch (error) {
        expected(error)
        lastSeenSeq += (error as ApiProblem).newer.length
      }
    }
  }
  await Promise.all(staff.flatMap((person) => [1, 2, 3].map((n) => untilSent(person, `${person.name} ${n}`))))
  const { entries } = await house.as(patient).showConversation({ conversationId, limit: 200 })
  expect(entries.map((entry) => entry.type === 'message' && entry.seq)).toEqual(
    Array.from({ length: 25 }, (_, n) => n + 1),
  )
}, 60_000)

async function countOf(table: string): Promise<number> {
  const [{ count }] = (await house.db(table).count()) as [{ count: number }]
  return count
}
