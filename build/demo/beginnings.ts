/** What somebody in the demo has begun and not finished: an invitation that waits for its patient, and a broadcast. */
import { randomBytes } from 'node:crypto'
import { idOf } from './chance.ts'
import { groupByKey } from './groups.ts'
import { accountId } from './people.ts'

const hours = 3_600_000

/** Ruaridh Geddes was invited yesterday and has two days left. */
export function linkRows(now: Date): object[] {
  const sentAt = new Date(now.getTime() - 24 * hours)
  return [
    {
      id: idOf('link', 'ruaridh.geddes'),
      purpose: 'choose_password',
      account_id: accountId('ruaridh.geddes'),
      address: 'ruaridh.geddes@example.org',
      // Nobody knows its token: the e-mail is only in this story.
      token_hash: randomBytes(32),
      created_by: accountId('fiona.macleod'),
      created_at: sentAt,
      expires_at: new Date(sentAt.getTime() + 72 * hours),
      attempts: 1,
      sent_at: sentAt,
    },
  ]
}

/** The unit in Fife is about to write to everybody. */
export function broadcastRows(now: Date): object[] {
  const changedAt = new Date(now.getTime() - 20 * hours)
  return [
    {
      id: idOf('broadcast', 'fife transport'),
      group_id: groupByKey('fife').id,
      author_id: accountId('morag.lindsay'),
      state: 'draft',
      subject: 'Transport over Christmas and New Year',
      text: [
        'Hello',
        'Transport to dialysis changes for two weeks, from 21 December to 3 January. Your driver may be somebody whom you do not know yet, and may come up to 20 minutes earlier than usual. Please be ready by then.',
        'If you go away over the holidays, tell us now, so that we can',
      ].join('\n\n'),
      replies: 'default_contact',
      created_at: changedAt,
      changed_at: changedAt,
    },
  ]
}
