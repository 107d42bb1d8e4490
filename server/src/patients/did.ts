import type { ReplacedAddress } from '../changesets/writeAccounts.ts'
import type { Row } from '../changesets/Sheet.ts'

/** What writing a row did beyond its cells, kept for the day when it is undone. */
export interface Did {
  /** Somebody new in the unit: their account was made, or had been closed and was opened again, or was there already. */
  joined?: { membershipId: string; created: boolean; reopened: boolean }
  /** Somebody left the unit, and perhaps their account was closed with it. */
  left?: { membershipId: string; closedAccount: boolean }
  /** What an address was that was replaced. */
  address?: ReplacedAddress
}

export const didOf = (row: Pick<Row, 'undoes'>): Did => row.undoes?.did ?? {}

/** A row that takes back that somebody joined. */
export const takesBack = (row: Row) => didOf(row).joined !== undefined
