/** Fills an empty database with the demo, in one transaction. */
import { hash } from '@node-rs/argon2'
import knex, { type Knex } from 'knex'
import { demoPassword } from '../../server/src/config.ts'
import { absenceRows } from './absences.ts'
import { broadcastRows, linkRows } from './beginnings.ts'
import { openingRows } from './openings.ts'
import { accountId } from './people.ts'
import { demoGroups } from './groups.ts'
import {
  accountRows,
  conversationRows,
  demoPeople,
  groupRows,
  membershipId,
  membershipRows,
  sessionRows,
} from './rows.ts'
import { colleaguesStories } from './stories/colleagues.ts'
import { edinburghStories } from './stories/edinburgh.ts'
import { storiesElsewhere } from './stories/elsewhere.ts'
import { everydayStories } from './stories/everyday.ts'
import { lionelsStories } from './stories/lionel.ts'

export const demoStories = [
  ...lionelsStories,
  ...edinburghStories,
  ...colleaguesStories,
  ...storiesElsewhere,
  ...everydayStories,
]

/** Nobody has an account in it yet. */
export const isEmpty = (url: string) => answers(url, 'SELECT NOT EXISTS (SELECT FROM accounts) AS yes')

/** The demo's people are in it. */
export const demoIsIn = (url: string) =>
  answers(url, 'SELECT EXISTS (SELECT FROM accounts WHERE id = ?) AS yes', [accountId('lionel.campbell')])

/** Returns what it put there, in words. */
export async function fillDemo(url: string, now = new Date()): Promise<string> {
  const passwordHash = await hash(demoPassword)
  const conversations = demoStories.map((story) => conversationRows(story, now))
  await withKnex(url, (db) =>
    db.transaction(async (trx) => {
      const insert = (table: string, rows: object[]) => trx.batchInsert(table, rows, 500)
      await insert('accounts', accountRows(passwordHash, now))
      await insert('groups', groupRows())
      await insert('memberships', membershipRows(now))
      await insert('sessions', sessionRows(now))
      await insert('absences', absenceRows(now))
      for (const { id, key, defaultContact } of demoGroups) {
        if (!defaultContact) continue
        await trx('groups')
          .where({ id })
          .update({ default_contact_id: membershipId(defaultContact, key), messaging_on: true })
      }
      await insert(
        'conversations',
        conversations.map(({ conversation }) => conversation),
      )
      await insert(
        'participants',
        conversations.flatMap(({ participants }) => participants),
      )
      await insert(
        'messages',
        conversations.flatMap(({ messages }) => messages),
      )
      await insert(
        'notices',
        conversations.flatMap(({ notices }) => notices),
      )
      await insert('audit', conversations.flatMap(openingRows))
      await insert('links', linkRows(now))
      await insert('broadcasts', broadcastRows(now))
    }),
  )
  // The planner would otherwise guess until PostgreSQL looks by itself.
  await withKnex(url, (db) => db.raw('ANALYZE'))
  const patients = demoPeople.filter(({ kind }) => kind === 'patient').length
  return `${patients} patients, ${demoPeople.length - patients} staff, ${conversations.length} conversations`
}

async function answers(url: string, sql: string, bindings: string[] = []): Promise<boolean> {
  return withKnex(url, async (db) => {
    const { rows } = await db.raw<{ rows: { yes: boolean }[] }>(sql, bindings)
    return rows[0]?.yes ?? false
  })
}

async function withKnex<T>(url: string, work: (db: Knex) => Promise<T>): Promise<T> {
  const db = knex({ client: 'pg', connection: url, pool: { min: 0, max: 2 } })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}
