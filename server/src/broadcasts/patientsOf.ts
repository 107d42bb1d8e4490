import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

/** Who is a patient of the unit `:groupId` now, as a condition on their membership `m` and account `a`. */
export const isPatient = `m.group_id = :groupId and m.role = 'patient' and m.ended_at is null and a.closed_at is null`

export async function countPatients(trx: Transaction, groupId: string): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    trx,
    `select count(*) from memberships m join accounts a on a.id = m.account_id where ${isPatient}`,
    { groupId },
  )
  return counted!.count
}
