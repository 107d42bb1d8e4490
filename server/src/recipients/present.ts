import { presentAway } from '../absences/present.ts'
import type { Covered } from '../absences/whoCovers.ts'
import { fullName } from '../accounts/Account.ts'
import { canAdminister } from '../groups/policy.ts'
import type { Group } from '../groups/Group.ts'
import type { Actor } from '../http/scene.ts'
import type { Recipient } from './contract.ts'
import type { RecipientRow } from './listRecipients.ts'

/** Patients see a name and a role title, whether they are away, and nothing else about anybody (R3). */
export function presentRecipient(
  row: RecipientRow,
  actor: Actor,
  group: Group,
  covered: Covered | undefined,
): Recipient {
  const staffSeesPatient = actor.kind === 'staff' && row.kind === 'patient'
  const { unreachable, texts } = row
  // Nobody has to ring whom an e-mail tells.
  const telephone = unreachable ? row.telephone : null
  return {
    id: row.accountId,
    name: fullName(row),
    kind: row.kind,
    roleTitle: row.roleTitle,
    dateOfBirth: staffSeesPatient ? row.dateOfBirth : null,
    reach: staffSeesPatient
      ? { unreachable, texts, telephone, unitId: unreachable && canAdminister(actor, group) ? group.id : null }
      : null,
    away: presentAway(covered),
  }
}
