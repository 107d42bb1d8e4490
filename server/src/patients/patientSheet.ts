import type { Sheet } from '../changesets/Sheet.ts'
import { emailsOfAddressChange } from '../changesets/writeAccounts.ts'
import { checkPatients } from './checkPatients.ts'
import { patientColumns } from './contract.ts'
import { takesBack } from './did.ts'
import { identifyPatients } from './identifyPatients.ts'
import { loadPatients, lockPatients } from './loadPatients.ts'
import { readPatientCell } from './readPatientCell.ts'
import { writePatients } from './writePatients.ts'

/** What changesets know of a unit's patients. */
export const patientSheet: Sheet = {
  list: 'patients',
  columns: patientColumns,
  read: readPatientCell,
  identify: identifyPatients,
  load: loadPatients,
  lock: lockPatients,
  check: checkPatients,
  emails: (rows) =>
    rows
      .filter(({ errors }) => errors.length === 0)
      .reduce((emails, row) => {
        if (row.person) return emails + (takesBack(row) ? 0 : emailsOfAddressChange(row))
        // An invitation, which somebody who has an account already does not need.
        return emails + Number(Boolean(row.wanted.email) && !row.joins)
      }, 0),
  write: writePatients,
}
