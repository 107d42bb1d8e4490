import type { Person } from 'server/contract'

/** Susan Turner (Dietitian). */
export function nameWithRoleTitle({ name, roleTitle }: Pick<Person, 'name' | 'roleTitle'>): string {
  return roleTitle ? `${name} (${roleTitle})` : name
}

/** 943 476 5919. */
export function formatNhsNumber(nhsNumber: string): string {
  return nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')
}
