import { Row } from '../db/Row.ts'
import type { AccountKind } from '../accounts/contract.ts'

/** Somebody who takes part in a conversation; at the same time that conversation's line in their inbox. */
export class Participant extends Row {
  static override tableName = 'participants'
  static override idColumn = ['conversationId', 'accountId']

  declare conversationId: string
  declare groupId: string
  declare accountId: string
  declare accountKind: AccountKind
  declare leftAt: Date | null
  declare lastActivityAt: Date
  declare lastSeq: number
  declare lastReadSeq: number
  declare lastReadAt: Date | null
  declare archived: boolean
}
