import type { Group as GroupShown, Unit, UnitContact } from './contract.ts'
import type { Group } from './Group.ts'
import type { WritableGroup } from './listGroups.ts'
import { inTheMonthsAhead, openTimesOf, type UnitHours } from './openingHours.ts'
import type { UnitRow } from './showUnit.ts'

export function presentGroup({ group, section }: WritableGroup): GroupShown {
  return { id: group.id, name: group.name, kind: group.kind, section, contact: presentContact(group) }
}

export type ContactRow = UnitHours & Pick<Group, 'telephone' | 'outOfHoursTelephone' | 'answerTime'>

export function presentContact(group: ContactRow, now = new Date()): UnitContact {
  const { telephone, outOfHoursTelephone, answerTime } = group
  return { telephone, outOfHoursTelephone, answerTime, ...inTheMonthsAhead(openTimesOf(group), now) }
}

export function presentUnit(unit: UnitRow): Unit {
  const { id, name, specialtyName, messagingOn, defaultContact, version, changedBy, changedAt } = unit
  const { telephone, outOfHoursTelephone, openingHours, nation, bankHolidays, openOnBankHolidays } = unit
  const { answerTime, emailsNameSender, demandsSecondFactor, broadcastsNeedApproval, staffWithoutSecondFactor, staff } =
    unit
  return {
    id,
    name,
    specialtyName,
    messagingOn,
    defaultContact,
    version,
    settings: {
      ...{ telephone, outOfHoursTelephone, openingHours, nation, bankHolidays, openOnBankHolidays },
      ...{ answerTime, emailsNameSender, demandsSecondFactor, broadcastsNeedApproval },
    },
    staffWithoutSecondFactor,
    staff,
    lastChange: changedBy && changedAt ? { by: changedBy, at: changedAt.toISOString() } : null,
  }
}
