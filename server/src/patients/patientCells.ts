import { emailState } from '../accounts/emailState.ts'
import type { EmailState } from '../accounts/contract.ts'
import type { PatientRow } from './listPatients.ts'

const inWords: Record<EmailState, string> = {
  none: 'no e-mail',
  unverified: 'not verified',
  verified: 'verified',
  bouncing: 'bouncing',
}

/** A patient as a text for each column; `gone`: their membership of the unit has ended. */
export function cellsOf(row: Omit<PatientRow, 'memberships' | 'hasPassword'> & { gone?: boolean }) {
  return {
    username: row.username,
    lastName: row.lastName,
    firstName: row.firstName,
    dateOfBirth: row.dateOfBirth ?? '',
    nhsNumber: row.nhsNumber ?? '',
    email: row.email ?? '',
    emailState: inWords[emailState({ hasEmail: row.email !== null, ...row })],
    telephone: row.telephone ?? '',
    lastSignIn: row.lastSignInAt?.toISOString() ?? '',
    close: row.gone ? 'this unit' : '',
  }
}
