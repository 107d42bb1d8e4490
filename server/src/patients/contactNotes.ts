/** What was done to reach somebody. A note belongs to the unit in which it was written; nobody changes or deletes it. */
import { fullName } from '../accounts/Account.ts'
import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { UnreachablePerson } from './contract.ts'

type Notes = UnreachablePerson['notes']

const shown = 5

/** Also about somebody who can be reached by now: whoever has just rung them writes down that they did. */
export async function addContactNote(
  scene: Scene,
  unitId: string,
  { accountId, text }: { accountId: string; text: string },
): Promise<Notes> {
  const { trx, actor } = scene
  const [added] = await rows<{ id: string }>(
    trx,
    `insert into contact_notes (account_id, group_id, text, written_by)
     select m.account_id, m.group_id, :text, cast(:by as uuid)
       from memberships m join accounts a on a.id = m.account_id
      where m.group_id = :unitId and m.account_id = :accountId and m.ended_at is null and a.closed_at is null
     returning id`,
    { unitId, accountId, text, by: actor.accountId },
  )
  if (!added) throw new Problem('notFound')
  await record(scene, 'contact_note.added', { groupId: unitId, detail: { accountId } })
  return (await notesOf(trx, unitId, [accountId])).get(accountId) ?? []
}

/** By account, the newest first. */
export async function notesOf(trx: Scene['trx'], unitId: string, accountIds: string[]): Promise<Map<string, Notes>> {
  if (accountIds.length === 0) return new Map()
  const found = await rows<{ accountId: string; text: string; firstName: string; lastName: string; at: Date }>(
    trx,
    `select n.account_id as "accountId", n.text, a.first_name as "firstName", a.last_name as "lastName", n.at
       from unnest(cast(:accountIds as uuid[])) as about (id)
       cross join lateral (
         select * from contact_notes where group_id = :unitId and account_id = about.id
          order by at desc, id limit :shown) n
       join accounts a on a.id = n.written_by
      order by n.at desc, n.id`,
    { unitId, accountIds, shown },
  )
  const notes = new Map<string, Notes>()
  for (const { accountId, text, at, ...by } of found) {
    notes.set(accountId, [...(notes.get(accountId) ?? []), { text, by: fullName(by), at: at.toISOString() }])
  }
  return notes
}
