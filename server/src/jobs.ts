/** Background work by name. An earlier room reaches a later one only so: it knows the job's name, not who does it. */
import type { Transaction } from './db/connect.ts'

/** What somebody is told of as soon as it happens, because they would know if it was not them. */
export type AccountChange =
  | 'password'
  | 'secondFactorOn'
  | 'secondFactorOff'
  | 'recoveryCodesRenewed'
  | 'recoveryCodeUsed'
  | 'passkeyAdded'
  | 'passkeyRemoved'
  /** With a code that opens the account. */
  | 'letterPrinted'
  /** Several wrong codes after the right password. */
  | 'secondStepRefused'

/** What a colleague did in somebody's name by which others read what is theirs. */
export type ColleagueDid = 'enteredAbsence' | 'changedAbsence' | 'closedForAWhile'

/** Every job and what it is told: ids, and what somebody typed only where it stands nowhere else. */
export interface Jobs {
  /** A message was sent: everybody else in the conversation is told. */
  notifyOfMessage: { messageId: string }
  /** Somebody was added to a conversation: they are told of its last message. */
  notifyNewcomer: { messageId: string; accountId: string }
  /** Somebody has forgotten how they sign in, and typed this as their username or address. */
  helpSignIn: { who: string; requestId: string }
  /** Send a link out of a table `links` to the address that it is bound to. */
  sendLink: { linkId: string }
  /** Tell an address that it is no longer this account's (R9). */
  tellOldAddress: { accountId: string; address: string }
  /** Tell somebody, at the address that was proved then, that how they sign in was changed. */
  tellOfAccountChange: { accountId: string; what: AccountChange; address: string }
  /** Tell somebody, at the address that was proved then, what a colleague did in their name in this unit. */
  tellOfColleague: { accountId: string; what: ColleagueDid; byId: string; groupId: string; address: string }
  /** Send a code by text message, which proves that a number is the person's. */
  sendTextCode: { codeId: string }
  /** Hand one delivery to whoever carries it: the mail server, GOV.UK Notify. */
  deliver: { deliveryId: string }
  /** Do the next thing that is due about a broadcast: begin, give the next patients their conversations, finish. */
  sendBroadcast: { broadcastId: string }
  /** Find broadcasts whose job is gone and set them going again. */
  sweepBroadcasts: Record<string, never>
  /** Somebody became a patient of a unit: they find what is kept for newcomers. */
  greetNewcomers: { groupId: string }
  /** Patients at these places have a broadcast's conversation now (after `from`, up to `to`): what tells them gets in line. */
  notifyOfBroadcast: { broadcastId: string; from: number; to: number }
  /** Whoever has not opened a broadcast is told once more. */
  remindOfBroadcast: { broadcastId: string; number: number }
  /** A broadcast was paused or stopped: what tells of it waits, or is not sent any more. */
  holdBroadcast: { broadcastId: string }
  /** Let what tells of broadcasts and news go, so many a second. */
  paceDeliveries: Record<string, never>
  /** An item of news is out: what tells its readers gets in line, once. */
  tellOfNews: { newsId: string }
  /** At night: forget addresses that were proved once, when nobody is told there any more. */
  forgetProvedBefore: Record<string, never>
  /** At night: forget what was tried when patients were added, when it counts no more. */
  forgetLookups: Record<string, never>
  /** Find deliveries that got stuck and set them going again. */
  sweepDeliveries: Record<string, never>
  /** Ask the provider what became of what it took. */
  askProvider: Record<string, never>
}

/**
 * Jobs of which the next with the same key takes the place. None is lost when it is: what they have to do stands in tables,
 * which are swept.
 */
export const replaceableJobs = ['deliver', 'paceDeliveries', 'sendBroadcast', 'tellOfNews'] as const

interface Options<Name extends keyof Jobs> {
  key?: Name extends (typeof replaceableJobs)[number] ? string | null : null
  runAt?: Date | null
  priority?: number
}

/** Adds a job in the transaction of what caused it: neither happens without the other. */
export async function enqueue<Name extends keyof Jobs>(
  trx: Transaction,
  name: Name,
  payload: Jobs[Name],
  { key, runAt = null, priority = 0 }: Options<Name> = {},
): Promise<void> {
  await trx.raw(
    `select graphile_worker.add_job(:name, cast(:payload as json), run_at => coalesce(:runAt, now()), job_key => :key, priority => :priority)`,
    { name, payload: JSON.stringify(payload), runAt, key: key ?? null, priority } as never,
  )
}

/** Adds a job of one name for each of these, thousands as fast as one. */
export async function enqueueAll<Name extends keyof Jobs>(
  trx: Transaction,
  name: Name,
  payloads: Jobs[Name][],
  { priority = 0 }: { priority?: number } = {},
): Promise<void> {
  if (payloads.length === 0) return
  await trx.raw(
    `select count(*) from graphile_worker.add_jobs((
       select array_agg(cast(row(cast(:name as text), payload, null, null, null, null, cast(:priority as int), null) as graphile_worker.job_spec))
         from json_array_elements(cast(:payloads as json)) as payload))`,
    { name, payloads: JSON.stringify(payloads), priority },
  )
}
