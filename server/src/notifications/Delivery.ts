import { Row } from '../db/Row.ts'

/**
 * One notification to one address or number by one channel. It waits, is handed over to who carries it, or has failed for now; and
 * ends as handed over, failed for good (nobody could be reached to take it), bounced (the address was refused, at once or
 * by a report that came back), or suppressed with a reason.
 */
export class Delivery extends Row {
  static override tableName = 'deliveries'

  declare id: string
  /** What it tells of: a message, or an item of news. */
  declare messageId: string | null
  declare newsId: string | null
  declare accountId: string
  declare channel: 'email' | 'text'
  /** Where it was or will be sent: before each try, the address that the person has by then. Null when suppressed. */
  declare address: string | null
  declare state: 'waiting' | 'handed_over' | 'failed_for_now' | 'failed_for_good' | 'bounced' | 'suppressed'
  declare reason: string | null
  /** The one whose e-mail stands for this one too. */
  declare foldedInto: string | null
  declare attempts: number
  declare nextTryAt: Date | null
  declare handedOverAt: Date | null
  /** When to ask the provider what became of it; null: there is nothing to ask. */
  declare askAt: Date | null
}

/** Why nothing is sent. */
export type Suppression =
  | 'no address'
  | 'not wanted'
  | 'no longer takes part'
  | 'folded into another'
  | 'read already'
  | 'stopped'
  | 'texts do not arrive'
  | 'texts are switched off'
  | 'withdrawn'
  | 'no longer a reader'
