import { Row } from '../db/Row.ts'
import type { AccountKind } from './contract.ts'

/** A person who signs in. */
export class Account extends Row {
  static override tableName = 'accounts'

  declare id: string
  declare kind: AccountKind
  declare username: string
  declare passwordHash: string | null
  /** Of a password that was taken away, until another is chosen. */
  declare lastPasswordHash: string | null
  declare firstName: string
  declare lastName: string
  /** YYYY-MM-DD; patients only. */
  declare dateOfBirth: string | null
  declare nhsNumber: string | null
  declare email: string | null
  declare emailVerifiedAt: Date | null
  declare emailBouncingAt: Date | null
  declare closedAt: Date | null
}

export function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`
}
