import { Row } from '../db/Row.ts'

/** What somebody is writing, about a conversation or (for a new one) about a group. */
export class Draft extends Row {
  static override tableName = 'drafts'
  static override idColumn = ['accountId', 'aboutId']

  declare accountId: string
  declare aboutId: string
  declare messageId: string
  declare subject: string
  declare text: string
}
