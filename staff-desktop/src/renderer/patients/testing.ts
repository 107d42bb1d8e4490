/** People and changesets for the tests of this room. */
import type { Changeset, ChangesetRow, PatientLine } from 'server/contract'
import { done } from '../fakeDesktop.ts'

export function aChangeset(changes: Partial<Changeset>): Changeset {
  return {
    id: 'c1',
    list: 'patients',
    source: 'form',
    state: 'previewed',
    counts: { new: 0, changed: 0, closed: 0, unchanged: 0, wrong: 0, conflict: 0 },
    changes: 1,
    emails: 0,
    why: null,
    by: 'Fiona MacLeod',
    at: '2026-11-22T10:00:00Z',
    appliedAt: null,
    undoes: null,
    undone: null,
    undoUntil: null,
    about: null,
    ignoredColumns: [],
    can: { apply: true, undo: false },
    ...changes,
  }
}

export function aRow(row: Partial<ChangesetRow>): ChangesetRow {
  return {
    line: 1,
    kind: 'new',
    accountId: null,
    name: 'Jean O’Brien',
    cells: [],
    errors: [],
    candidates: [],
    ...row,
  }
}

/** What the server answers when this one row is previewed. */
export function preview(row: ChangesetRow) {
  const counts = { ...aChangeset({}).counts, [row.kind]: 1 }
  const changes = ['new', 'changed', 'closed'].includes(row.kind) ? 1 : 0
  return done({ changeset: aChangeset({ counts, changes }), rows: [row], next: null })
}

export function aPatient(patient: Partial<PatientLine>): PatientLine {
  return {
    id: 'p1',
    firstName: 'Isla',
    lastName: 'McKenzie',
    username: 'isla.mckenzie',
    dateOfBirth: '1961-03-09',
    nhsNumber: '9434765919',
    email: 'isla@example.org',
    emailState: 'unverified',
    telephone: '0131 496 0120',
    lastSignInAt: null,
    wayIn: { chosen: true, invitation: null },
    can: {
      ...{ changeAccount: true, sendVerification: true, resetSignIn: false, invite: false },
      ...{ printLetter: true, write: true },
    },
    ...patient,
  }
}
