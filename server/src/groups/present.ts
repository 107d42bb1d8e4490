import type { Group as GroupShown, UnitContact } from './contract.ts'
import type { Group } from './Group.ts'

export function presentGroup(group: Group): GroupShown {
  return { id: group.id, name: group.name, kind: group.kind, section: 'mine', contact: presentContact(group) }
}

export function presentContact(group: Pick<Group, 'telephone' | 'outOfHoursTelephone' | 'openingHours'>): UnitContact {
  return {
    telephone: group.telephone,
    outOfHoursTelephone: group.outOfHoursTelephone,
    openingHours: group.openingHours,
  }
}
