import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFilter } from './readFilter.ts'

test('reads anything without stumbling', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.stringMatching(/^[\d/. -]{0,14}$/),
    fc.stringMatching(/^\d{1,3}[/. -]\d{1,3}[/. -]\d{1,5}$/),
    fc.stringMatching(/^\d{1,3} (Jan|feb|Sept|December|Decembers) \d{1,5}$/),
  )
  fc.assert(
    fc.property(typed, (text) => {
      const filter = readFilter(text)
      if (filter.by === 'nhsNumber') expect(filter.nhsNumber).toMatch(/^\d{10}$/)
      if (filter.by === 'dateOfBirth') expect(new Date(filter.dateOfBirth).toISOString()).toContain(filter.dateOfBirth)
      if (filter.by === 'name') expect(filter.terms.length).toBeLessThanOrEqual(6)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['943 476 5919', { by: 'nhsNumber', nhsNumber: '9434765919' }],
  ['943-476-5919', { by: 'nhsNumber', nhsNumber: '9434765919' }],
  ['9434765919', { by: 'nhsNumber', nhsNumber: '9434765919' }],
  ['9/3/1961', { by: 'dateOfBirth', dateOfBirth: '1961-03-09' }],
  ['09.03.1961', { by: 'dateOfBirth', dateOfBirth: '1961-03-09' }],
  ['29/2/2024', { by: 'dateOfBirth', dateOfBirth: '2024-02-29' }],
  ['12-04-1958', { by: 'dateOfBirth', dateOfBirth: '1958-04-12' }],
  ['1958-04-12', { by: 'dateOfBirth', dateOfBirth: '1958-04-12' }],
  ['12 Apr 1958', { by: 'dateOfBirth', dateOfBirth: '1958-04-12' }],
  ['12 april 1958', { by: 'dateOfBirth', dateOfBirth: '1958-04-12' }],
  ['2 Sept 1952', { by: 'dateOfBirth', dateOfBirth: '1952-09-02' }],
  ['2. Sep. 1952', { by: 'dateOfBirth', dateOfBirth: '1952-09-02' }],
  ['31 Apr 1958', { by: 'name', terms: ['31', 'Apr', '1958'] }],
  ['12 Apricot 1958', { by: 'name', terms: ['12', 'Apricot', '1958'] }],
  ['1958-13-01', { by: 'name', terms: ['1958-13-01'] }],
  ['29/2/2023', { by: 'name', terms: ['29/2/2023'] }],
  ['31/4/1961', { by: 'name', terms: ['31/4/1961'] }],
  ['Campbell, Lionel', { by: 'name', terms: ['Campbell', 'Lionel'] }],
  [`O'B`, { by: 'name', terms: [`O'B`] }],
  ['  ', { by: 'name', terms: [] }],
])('%s', (typed, filter) => expect(readFilter(typed)).toEqual(filter))
