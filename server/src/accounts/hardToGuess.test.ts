import { dictionary } from '@zxcvbn-ts/language-common'
import { expect, test } from 'vitest'
import { demoPassword } from '../config.ts'
import { mustBeHardToGuess, type Chooser } from './hardToGuess.ts'

const kathleen: Chooser = {
  username: 'kathleen.obrien',
  email: 'kath_1961@example.org',
  firstName: 'Kathleen',
  lastName: "O'Brien",
  groups: ['Royal Free Renal Unit'],
}

function refusalOf(password: string, { chooser = kathleen, demo = false } = {}): string | undefined {
  try {
    mustBeHardToGuess(password, chooser, { demo })
    return undefined
  } catch (problem) {
    return (problem as { particulars: { fields: Record<string, string> } }).particulars.fields.password
  }
}

test.each(['password', 'Password1', 'QWERTYUIOP', '12345678', 'iLoveYou', '1q2w3e4r', ' liverpool ', demoPassword])(
  '%s is one that everybody tries first',
  (password) => expect(refusalOf(password)).toMatch(/^Many people use this password/),
)

test('the list holds the 3,000 most used ones that anybody could choose, and many more', () => {
  const longEnough = dictionary['passwords-common'].filter((password) => password.length >= 8)
  expect(longEnough.length).toBeGreaterThan(10_000)
  for (const password of longEnough) expect(refusalOf(password.toUpperCase())).toMatch(/^Many people/)
})

test.each([
  ['the username', 'Kathleen.OBrien'],
  ['the username without its mark', 'kathleenobrien'],
  ['the e-mail address', 'KATH_1961@example.org'],
  ['what stands before the @', 'kath_1961'],
  ['the first name with digits', 'kathleen1961'],
  ['the last name with digits around it', "19o'brien61"],
  ['both names, the other way round', 'OBrien Kathleen!'],
  ['the service', 'PatientView 2026'],
  ['the whole service', 'patientview-messages'],
])('%s is refused', (_, password) => expect(refusalOf(password)).toMatch(/^This is too close to your name/))

test.each([
  ...['dialysis', 'Dialysis2026!', 'd1aly5i5', 'KidneyTransplant', 'renal-patient-1', 'my hospital', 'patientpatient'],
  ...['royalfree', 'Royal Free Renal Unit', 'kathleendialysis61'],
])('%s is what comes to mind first here', (password) => expect(refusalOf(password)).toMatch(/^This is too close/))

test.each(['        ', '\u00a0\u2003\u3000     ', 'a       ', '  \t short \t  '])('%j is too short', (password) =>
  expect(refusalOf(password)).toMatch(/^Use at least 8 characters\. Spaces at the start/),
)

test.each([
  ...['OOOOOOOOOOOOOOOOOOOO ', 'ＯＯＯＯＯＯＯＯ', 'aabbaabbccaa', 'xyq9xyq9xyq9xyq9', '😀😀😀😀😀😀😀😀'],
  ...['abcdefgh', 'ijklmnop', '98765432', 'abcd12345678', 'qwertz12345', 'lkjhgfdsa', 'mnbvcxy4321', 'zyxwvutsr'],
])('%s is easy to guess', (password) =>
  expect(refusalOf(password)).toMatch(/^(This is easy to guess|Many people use this password)/),
)

test('however the names are spelt, it takes no time to find out', () => {
  const chooser = { ...kathleen, firstName: 'abcabd', lastName: 'abcabdabcabd' }
  const started = performance.now()
  expect(refusalOf('abcabd'.repeat(33) + 'x', { chooser })).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(1000)
})

test.each([
  'kathleen likes boats',
  'xk9#qv2!mzpl',
  'löwen 🦁 und kartoffeln',
  '95173684207',
  'dialysis went well on Tuesday',
  'royalty freed lorries',
  'Kathleen Murphy Grant',
])('%s is fine, whatever it is composed of', (password) => expect(refusalOf(password)).toBeUndefined())

test('names in other alphabets count, and those without a letter are compared as they are', () => {
  const olga: Chooser = { username: '20071961', email: null, firstName: 'Ольга', lastName: 'Núñez', groups: [] }
  expect(refusalOf('ОЛЬГА1961', { chooser: olga })).toBeDefined()
  expect(refusalOf('nu\u0301n\u0303ez 1961', { chooser: olga })).toBeDefined()
  expect(refusalOf('20071961', { chooser: olga })).toBeDefined()
  expect(refusalOf('83920175', { chooser: olga })).toBeUndefined()
})

test('in the demo its own password may be chosen', () => {
  expect(refusalOf(demoPassword, { demo: true })).toBeUndefined()
})
