import { Row } from '../db/Row.ts'
import type { NewsAudience } from './contract.ts'

/** A short item of a unit or a specialty. */
export class NewsItem extends Row {
  static override tableName = 'news_items'

  declare id: string
  declare groupId: string
  declare groupKind: 'unit' | 'specialty'
  declare title: string
  declare text: string
  declare audience: NewsAudience
  declare isPublic: boolean
  declare pinned: boolean
  declare showsFrom: string
  declare showsUntil: string
  declare version: number
  declare publishedAt: Date | null
  declare withdrawnAt: Date | null
  /** Its readers are to be e-mailed. */
  declare emailAskedAt: Date | null
  declare emailedAt: Date | null
}
