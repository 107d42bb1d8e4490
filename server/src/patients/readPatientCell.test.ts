import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patientColumns } from './contract.ts'
import { readPatientCell } from './readPatientCell.ts'

test.each<[column: string, typed: string, text: string]>([
  ['firstName', ' Ann \t Marie ', 'Ann Marie'],
  ['lastName', "O'Brien-Núñez", "O'Brien-Núñez"],
  ['dateOfBirth', '9/3/1961', '1961-03-09'],
  ['dateOfBirth', '31-12-1961', '1961-12-31'],
  ['dateOfBirth', '31.12.1961', '1961-12-31'],
  ['dateOfBirth', '1961-12-31', '1961-12-31'],
  ['dateOfBirth', '1961-12-31 00:00:00', '1961-12-31'],
  ['dateOfBirth', '29/2/2024', '2024-02-29'],
  ['dateOfBirth', '1/1/1900', '1900-01-01'],
  ['nhsNumber', '943 476 5919', '9434765919'],
  ['nhsNumber', '943-476-5919', '9434765919'],
  ['nhsNumber', '9434765870', '9434765870'],
  ['email', ' ann.twin+x@example.org ', 'ann.twin+x@example.org'],
  ['email', 'mailto:josé@núñez.example', 'josé@núñez.example'],
  ['telephone', ' 0131  496 0120 ', '0131 496 0120'],
  ['close', 'This Unit', 'this unit'],
  ['close', 'Yes', 'this unit'],
  ['close', 'ja', 'this unit'],
  ['close', 'no', ''],
  ...patientColumns.map(({ id }) => [id, '', ''] satisfies [string, string, string]),
])('%s %j is read', (column, typed, text) => {
  expect(readPatientCell(column, typed)).toEqual({ text })
})

test.each([
  ['firstName', '\u200b'],
  ['lastName', 'x'.repeat(101)],
  ['dateOfBirth', '31/4/1961'],
  ['dateOfBirth', '29/2/2023'],
  ['dateOfBirth', '31/12/61'],
  ['dateOfBirth', '12/31/1961'],
  ['dateOfBirth', '31/12/1899'],
  ['dateOfBirth', '1/1/2999'],
  ['dateOfBirth', 'yesterday'],
  ['nhsNumber', '9434765918'],
  ['nhsNumber', '943476591'],
  ['nhsNumber', '94347659190'],
  // The check digit would be 10, so there is no such number.
  ['nhsNumber', '9434765960'],
  ['email', 'ann'],
  ['email', 'ann@localhost'],
  ['email', 'ann@example..org'],
  ['email', '.ann@example.org'],
  ['email', 'a@example.org, b@example.org'],
  ['email', 'a@example.org;b@example.org'],
  ['email', 'Ann <ann@example.org>'],
  ['telephone', 'none'],
  ['close', 'altogether'],
])('%s %j is refused in a sentence', (column, typed) => {
  expect(readPatientCell(column, typed)).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) })
})

test('reads anything without stumbling, and what it has read as itself', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.stringMatching(/^[\d/. -]{0,14}$/),
    fc.emailAddress(),
    fc.stringMatching(/^\d{10}$/),
  )
  fc.assert(
    fc.property(fc.constantFrom(...patientColumns.map(({ id }) => id)), typed, (column, text) => {
      const read = readPatientCell(column, text)
      if ('text' in read) expect(readPatientCell(column, read.text)).toEqual(read)
      else expect(read.error).toMatch(/^[A-Z].*\.$/)
    }),
    { numRuns: 3000 },
  )
})

test('of ten numbers that differ in the last digit, at most one is an NHS number', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{9}$/), (nine) => {
      const valid = Array.from({ length: 10 }, (_, n) => readPatientCell('nhsNumber', `${nine}${n}`)).filter(
        (read) => 'text' in read,
      )
      expect(valid.length).toBeLessThanOrEqual(1)
    }),
  )
})
