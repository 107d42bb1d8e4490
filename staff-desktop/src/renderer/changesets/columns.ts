/** The columns of the lists. The types keep them equal to the contract's without bundling the contract. */
import type {
  ChangesetList,
  Column,
  changesetLimits as ofChangesets,
  patientColumns as ofPatients,
  staffColumns as ofStaff,
} from 'server/contract'

type Mirrored<Columns extends readonly Column[]> = { readonly [At in keyof Columns]: Omit<Columns[At], 'aliases'> }

export const staffColumns: Mirrored<typeof ofStaff> = [
  { id: 'username', header: 'Username', kind: 'text', most: 100 },
  { id: 'lastName', header: 'Last name', kind: 'text', most: 100, required: true },
  { id: 'firstName', header: 'First name', kind: 'text', most: 100, required: true },
  { id: 'roleTitle', header: 'Role title', kind: 'text', most: 40 },
  { id: 'email', header: 'E-mail', kind: 'email', most: 254 },
  { id: 'emailState', header: 'E-mail state', kind: 'text', readOnly: true },
  { id: 'isRecipient', header: 'Message recipient', kind: 'yesNo', required: true },
  { id: 'isDefaultContact', header: 'Default messaging contact', kind: 'yesNo', required: true },
  { id: 'role', header: 'Role', kind: 'choice', choices: ['staff', 'unit admin'], required: true },
  { id: 'lastSignIn', header: 'Last sign-in', kind: 'instant', readOnly: true },
  { id: 'hasCode', header: 'Code at sign-in', kind: 'text', readOnly: true },
  { id: 'openConversations', header: 'Open conversations', kind: 'number', readOnly: true },
  { id: 'absence', header: 'Away', kind: 'text', readOnly: true },
  { id: 'close', header: 'Close', kind: 'choice', choices: ['', 'this unit', 'altogether'] },
  { id: 'takesOver', header: 'Conversations go to', kind: 'text', most: 100 },
]

const patientColumns: Mirrored<typeof ofPatients> = [
  { id: 'username', header: 'Username', kind: 'text', most: 100 },
  { id: 'lastName', header: 'Last name', kind: 'text', most: 100, required: true },
  { id: 'firstName', header: 'First name', kind: 'text', most: 100, required: true },
  { id: 'dateOfBirth', header: 'Date of birth', kind: 'day', required: true },
  { id: 'nhsNumber', header: 'NHS number', kind: 'text', most: 12 },
  { id: 'email', header: 'E-mail', kind: 'email', most: 254 },
  { id: 'emailState', header: 'E-mail state', kind: 'text', readOnly: true },
  { id: 'telephone', header: 'Telephone', kind: 'text', most: 40 },
  { id: 'lastSignIn', header: 'Last sign-in', kind: 'instant', readOnly: true },
  { id: 'close', header: 'Close', kind: 'choice', choices: ['', 'this unit'] },
]

export const columnsOf = (list: ChangesetList): readonly Column[] => (list === 'staff' ? staffColumns : patientColumns)

/** The contract's limits, so that they can be stated before they are hit. */
export const changesetLimits: typeof ofChangesets = {
  rows: 5000,
  csv: 2_000_000,
  cell: 500,
  why: 200,
  undoDays: 30,
  reopenHours: 24,
}
