import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { Counts } from './contract.ts'

/** Counting stops here: 1,000 is shown as "999+", and a full inbox costs no more than a small one. */
const most = 1000

/** How many conversations each view holds; the same conditions, on the same indexes, as the views themselves. */
export async function countConversations(
  { actor, trx }: Scene,
  { groupId }: { groupId?: string | undefined } = {},
): Promise<Counts> {
  // The order is the index's, and keeps the planner on it.
  const count = (condition: string) =>
    `(select count(*) from (select from participants p
        where p.account_id = :accountId and p.left_at is null and ${condition}
          ${groupId ? 'and p.group_id = :groupId' : ''}
        order by p.last_activity_at desc, p.conversation_id desc limit ${most}) as counted)`
  const [counts] = await rows<Counts>(
    trx,
    `select ${count('not p.archived')} as inbox, ${count('not p.archived and p.unread')} as unread,
            ${count('p.archived')} as archived`,
    { accountId: actor.accountId, ...(groupId && { groupId }) },
  )
  return counts!
}
