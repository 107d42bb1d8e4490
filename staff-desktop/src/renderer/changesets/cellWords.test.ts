import { expect, test } from 'vitest'
import { cellInWords, headerOf, inOrder } from './cellWords.ts'

test.each([
  ['staff', 'isRecipient', 'yes', 'Yes'],
  ['staff', 'isRecipient', 'perhaps', 'perhaps'],
  ['staff', 'role', 'unit admin', 'Unit admin'],
  ['staff', 'roleTitle', 'yes', 'yes'],
  ['staff', 'roleTitle', '', null],
  ['staff', 'close', 'this unit', 'Leaves this unit'],
  ['staff', 'close', '', 'On the list'],
  ['patients', 'dateOfBirth', '1961-12-31', '31 Dec 1961'],
  ['patients', 'dateOfBirth', '31/13/1961', '31/13/1961'],
  ['patients', 'nhsNumber', '9434765919', '943 476 5919'],
  ['patients', 'nhsNumber', '94347', '94347'],
] as const)('of the %s, %s %j is %j', (list, column, text, words) => {
  expect(cellInWords(list, column, text)).toBe(words)
})

test('a column is called as in the grid and the file', () => {
  expect(headerOf('staff', 'isDefaultContact')).toBe('Default messaging contact')
  expect(headerOf('patients', 'nhsNumber')).toBe('NHS number')
})

test('cells stand in the order of the grid, the username last', () => {
  const columns = ['username', 'role', 'email', 'lastName'].map((column) => ({ column }))
  expect(inOrder('staff', columns).map(({ column }) => column)).toEqual(['lastName', 'email', 'role', 'username'])
})
