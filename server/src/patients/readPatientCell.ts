/** What was typed into a cell of the patient list, as its one canonical text, or why it cannot be read. */
import { readEmail, readLine, readName, readTelephone, readYesNo, type ReadCell } from '../changesets/readCells.ts'
import type { patientColumns } from './contract.ts'
import { readDate } from './readFilter.ts'

type PatientColumn = (typeof patientColumns)[number]['id']

const readers: Partial<Record<PatientColumn, (typed: string) => ReadCell>> = {
  username: (typed) => readLine(typed, { most: 100, what: 'Username' }),
  lastName: (typed) => readName(typed, { what: 'Last name' }),
  firstName: (typed) => readName(typed, { what: 'First name' }),
  dateOfBirth: readDateOfBirth,
  nhsNumber: readNhsNumber,
  email: readEmail,
  telephone: readTelephone,
  close: readClose,
}

export function readPatientCell(column: string, typed: string): ReadCell {
  return readers[column as PatientColumn]?.(typed) ?? { text: typed }
}

/** 31/12/1961 and its like, or 1961-12-31 as we write it; spreadsheets add a midnight. */
function readDateOfBirth(typed: string): ReadCell {
  const text = typed.trim().replace(/[ T]00:00(:00(\.0+)?)?Z?$/, '')
  if (text === '') return { text: '' }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  const day = readDate(iso ? `${iso[3]}/${iso[2]}/${iso[1]}` : text)
  if (!day) {
    return /^\d{1,2}[/. -]\d{1,2}[/. -]\d{2}$/.test(text)
      ? { error: 'Enter the year with four digits, such as 31/12/1961.' }
      : { error: 'There is no such day. Enter the date of birth as day, month and year, such as 31/12/1961.' }
  }
  if (day > today()) return { error: 'This date of birth is in the future. Check the year.' }
  if (day < '1900-01-01') return { error: 'This date of birth is before 1900. Check the year.' }
  return { text: day }
}

// In Swedish a day is written as ISO has it.
const here = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' })
const today = () => here.format()

/** Ten digits, of which the last confirms the others (modulus 11), so that a slip of the hand finds nobody else. */
function readNhsNumber(typed: string): ReadCell {
  const digits = typed.replace(/[\s-]/g, '')
  if (digits === '') return { text: '' }
  if (!/^\d{10}$/.test(digits)) {
    return { error: 'An NHS number has 10 digits, such as 943 476 5919. Check it, or leave it empty.' }
  }
  const sum = Array.from(digits.slice(0, 9)).reduce((total, digit, n) => total + Number(digit) * (10 - n), 0)
  if ((11 - (sum % 11)) % 11 !== Number(digits[9])) {
    return { error: 'This is not an NHS number: a digit is wrong. Check it against a letter, or leave it empty.' }
  }
  return { text: digits }
}

function readClose(typed: string): ReadCell {
  if (/^this\s+unit$/i.test(typed.trim())) return { text: 'this unit' }
  const read = readYesNo(typed)
  if ('error' in read) return { error: 'Enter “this unit” to close them here, or leave it empty.' }
  return { text: read.text === 'yes' ? 'this unit' : '' }
}
