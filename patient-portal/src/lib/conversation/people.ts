import type { Person } from 'server/contract'

/** Susan Turner (Dietitian). */
export function nameWithRoleTitle({ name, roleTitle }: Pick<Person, 'name' | 'roleTitle'>): string {
  return roleTitle ? `${name} (${roleTitle})` : name
}

/** Susan Turner (Dietitian), Tomasz Zieliński (Pharmacist) and 6 others: up to three people are all named. */
export function namesBriefly(people: Pick<Person, 'name' | 'roleTitle'>[]): string {
  const names = people.map(nameWithRoleTitle)
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} others` : names.join(', ')
}

/** 943 476 5919. */
export function formatNhsNumber(nhsNumber: string): string {
  return nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')
}
