/**
 * A worker is killed again and again while it sends to 2,000 patients (KILL_PATIENTS=20000 by hand), and another takes
 * over each time: everybody gets exactly one conversation and one line for an e-mail.
 */
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startMailbox } from '../../../build/mailbox.ts'
import { root } from '../../../build/shell.ts'
import { Part } from '../../../build/system/Part.ts'
import { aBroadcast, minuteOver } from '../../test/aBroadcast.ts'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { manyPatients } from '../../test/manyPatients.ts'
import { rows } from '../db/rows.ts'
import { sweepBroadcasts } from './sending.ts'

const howMany = Number(process.env.KILL_PATIENTS ?? 2000)
const kills = Math.max(5, Math.round(howMany / 1000))

const url = await aDatabase()
const house = await aServer(url)
const mailbox = await startMailbox()
const worker = new Part({
  name: 'worker',
  entry: 'server/src/worker.ts',
  env: {
    ...{ NODE_ENV: 'production', DATABASE_URL: url, SMTP_URL: mailbox.smtpUrl, LOG_LEVEL: 'error' },
    // Steps so small, and a pace so slow, that a kill finds something to interrupt.
    ...{ BROADCAST_STEP: '20', BROADCAST_EMAILS_PER_SECOND: '5' },
  },
  logFile: join(root, 'test-results/log/broadcast-kills.log'),
})
afterAll(async () => {
  await worker.stop()
  await mailbox.stop()
})

interface Progress {
  state: string
  patients: number
  reached: number
}

async function progress(id: string): Promise<Progress> {
  const [found] = await rows<Progress>(house.db, 'select state, patients, reached from broadcasts where id = :id', {
    id,
  })
  return found!
}

test('whatever is killed when, each patient has it once', { timeout: 120_000 + howMany * 60 }, async () => {
  const unit = await house.aUnit()
  await manyPatients(house, unit, howMany)
  const place = await aBroadcast(house, unit, unit.contact!).waiting()
  await minuteOver(house, place)
  // As it comes round each minute.
  const sweep = () => house.db.transaction(sweepBroadcasts)
  const moments = Array.from({ length: kills }, () => Math.floor(Math.random() * howMany * 0.9)).toSorted(
    (a, b) => a - b,
  )
  let interrupted = 0
  for (const moment of moments) {
    worker.start()
    await sweep()
    const arrived = async () => (await progress(place.broadcastId)).reached
    await expect.poll(arrived, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(moment)
    await worker.kill()
    if ((await arrived()) < howMany) interrupted += 1
  }
  expect(interrupted).toBeGreaterThan(0)
  worker.start()
  await sweep()
  await expect
    .poll(() => progress(place.broadcastId), { timeout: 60_000 + howMany * 20 })
    .toMatchObject({ reached: howMany })
  const linedUp = async () => (await rows(house.db, 'select from deliveries where broadcast_id is not null')).length
  await expect.poll(linedUp, { timeout: 60_000 }).toBe(howMany)
  const [counts] = await rows(house.db, everything, { unitId: unit.id, broadcastId: place.broadcastId })
  expect(counts).toEqual({
    ...{ conversations: howMany, messages: howMany, patients: howMany, authors: howMany, inboxes: 0, twice: 0 },
    notTheirs: 0,
  })
  const report = await house.as(unit.contact!).showBroadcastReport(place)
  expect(report).toMatchObject({ patients: howMany, conversations: howMany, gone: 0, notSent: 0 })
  expect(Object.values(report.emails).reduce((sum, one) => sum + one, 0)).toBe(howMany)
})

const everything = `
  select (select count(*) from conversations where broadcast_id = :broadcastId) as conversations,
         (select count(*) from messages m join conversations c on c.id = m.conversation_id
           where c.broadcast_id = :broadcastId) as messages,
         (select count(distinct p.account_id) from participants p join conversations c on c.id = p.conversation_id
           where c.broadcast_id = :broadcastId and p.account_kind = 'patient') as patients,
         (select count(*) from participants p join conversations c on c.id = p.conversation_id
           where c.broadcast_id = :broadcastId and p.account_kind = 'staff') as authors,
         (select count(*) from participants p
           where p.account_kind = 'staff' and p.left_at is null and p.group_id = :unitId) as inboxes,
         (select count(*) from (
            select from participants p join conversations c on c.id = p.conversation_id
             where c.broadcast_id = :broadcastId and p.account_kind = 'patient'
             group by p.account_id having count(*) > 1) as doubled) as twice,
         (select count(*) from broadcast_patients b left join participants p on p.conversation_id = b.conversation_id
                                                         and p.account_kind = 'patient'
           where b.broadcast_id = :broadcastId and p.account_id is distinct from b.account_id) as "notTheirs"`
