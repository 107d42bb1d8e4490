/** The facts of a person that a form changes: how they are shown, and what crosses the wire. */
import type { PatientLine, UnreachablePerson } from 'server/contract'
import { formatNhsNumber } from 'patient-portal/conversation'
import { calendarDay, dayAsShown } from '../page/calendarDay.ts'

export type FieldName = 'firstName' | 'lastName' | 'dateOfBirth' | 'nhsNumber' | 'email' | 'telephone'
export type Cells = Partial<Record<FieldName, string>>

export interface Field {
  name: FieldName
  label: string
  hint?: string
  type: 'text' | 'email' | 'tel'
  most: number
  /** Why it cannot be empty. */
  missing?: string
  /** Said beside the label, where somebody is added. */
  optional?: true
}

export const fields: Record<FieldName, Field> = {
  firstName: { name: 'firstName', label: 'First name', type: 'text', most: 100, missing: 'Enter the first name' },
  lastName: { name: 'lastName', label: 'Last name', type: 'text', most: 100, missing: 'Enter the last name' },
  dateOfBirth: {
    name: 'dateOfBirth',
    label: 'Date of birth',
    hint: 'For example 9 March 1961',
    type: 'text',
    most: 40,
    missing: 'Enter the date of birth',
  },
  nhsNumber: {
    name: 'nhsNumber',
    label: 'NHS number',
    hint: '10 digits, as 943 476 5919',
    type: 'text',
    most: 20,
    optional: true,
  },
  email: { name: 'email', label: 'E-mail address', type: 'email', most: 254, optional: true },
  telephone: { name: 'telephone', label: 'Telephone', type: 'tel', most: 40, optional: true },
}

export const patientFields: readonly FieldName[] = [
  'firstName',
  'lastName',
  'dateOfBirth',
  'nhsNumber',
  'email',
  'telephone',
]

export function cellsOf(patient: PatientLine): Cells {
  return {
    firstName: patient.firstName,
    lastName: patient.lastName,
    dateOfBirth: patient.dateOfBirth ?? '',
    nhsNumber: patient.nhsNumber ?? '',
    email: patient.email ?? '',
    telephone: patient.telephone ?? '',
  }
}

/** What of somebody on the worklist can be mended: only patients have a telephone number of their own. */
export function addressCells({ kind, email, telephone }: UnreachablePerson): Cells {
  return { email: email ?? '', ...(kind === 'patient' ? { telephone: telephone ?? '' } : {}) }
}

/** 31 December 1961, 943 476 5919. */
export function asShown(name: FieldName, cell: string): string {
  if (name === 'nhsNumber') return formatNhsNumber(cell)
  return name === 'dateOfBirth' ? dayAsShown(cell) : cell
}

/** What was typed as the cell would have it, where that is plain; the server reads the rest or says what is wrong. */
export function asCell(name: FieldName, typed: string): string {
  const text = typed.trim()
  if (name === 'nhsNumber') return text.replace(/[\s-]/g, '')
  // A year of two digits has two meanings for people who are old and people who are young.
  return name === 'dateOfBirth' && /\d{4}$/.test(text) ? calendarDay(text) : text
}
