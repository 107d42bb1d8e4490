import { Row } from '../db/Row.ts'

/**
 * One notification to one address by one channel. It waits, is handed over to the mail server or has failed for now; and
 * ends as handed over, failed for good (nobody could be reached to take it), bounced (the address was refused, at once or
 * by a report that came back), or suppressed with a reason.
 */
export class Delivery extends Row {
  static override tableName = 'deliveries'

  declare id: string
  declare messageId: string
  declare accountId: string
  declare channel: 'email'
  /** Where it was or will be sent: before each try, the address that the person has by then. Null when suppressed. */
  declare address: string | null
  declare state: 'waiting' | 'handed_over' | 'failed_for_now' | 'failed_for_good' | 'bounced' | 'suppressed'
  declare reason: string | null
  /** The one whose e-mail stands for this one too. */
  declare foldedInto: string | null
  declare attempts: number
  declare nextTryAt: Date | null
  declare handedOverAt: Date | null
}

/** Why nothing is sent. */
export type Suppression =
  'no address' | 'not wanted' | 'no longer takes part' | 'folded into another' | 'read already' | 'stopped'
