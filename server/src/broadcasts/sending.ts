/**
 * From the button to the last conversation. Each step is one transaction that has the broadcast's row to itself: it looks
 * how far things are, does the next few hundred, and moves `reached` past them. So a pause or a stop is heeded between two
 * steps, two workers take turns, and whatever is killed at whatever moment, a step has happened or it has not.
 */
import { record } from '../audit/record.ts'
import type { Database, Transaction } from '../db/connect.ts'
import type { Announcer } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import type { BroadcastState } from './contract.ts'
import { giveTurn } from './giveTurn.ts'
import type { HeldBack } from './findBroadcast.ts'
import { whyHoldBack } from './heldBack.ts'
import { isPatient } from './patientsOf.ts'
import { after } from './states.ts'
import { unpressed } from './unpressed.ts'

interface Facts {
  id: string
  groupId: string
  state: BroadcastState
  isDue: boolean
  patients: number
  reached: number
}

/** What a step came to: whom it was about, and whether the next can follow at once. */
interface Step {
  accountIds: string[]
  goesOn: boolean
}

const rest: Step = { accountIds: [], goesOn: false }

interface Parts {
  db: Database
  announcer: Pick<Announcer, 'tell'>
  /** Conversations in one step. */
  broadcastStep: number
}

export async function sendBroadcast({ db, announcer, broadcastStep }: Parts, broadcastId: string): Promise<void> {
  for (let goesOn = true; goesOn;) {
    const step = await db.transaction((trx) => nextStep(trx, broadcastId, broadcastStep))
    // Their inboxes have changed; which line of it, they find when they look.
    if (step.accountIds.length > 0) announcer.tell([{ accountIds: step.accountIds, lookAgain: true }])
    goesOn = step.goesOn
  }
}

async function nextStep(trx: Transaction, broadcastId: string, mostAtOnce: number): Promise<Step> {
  const facts = await take(trx, broadcastId)
  if (!facts) return rest
  const { state, isDue, reached, patients } = facts
  if (state === 'waiting') return isDue ? begin(trx, facts) : rest
  // Done, and patients have joined since.
  if (reached < patients && (state === 'sending' || state === 'done')) return giveNext(trx, facts, mostAtOnce)
  if (state === 'sending') await finishIfDone(trx, facts)
  return rest
}

async function take(trx: Transaction, broadcastId: string): Promise<Facts | undefined> {
  const [facts] = await rows<Facts>(
    trx,
    `select id, group_id as "groupId", state, due_at <= now() as "isDue", patients, reached
       from broadcasts where id = :broadcastId for no key update`,
    { broadcastId },
  )
  return facts
}

/** The minute is over: whoever is a patient of the unit now is to get it, in the order of their names. */
async function begin(trx: Transaction, { id, groupId, state }: Facts): Promise<Step> {
  const why = await whyHoldBack(trx, groupId, id)
  if (why) return holdBack(trx, { id, groupId, state }, why)
  await rows(trx, `update broadcasts set state = :state, begun_at = now(), going_since = now() where id = :id`, {
    id,
    state: after(state, 'begin'),
  })
  await rows(
    trx,
    `with listed as (
       insert into broadcast_patients (broadcast_id, place, account_id)
       select :id, row_number() over (order by m.sort_name, m.account_id), m.account_id
         from memberships m join accounts a on a.id = m.account_id where ${isPatient}
       returning place
     )
     update broadcasts set patients = (select count(*) from listed) where id = :id`,
    { id, groupId },
  )
  await record(byItself(trx), 'broadcast.begun', { groupId, detail: { broadcastId: id } })
  return { ...rest, goesOn: true }
}

/** A draft again, which says why. */
async function holdBack(
  trx: Transaction,
  { id, groupId, state }: Pick<Facts, 'id' | 'groupId' | 'state'>,
  why: HeldBack,
): Promise<Step> {
  await rows(
    trx,
    `update broadcasts set state = :state, held_back = :why, changed_at = now(), ${unpressed} where id = :id`,
    { id, why, state: after(state, 'stop') },
  )
  await record(byItself(trx), 'broadcast.held_back', { groupId, detail: { broadcastId: id, why } })
  return rest
}

async function giveNext(trx: Transaction, { id, reached: from, patients }: Facts, mostAtOnce: number): Promise<Step> {
  const to = Math.min(from + mostAtOnce, patients)
  const stretch = { broadcastId: id, from, to }
  const accountIds = await giveTurn(trx, stretch)
  await rows(trx, 'update broadcasts set reached = :to, gone = gone + :gone where id = :id', {
    id,
    to,
    gone: to - from - accountIds.length,
  })
  await enqueue(trx, 'notifyOfBroadcast', stretch)
  return { accountIds, goesOn: true }
}

/** Everybody had their turn, and no e-mail of it waits for its first try any more. */
async function finishIfDone(trx: Transaction, { id, groupId, state }: Facts): Promise<void> {
  const finished = await rows<{ patients: number; gone: number }>(
    trx,
    `update broadcasts b set state = :done, ended_at = now(), changed_at = now()
      where b.id = :id
        and not exists (select from deliveries d
                         where d.broadcast_id = b.id and d.channel = 'email' and d.reminder = 0 and d.state = 'waiting'
                           and (d.next_try_at is null or d.next_try_at <= now()))
        and b.reached - b.gone <= (select count(distinct account_id) from deliveries d
                                    where d.broadcast_id = b.id and d.channel = 'email' and d.reminder = 0)
     returning patients, gone`,
    { id, done: after(state, 'finish') },
  )
  for (const counts of finished)
    await record(byItself(trx), 'broadcast.finished', { groupId, detail: { broadcastId: id, ...counts } })
}

/** Nobody's request: what was set going by the button goes on by itself. */
const byItself = (trx: Transaction) => ({ trx, actor: null, requestId: 'worker' })

/** Whatever became of its job, a broadcast whose time has come goes on. */
export async function sweepBroadcasts(trx: Transaction): Promise<void> {
  const stuck = await rows<{ id: string }>(
    trx,
    `select id from broadcasts where state in ('waiting', 'sending') and due_at <= now()
     union all
     select id from broadcasts where state = 'done' and reached < patients and ended_at > now() - interval '1 year'`,
  )
  for (const { id } of stuck) await enqueue(trx, 'sendBroadcast', { broadcastId: id }, { key: `broadcast ${id}` })
  await enqueue(trx, 'paceDeliveries', {}, { key: 'pace' })
}
