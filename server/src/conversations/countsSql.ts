/** Counting stops here: 1,000 is shown as "999+", and a full inbox costs no more than a small one. */
const most = 1000

/**
 * SQL for how many conversations each view holds, as JSON of the contract's `counts`: the conditions of the views
 * themselves, on the same indexes, to be part of the statement that lists them, so that badge and list agree (R7).
 * Binds `:accountId` and, if wanted, `:groupId`.
 */
export function countsSql({ ofGroup }: { ofGroup: boolean }): string {
  // The order is the index's, and keeps the planner on it.
  const count = (condition: string) =>
    `(select count(*) from (select from participants p
        where p.account_id = :accountId and p.left_at is null and ${condition}
          ${ofGroup ? 'and p.group_id = :groupId' : ''}
        order by p.last_activity_at desc, p.conversation_id desc limit ${most}) as counted)`
  return `json_build_object('inbox', ${count('not p.archived')}, 'unread', ${count('not p.archived and p.unread')},
    'archived', ${count('p.archived')})`
}
