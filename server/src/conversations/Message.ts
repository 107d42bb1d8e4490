import { Row } from '../db/Row.ts'
import type { AccountKind } from '../accounts/contract.ts'

/** Immutable plain text by one author, whose name and role title stay as they were when it was written. */
export class Message extends Row {
  static override tableName = 'messages'

  declare id: string
  declare conversationId: string
  declare seq: number
  declare authorId: string
  declare authorKind: AccountKind
  declare authorName: string
  declare authorRoleTitle: string | null
  declare text: string
  declare sentAt: Date
}
