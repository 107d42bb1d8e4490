import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLetterCode, letterCodeOnPaper, readLetterCode } from './letterCode.ts'
import { createToken } from './Session.ts'

test('however a code is copied from paper, it is read as it was made', () => {
  const letters = fc.constantFrom('-', ' ', '–', '\u00a0', '')
  fc.assert(
    fc.property(fc.array(letters, { minLength: 16, maxLength: 16 }), fc.boolean(), (between, lower) => {
      const code = createLetterCode()
      const typed = Array.from(code, (one, n) => `${one}${between[n]}`).join('')
      expect(readLetterCode(lower ? typed.toLowerCase() : typed)).toBe(code)
      expect(readLetterCode(letterCodeOnPaper(code).replaceAll('0', 'o').replaceAll('1', 'I'))).toBe(code)
    }),
  )
})

test('nothing else is such a code, and no token of a link is', () => {
  for (const typed of [
    '',
    'ABCD',
    'ABCD-EFGH-JKMN-PQR',
    'ABCD-EFGH-JKMN-PQRS-T',
    'ABCD-EFGH-JKMN-PQRU',
    'é'.repeat(16),
  ])
    expect(readLetterCode(typed)).toBeNull()
  for (let n = 0; n < 200; n++) expect(readLetterCode(createToken())).toBeNull()
})

test('every character of a code is drawn from all 32', () => {
  const codes = Array.from({ length: 2000 }, createLetterCode)
  for (let place = 0; place < 16; place++) expect(new Set(codes.map((code) => code[place])).size).toBe(32)
})
