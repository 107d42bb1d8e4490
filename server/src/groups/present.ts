import type { Group as GroupShown, Unit, UnitContact } from './contract.ts'
import type { Group } from './Group.ts'
import type { WritableGroup } from './listGroups.ts'
import type { UnitRow } from './showUnit.ts'

export function presentGroup({ group, section }: WritableGroup): GroupShown {
  return { id: group.id, name: group.name, kind: group.kind, section, contact: presentContact(group) }
}

export type ContactRow = Pick<
  Group,
  'telephone' | 'outOfHoursTelephone' | 'openingHours' | 'bankHolidays' | 'answerTime'
>

export function presentContact(group: ContactRow): UnitContact {
  const { telephone, outOfHoursTelephone, openingHours, bankHolidays, answerTime } = group
  return { telephone, outOfHoursTelephone, openingHours, bankHolidays, answerTime }
}

export function presentUnit(unit: UnitRow): Unit {
  const { id, name, specialtyName, messagingOn, defaultContact, version, changedBy, changedAt } = unit
  const { emailsNameSender, demandsSecondFactor, staffWithoutSecondFactor } = unit
  return {
    id,
    name,
    specialtyName,
    messagingOn,
    defaultContact,
    version,
    settings: { ...presentContact(unit), emailsNameSender, demandsSecondFactor },
    staffWithoutSecondFactor,
    lastChange: changedBy && changedAt ? { by: changedBy, at: changedAt.toISOString() } : null,
  }
}
