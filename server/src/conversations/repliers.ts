import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { mayJoin } from '../groups/mayJoin.ts'

/** Somebody who receives what patients say to a broadcast. */
export interface Replier {
  accountId: string
  name: string
  roleTitle: string | null
  /** The membership by which they receive, when they are away from it today. */
  awayAs: string | null
}

/**
 * Who receives replies to a broadcast as things are now: those whom it names and who can still be written to; in the
 * place of any who cannot, the default messaging contact; and rather than nobody, the unit's admins. Of this patient, when one
 * is named, only who may come into a conversation with them. Empty only where the broadcast takes no replies, nobody is left
 * in the unit, or the patient has left it.
 */
export async function findRepliers(
  trx: Transaction,
  broadcastId: string,
  patientId: string | null = null,
): Promise<Replier[]> {
  const found = await rows<Replier & { isMeant: boolean }>(trx, select, { broadcastId, patientId })
  const meant = found.filter(({ isMeant }) => isMeant)
  return (meant.length > 0 ? meant : found).map(({ isMeant: _, ...replier }) => replier)
}

const may = (accountId: string) => `(cast(:patientId as uuid) is null or ${mayJoin(accountId, ':patientId')})`

const select = `
  with asked as (
    select b.group_id, b.replies, b.replier_ids, g.default_contact_id,
           (select count(*) from memberships m join accounts a on a.id = m.account_id
             where m.group_id = b.group_id and m.account_id = any(b.replier_ids) and m.receives
               and a.closed_at is null and ${may('m.account_id')}) as still_there
      from broadcasts b join groups g on g.id = b.group_id
     where b.id = :broadcastId and b.replies <> 'none'
  ), staff as (
    select m.account_id, a.first_name || ' ' || a.last_name as name, m.role_title, m.sort_name,
           (select b.membership_id from absences b
             where b.membership_id = m.id and b.ended_at is null
               and local_day(now()) between b.first_day and b.last_day) as away_as,
           (m.receives and m.account_id = any(asked.replier_ids))
             or (m.id = asked.default_contact_id and m.receives
                 and asked.still_there < greatest(1, cardinality(asked.replier_ids))) as is_meant
      from asked
      join memberships m on m.group_id = asked.group_id and m.ended_at is null and m.role <> 'patient'
      join accounts a on a.id = m.account_id and a.closed_at is null
     where (m.role = 'unit_admin' or m.account_id = any(asked.replier_ids) or m.id = asked.default_contact_id)
       and ${may('m.account_id')}
  )
  select account_id as "accountId", name, role_title as "roleTitle", away_as as "awayAs", is_meant as "isMeant"
    from staff order by sort_name, account_id`
