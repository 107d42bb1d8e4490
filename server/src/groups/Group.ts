import { Row } from '../db/Row.ts'
import type { Nation } from './bankHolidays.ts'
import type { BankHolidays, OpeningHours } from './contract.ts'

/** A unit, a specialty or Central Support. */
export class Group extends Row {
  static override tableName = 'groups'
  static override jsonAttributes = ['openingHours', 'bankHolidays', 'openOnBankHolidays']

  declare id: string
  declare kind: 'unit' | 'specialty' | 'central_support'
  declare name: string
  declare specialtyId: string | null
  declare messagingOn: boolean
  declare defaultContactId: string | null
  declare emailsNameSender: boolean
  declare demandsSecondFactor: boolean
  declare broadcastsNeedApproval: boolean
  declare telephone: string | null
  declare outOfHoursTelephone: string | null
  declare openingHours: OpeningHours
  declare nation: Nation | null
  declare bankHolidays: BankHolidays
  declare openOnBankHolidays: string[]
  declare answerTime: string | null
  declare version: number
}
