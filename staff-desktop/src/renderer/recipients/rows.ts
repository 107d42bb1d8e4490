import type { Recipient } from 'server/contract'

export type RecipientRow = { heading: string; key: string } | { person: Recipient; key: string }

/** Patients first and the staff below them, as the server orders them, each under a heading. */
export function underHeadings(people: Recipient[]): RecipientRow[] {
  const rows: RecipientRow[] = []
  for (const [index, person] of people.entries()) {
    if (person.kind !== people[index - 1]?.kind) {
      rows.push({ heading: person.kind === 'patient' ? 'Patients' : 'Staff', key: `heading ${person.kind}` })
    }
    rows.push({ person, key: person.id })
  }
  return rows
}
