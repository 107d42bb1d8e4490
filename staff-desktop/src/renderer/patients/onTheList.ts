import type { ChangesetRow, PatientLine } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import { asShown, fields, type Cells, type FieldName } from './fields.ts'

type Page = Outcome<{ patients: PatientLine[]; next: string | null }>
type Candidate = ChangesetRow['candidates'][number]

/** The server says so in what it says about them. */
export const isOnTheList = ({ about }: Candidate) => about.split(', ').includes('a patient of this unit')

/** Their line; null: they have left the list meanwhile. */
export async function findOnTheList(
  desktop: Desktop,
  unitId: string,
  { id, name }: Candidate,
): Promise<{ patient: PatientLine | null } | { problem: Problem }> {
  let cursor: string | undefined
  do {
    const page: Page = await desktop.call('listPatients', {
      unitId,
      filter: name,
      limit: 100,
      ...(cursor && { cursor }),
    })
    if (!page.ok) return { problem: page.problem }
    const patient = page.value.patients.find((one) => one.id === id)
    if (patient) return { patient }
    cursor = page.value.next ?? undefined
  } while (cursor !== undefined)
  return { patient: null }
}

/** How to reach somebody, which can be new although the person is not; name and day of birth are what they were found by. */
const additions: FieldName[] = ['nhsNumber', 'email', 'telephone']

/** What was typed beyond what is known of them. */
export function beyond(known: Cells, typed: Cells): Cells {
  return Object.fromEntries(
    additions.filter((name) => typed[name] && typed[name] !== (known[name] ?? '')).map((name) => [name, typed[name]]),
  )
}

/** "E-mail address, and Telephone instead of 0131 496 0120". */
export function inPlaceOf(known: Cells, added: Cells): string {
  const words = additions
    .filter((name) => added[name])
    .map((name) =>
      known[name] ? `${fields[name].label} instead of ${asShown(name, known[name])}` : fields[name].label,
    )
  return new Intl.ListFormat('en-GB').format(words)
}
