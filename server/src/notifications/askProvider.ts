/**
 * Asks the provider what became of what it took. Each is asked about after a minute and then ever more seldom, until it has
 * an answer or four days have passed: by then the provider has given up.
 */
import type { Database, Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import type { Channels, Fate } from './channels/Channel.ts'
import { hearBounce } from './hearBounce.ts'
import { clearArrived } from './markBouncing.ts'

/** In one go, which comes every minute; the provider allows 3,000 requests a minute, most of them for sending. */
const mostAtOnce = 500
const atOneTime = 8

interface Arrived {
  accountId: string
  address: string
  sentAt: Date | null
}

interface Asked {
  reference: string
  channel: 'email' | 'text'
}

/** Returns what to tell the live streams. */
export async function askProvider(db: Database, channels: Channels): Promise<Announcement[]> {
  const asked = await db.transaction(async (trx) => [
    ...(await takeDue(trx, 'deliveries', 'handed_over_at', 'channel')),
    ...(await takeDue(trx, 'links', 'sent_at', `'email'`)),
  ])
  const announcements: Announcement[] = []
  const next = asked[Symbol.iterator]()
  const work = async () => {
    for (const { reference, channel } of next) {
      const fate = await channels[channel]?.ask?.(reference).catch(() => undefined)
      if (fate) announcements.push(...(await db.transaction((trx) => hear(trx, reference, fate))))
    }
  }
  await Promise.all(Array.from({ length: atOneTime }, work))
  return announcements
}

/** Whoever comes at the same time takes others; whoever dies on the way asks again later. */
function takeDue(trx: Transaction, table: 'deliveries' | 'links', since: string, channel: string): Promise<Asked[]> {
  return rows<Asked>(
    trx,
    `with due as (
       select id from ${table} where ask_at <= now() order by ask_at limit :mostAtOnce for update skip locked
     )
     update ${table} t
        set ask_at = case when ${since} > now() - interval '4 days'
                          then now() + greatest(interval '1 minute', (now() - ${since}) / 2) end
       from due where t.id = due.id
     returning t.return_id as reference, ${channel} as channel`,
    { mostAtOnce },
  )
}

async function hear(trx: Transaction, reference: string, fate: Fate): Promise<Announcement[]> {
  if (fate === 'under way') return []
  if (fate !== 'delivered') return hearBounce(trx, reference, { refused: fate === 'permanent-failure', status: fate })
  // The delivery before the account, and the account before its links, as everybody does who locks both.
  const [delivery] = await rows<Arrived & { channel: string }>(
    trx,
    `update deliveries set ask_at = null where return_id = cast(:reference as uuid) and state = 'handed_over'
     returning channel, account_id as "accountId", address, handed_over_at as "sentAt"`,
    { reference },
  )
  const told = delivery?.channel === 'email' ? await clearArrived(trx, delivery) : []
  const [link] = await rows<Arrived>(
    trx,
    `select account_id as "accountId", address, sent_at as "sentAt" from links where return_id = cast(:reference as uuid)`,
    { reference },
  )
  if (link) told.push(...(await clearArrived(trx, link)))
  await rows(trx, 'update links set ask_at = null where return_id = cast(:reference as uuid)', { reference })
  return told
}
