/** Sends the code that proves a mobile number, and writes down what became of it. */
import { randomInt } from 'node:crypto'
import { hashCode } from '../accounts/texts/codes.ts'
import type { Database, Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { TextChannel } from './channels/Channel.ts'
import { composeCodeText } from './composeText.ts'

/** By the pauses that the job runner makes about four minutes; by then nobody waits for it any more. */
const mostAttempts = 6

interface Claimed {
  id: string
  number: string
  attempts: number
}

/**
 * The code exists only here and in the text message: its hash is stored before it goes out. A try that was cut off may have
 * sent one; then that one still works, and there is no other. A try that fails for now rejects, and the job runner makes
 * the next.
 */
export async function sendTextCode(db: Database, channel: TextChannel | null, codeId: string): Promise<void> {
  const claimed = await db.transaction((trx) => claim(trx, codeId))
  if (!claimed) return
  const { id, attempts } = claimed
  // Each try has a reference of its own, because each has another code.
  const reference = (attempt: number) => `${id} ${attempt}`
  const before = attempts > 1 ? await channel?.ask?.(reference(attempts - 1)).catch(() => undefined) : undefined
  if (before) return sent(db, claimed)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await rows(db, 'update text_codes set code_hash = :hash where id = :id', { id, hash: hashCode(id, code) })
  const outcome = await (channel?.send({
    to: claimed.number,
    reference: reference(attempts),
    ...composeCodeText(code),
  }) ?? { became: 'refused for good' as const, reason: 'texts are switched off' })
  if (outcome.became === 'handed over') return sent(db, claimed)
  const forGood = outcome.became === 'refused for good' || attempts >= mostAttempts
  await rows(
    db,
    `update text_codes set reason = :reason, failed_at = case when cast(:forGood as boolean) then now() end
      where id = :id and sent_at is null`,
    { id, reason: outcome.reason, forGood },
  )
  if (!forGood) throw new Error(outcome.reason)
}

/** Nothing when it was sent or given up, or nobody wants it any more. */
async function claim(trx: Transaction, codeId: string): Promise<Claimed | undefined> {
  const [claimed] = await rows<Claimed>(
    trx,
    `update text_codes c set attempts = c.attempts + 1
       from accounts a
      where c.id = :codeId and a.id = c.account_id and a.closed_at is null
        and not exists (select from text_codes n where n.account_id = a.id and n.created_at > c.created_at)
        and c.used_at is null and c.sent_at is null and c.failed_at is null and c.created_at > now() - interval '10 minutes'
     returning c.id, c.number, c.attempts`,
    { codeId },
  )
  return claimed
}

async function sent(db: Database, { id }: Claimed): Promise<void> {
  await rows(
    db,
    `update text_codes set sent_at = now(), reason = null, expires_at = now() + interval '10 minutes' where id = :id`,
    { id },
  )
}
