/** Text messages: a server that has them, and people who have asked for them. */
import { randomInt } from 'node:crypto'
import { hashCode } from '../src/accounts/texts/codes.ts'
import type { Database } from '../src/db/connect.ts'
import { rows } from '../src/db/rows.ts'
import type { Person } from './build.ts'

interface House {
  db: Database
}

/** The server itself never calls GOV.UK Notify: it only has to know that text messages are set up. */
export const textEnv = {
  NOTIFY_API_KEY: 'a_key-5d8cd6f6-8ac0-4c36-9d0b-6f8a1d6b9c01-0f1a6e3c-7b52-4b77-8c44-2b8f7c1f3e02',
  NOTIFY_TEXT_TEMPLATE_ID: '3c9d8e7f-6a5b-4c4d-8e3f-2a1b0c9d8e04',
}

/** One that nobody else in a test has. */
export const aMobile = () => `+4477009${String(randomInt(100_000)).padStart(5, '0')}`

/** Somebody gets text messages from now on. Returns their number. */
export async function getsTexts({ db }: House, { id }: Person, number = aMobile()): Promise<string> {
  await rows(db, 'update accounts set text_number = :number, text_proved_at = now() where id = :id', { id, number })
  return number
}

/** A code that was sent to somebody a moment ago, to a number that they have still to prove. */
export async function aTextCode({ db }: House, { id, kind }: Person): Promise<string> {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  if (kind !== 'patient') return code
  const number = aMobile()
  await rows(db, 'update accounts set text_number = :number, text_proved_at = null where id = :id', { id, number })
  const [row] = await rows<{ codeId: string }>(
    db,
    `insert into text_codes (account_id, number, sent_at, expires_at)
     values (:id, :number, now(), now() + interval '10 minutes') returning id as "codeId"`,
    { id, number },
  )
  await rows(db, 'update text_codes set code_hash = :hash where id = :codeId', {
    ...{ codeId: row!.codeId, hash: hashCode(row!.codeId, code) },
  })
  return code
}
