import { createHash, randomBytes } from 'node:crypto'
import type { SessionEnd } from '../contract/problem.ts'
import { Row } from '../db/Row.ts'
import type { Door } from './contract.ts'

/** One sign-in. The token is 256 random bits; the database knows only its hash. */
export class Session extends Row {
  static override tableName = 'sessions'

  declare id: string
  declare accountId: string
  declare door: Door
  declare tokenHash: Buffer
  declare idleEndsAt: Date
  declare endsAt: Date
  declare endedAt: Date | null
  /** Null: by its limits, if at all. */
  declare endedBecause: SessionEnd | null
  /** As in "Safari on iPhone"; null: not known. */
  declare device: string | null
}

export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
