/**
 * In SQL: not a patient of the unit any more. What is sent to all patients is the unit's to its own; the conversation itself
 * stays with whoever has left.
 */
export const hasLeft = (account: string, group: string) => `
  not exists (select from memberships m
               where m.account_id = ${account} and m.group_id = ${group} and m.role = 'patient' and m.ended_at is null)`
