import { presentAway } from '../absences/present.ts'
import type { Covered } from '../absences/whoCovers.ts'
import { fullName } from '../accounts/Account.ts'
import { emailState } from '../accounts/emailState.ts'
import type { AccountKind } from '../accounts/contract.ts'
import type { Recipient } from './contract.ts'
import type { RecipientRow } from './listRecipients.ts'

/** Patients see a name and a role title, whether they are away, and nothing else about anybody (R3). */
export function presentRecipient(row: RecipientRow, viewer: AccountKind, covered: Covered | undefined): Recipient {
  const staffSeesPatient = viewer === 'staff' && row.kind === 'patient'
  return {
    id: row.accountId,
    name: fullName(row),
    kind: row.kind,
    roleTitle: row.roleTitle,
    dateOfBirth: staffSeesPatient ? row.dateOfBirth : null,
    email: staffSeesPatient ? emailState(row) : null,
    away: presentAway(covered),
  }
}
