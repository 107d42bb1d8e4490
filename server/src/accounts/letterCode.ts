/**
 * The code of a printed letter: 80 random bits in 16 letters and digits that nobody confuses on paper (Crockford's base 32).
 * It can be typed in any case, with or without spaces and hyphens, and with O for 0 and I or L for 1.
 */
import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const code = new RegExp(`^[${alphabet}]{16}$`)

export function createLetterCode(): string {
  return Array.from(randomBytes(16), (byte) => alphabet[byte % alphabet.length]).join('')
}

/** As it is on paper: in groups of four. */
export function letterCodeOnPaper(code: string): string {
  return code.match(/.{4}/g)!.join('-')
}

/** Null: it is no such code. */
export function readLetterCode(typed: string): string | null {
  const read = typed
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}.]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return code.test(read) ? read : null
}
