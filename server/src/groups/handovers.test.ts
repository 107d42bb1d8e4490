/** However handovers and switches by several admins interleave: one default messaging contact, never none and never two (R1). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { ApiProblem } from '../contract/client.ts'
import { rows } from '../db/rows.ts'
import type { Unit } from './contract.ts'

const house = await aServer(await aDatabase())
const supporter = await house.aMemberOfSupport()

type Act =
  | { kind: 'handOver'; by: number; from: number | 'whoever holds it'; to: number }
  | { kind: 'switch'; by: number; on: boolean; contact: number | null; stale: boolean }
  | { kind: 'save'; by: number; stale: boolean }
const howMany = 4
const one = fc.nat({ max: howMany - 1 })
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('handOver' as const),
    by: one,
    from: fc.oneof({ weight: 3, arbitrary: fc.constant('whoever holds it' as const) }, one),
    to: one,
  }),
  fc.record({
    kind: fc.constant('switch' as const),
    ...{ by: one, on: fc.boolean(), contact: fc.option(one), stale: fc.boolean() },
  }),
  fc.record({ kind: fc.constant('save' as const), by: one, stale: fc.boolean() }),
)
/** Batches; what is in one happens at the same time. */
const history = fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })

/** What may be answered: it was done, or why it was not. */
const refusals = ['changedMeanwhile', 'needsDefaultContact']

interface Done {
  act: Act
  fromId: string | undefined
  /** The version that a switch or a save was made from. */
  version: number
  shown: Unit
}

test('interleaved', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.boolean(), async (batches, messaging) => {
      const unit = await house.aUnit({ messaging })
      const people: Person[] = []
      for (let n = 0; n < howMany; n++) people.push(await house.aUnitAdmin({ unit }))
      const show = () => house.as(supporter).showUnit({ unitId: unit.id })
      const first = await show()
      const done: Done[] = []

      for (const batch of batches) {
        const now = await show()
        const outcomes = batch.map(async (one) => {
          const fromId = one.kind === 'handOver' ? holderMeant(one.from, now, people) : undefined
          const version = 'stale' in one && one.stale ? Math.max(1, now.version - 1) : now.version
          try {
            done.push({ act: one, fromId, version, shown: await perform(one, now, { fromId, version }, people) })
          } catch (error) {
            if (!(error instanceof ApiProblem) || !refusals.includes(error.code)) throw error
          }
        })
        const looking = batch.map(async () => expectSound(await show()))
        await Promise.all([...outcomes, ...looking])
        expectSound(await show())
      }

      // In the order of their versions, the acts that were done make one story: each began where the one before ended.
      let before = first
      for (const { act: one, fromId, version, shown } of done.toSorted((a, b) => a.shown.version - b.shown.version)) {
        expect(shown.version).toBe(before.version + 1)
        if (one.kind !== 'handOver') expect(version).toBe(before.version)
        if (one.kind === 'handOver') {
          expect(fromId).toBe(before.defaultContact?.id)
          expect(shown.defaultContact?.id).toBe(people[one.to]!.id)
          expect(shown.messagingOn).toBe(before.messagingOn)
        } else if (one.kind === 'switch') {
          expect(shown.messagingOn).toBe(one.on)
          const chosen = one.contact === null ? before.defaultContact?.id : people[one.contact]!.id
          expect(shown.defaultContact?.id).toBe(chosen)
        } else {
          expect(shown).toMatchObject({ messagingOn: before.messagingOn, defaultContact: before.defaultContact })
        }
        expect(shown.lastChange?.by).toBe(people[one.by]!.name)
        before = shown
      }
      expect(await show()).toEqual(before)
      await expectKept(unit.id, done.length)
    }),
    { numRuns: 40 },
  )
}, 120_000)

function holderMeant(from: number | 'whoever holds it', now: Unit, people: Person[]): string {
  return from === 'whoever holds it' ? (now.defaultContact?.id ?? people[0]!.id) : people[from]!.id
}

function perform(
  one: Act,
  { id: unitId, version: currently, settings }: Unit,
  { fromId, version }: Pick<Done, 'fromId' | 'version'>,
  people: Person[],
): Promise<Unit> {
  const client = house.as(people[one.by]!)
  if (one.kind === 'handOver')
    return client.handOverDefaultContact({ unitId, fromId: fromId!, toId: people[one.to]!.id })
  if (one.kind === 'save')
    return client.saveUnitSettings({
      unitId,
      version,
      ...settings,
      telephone: `0131 496 ${String(currently).padStart(4, '0')}`,
    })
  const contact = one.contact === null ? {} : { defaultContactId: people[one.contact]!.id }
  return client.switchMessaging({ unitId, version, on: one.on, ...contact })
}

/** What anybody sees at any moment. */
function expectSound({ messagingOn, defaultContact, version, lastChange }: Unit): void {
  if (messagingOn) expect(defaultContact).not.toBeNull()
  expect(lastChange === null).toBe(version === 1)
}

/** One version and one record for each change, and the contact is a recipient. */
async function expectKept(unitId: string, changes: number): Promise<void> {
  const versions = await rows<{ version: number }>(
    house.db,
    'select version from group_versions where group_id = :unitId order by version',
    { unitId },
  )
  expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: changes }, (_, n) => n + 2))
  const recorded = await rows(
    house.db,
    `select from audit where group_id = :unitId and action like 'unit.%' and action <> 'unit.opened'`,
    { unitId },
  )
  expect(recorded).toHaveLength(changes)
  const unflagged = await rows(
    house.db,
    `select from groups g join memberships m on m.id = g.default_contact_id where g.id = :unitId and not m.receives`,
    { unitId },
  )
  expect(unflagged).toEqual([])
}
