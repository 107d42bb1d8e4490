/**
 * R4, in SQL: who may come into a conversation that is about a patient. Whoever is in it already may stay, also when the
 * patient has left their unit; whoever comes in, by whatever way, works in a unit in which the patient is today. The same
 * condition for a colleague who is added, a cover, who receives replies to a broadcast, and who takes over from a leaver.
 */

/** `membership`: an alias of that table; `patientId`: an expression. */
export const isInPatientsUnit = (membership: string, patientId: string) => `exists (
  select from memberships patients
   where patients.account_id = ${patientId} and patients.ended_at is null and patients.role = 'patient'
     and patients.group_id = ${membership}.group_id)`

/** By any of the memberships that this account has today. */
export const mayJoin = (accountId: string, patientId: string) => `exists (
  select from memberships theirs
   where theirs.account_id = ${accountId} and theirs.ended_at is null and theirs.role <> 'patient'
     and ${isInPatientsUnit('theirs', patientId)})`
