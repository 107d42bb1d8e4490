/** Whatever happens in whatever order while a broadcast goes out, the report adds up and nobody has it twice. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aBroadcast, minuteOver } from '../../test/aBroadcast.ts'
import { inDays } from '../../test/aNewsItem.ts'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'
import { lineUp } from '../notifications/broadcastDeliveries.ts'
import { greetNewcomers } from './newcomers.ts'
import { sendBroadcast } from './sending.ts'

const house = await aServer(await aDatabase())
const stretch = { from: 0, to: 1000, texts: true }
const parts = { db: house.db, announcer: { tell: () => undefined } }

const event = fc.constantFrom(
  'send',
  'sendTwice',
  'pause',
  'resume',
  'stop',
  'leave',
  'return',
  'join',
  'close',
  'greet',
  'lineUp',
)
type Event = typeof event extends fc.Arbitrary<infer One> ? One : never

/** The events at once in pairs, so that they also meet. */
async function happen(all: Event[], unit: Unit, broadcastId: string, patients: Person[]): Promise<void> {
  const admin = house.as(unit.contact!)
  const place = { unitId: unit.id, broadcastId }
  let next = 0
  const somebody = () => patients[next++ % patients.length]!
  const gone: Person[] = []
  const refused = () => undefined
  const deeds: Record<Event, () => Promise<unknown>> = {
    send: () => sendBroadcast({ ...parts, broadcastStep: 1 }, broadcastId),
    sendTwice: () => Promise.all([1, 2].map(() => sendBroadcast({ ...parts, broadcastStep: 1 }, broadcastId))),
    pause: () => admin.pauseBroadcast(place).catch(refused),
    resume: () => admin.resumeBroadcast(place).catch(refused),
    stop: () => admin.stopBroadcast(place).catch(refused),
    leave: async () => {
      const leaver = somebody()
      await house.leavesUnit(leaver, unit)
      gone.push(leaver)
    },
    return: async () => {
      const back = gone.pop()
      if (back) await house.joins(back, unit).catch(refused)
    },
    join: () => house.aPatient({ unit }),
    close: () => house.closes(somebody()),
    greet: () => house.db.transaction((trx) => greetNewcomers(trx, unit.id)),
    lineUp: () => house.db.transaction((trx) => lineUp(trx, { ...stretch, broadcastId })),
  }
  for (let n = 0; n < all.length; n += 2) await Promise.all(all.slice(n, n + 2).map((one) => deeds[one]()))
}

const conversationsOf = (unitId: string) =>
  rows<{ accountId: string; count: number }>(
    house.db,
    `select account_id as "accountId", count(*) from participants
      where group_id = :unitId and account_kind = 'patient' group by account_id`,
    { unitId },
  )

test('the report adds up', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 14 }), async (events) => {
      const unit = await house.aUnit()
      const patients: Person[] = []
      for (let n = 0; n < 5; n++) patients.push(await house.aPatient({ unit }))
      const place = await aBroadcast(house, unit, unit.contact!, { keepUntil: inDays(300) }).waiting()
      await minuteOver(house, place)
      await happen(['send', ...events], unit, place.broadcastId, patients)
      await house.db.transaction((trx) => lineUp(trx, { ...stretch, broadcastId: place.broadcastId }))
      const { begunAt } = await house.as(unit.contact!).showBroadcast(place)
      // Stopped entirely, or nobody came to send it.
      if (!begunAt) return expect(await conversationsOf(unit.id)).toEqual([])
      const report = await house.as(unit.contact!).showBroadcastReport(place)
      expect(report.conversations + report.gone + report.notSent).toBe(report.patients)
      expect(Object.values(report.emails).reduce((sum, one) => sum + one, 0)).toBe(report.conversations)
      const had = await conversationsOf(unit.id)
      expect(had).toHaveLength(report.conversations)
      for (const { count } of had) expect(count).toBe(1)
    }),
    { numRuns: Number(process.env.RUNS ?? 15) },
  )
})
