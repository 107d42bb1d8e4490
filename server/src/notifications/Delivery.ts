import { Row } from '../db/Row.ts'

/** One notification to one address by one channel. */
export class Delivery extends Row {
  static override tableName = 'deliveries'

  declare id: string
  declare messageId: string
  declare accountId: string
  declare channel: 'email'
  /** Null when there is none to send to. */
  declare address: string | null
  declare state: 'waiting' | 'handed_over' | 'failed_for_now' | 'failed_for_good' | 'suppressed'
  declare reason: string | null
  declare attempts: number
  declare nextTryAt: Date | null
  declare handedOverAt: Date | null
}
