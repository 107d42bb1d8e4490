/**
 * Codes by time (RFC 6238, as every authenticator app makes them: SHA-1, six digits, 30 seconds). Our own, because it is
 * short, and because what stops a replay, the step that a code belongs to, is what we need from it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

const stepMs = 30_000
const issuer = 'PatientView Messages'

export function stepAt(instant: number): number {
  return Math.floor(instant / stepMs)
}

export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const truncated = mac.readUInt32BE(mac.at(-1)! & 0xf) & 0x7fff_ffff
  return String(truncated % 1_000_000).padStart(6, '0')
}

/** The step that a code belongs to: the present one or, for clocks that differ, the one before or after. */
export function stepOf(secret: Buffer, code: string, instant: number): number | undefined {
  const typed = Buffer.from(code)
  const present = stepAt(instant)
  return [present + 1, present, present - 1].find((step) => {
    const right = Buffer.from(codeAt(secret, step))
    return right.length === typed.length && timingSafeEqual(right, typed)
  })
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648, as apps take a secret that is typed. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{1,5}/g, (five) => alphabet[parseInt(five.padEnd(5, '0'), 2)]!)
}

/** What the QR code says. */
export function uriFor(username: string, secret: Buffer): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(username)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`
}
