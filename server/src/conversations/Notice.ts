import { Row } from '../db/Row.ts'

/** A line in a conversation that the system wrote. */
export class Notice extends Row {
  static override tableName = 'notices'

  declare id: string
  declare conversationId: string
  declare afterSeq: number
  declare text: string
  /** Null: everybody sees it. */
  declare onlyFor: 'staff' | null
  /** Who was not e-mailed, of a notice that says so. */
  declare aboutAccountId: string | null
  declare at: Date
}
