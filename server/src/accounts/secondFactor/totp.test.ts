import { expect, test } from 'vitest'
import { base32, codeAt, stepAt, stepOf, uriFor } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('the codes of RFC 6238, appendix B: at second %s', (seconds, code) => {
  expect(codeAt(secret, stepAt(seconds * 1000))).toBe(code)
})

test('a code is right in its own thirty seconds and in those before and after, and belongs to its own', () => {
  const instant = Date.parse('2026-03-29T01:00:00Z')
  const at = (later: number) => stepOf(secret, codeAt(secret, stepAt(instant) + later), instant)
  const steps = [-2, -1, 0, 1, 2].map(at)
  expect(steps).toEqual([undefined, stepAt(instant) - 1, stepAt(instant), stepAt(instant) + 1, undefined])
  for (const typed of ['', '1', '12345é', '1234567', 'abcdef']) expect(stepOf(secret, typed, instant)).toBeUndefined()
})

test('the secret is written as apps read it', () => {
  expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
  expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(uriFor('susan:turner', secret)).toBe(
    'otpauth://totp/PatientView%20Messages:susan%3Aturner?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=PatientView%20Messages',
  )
})
