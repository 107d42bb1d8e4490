import type { Group, Section } from 'server/contract'
import type { Desktop, Outcome } from '../../bridge.ts'

/** Every group that the person can write to, their own first, as the server orders them. */
export async function allGroups(desktop: Desktop): Promise<Outcome<Group[]>> {
  const groups: Group[] = []
  let cursor: string | null = null
  do {
    const outcome: Awaited<ReturnType<typeof page>> = await page(desktop, cursor)
    if (!outcome.ok) return outcome
    groups.push(...outcome.value.groups)
    cursor = outcome.value.next
  } while (cursor !== null)
  return { ok: true, value: groups }
}

function page(desktop: Desktop, cursor: string | null) {
  return desktop.call('listGroups', { limit: 100, ...(cursor ? { cursor } : {}) })
}

const headings: Record<Section, string> = {
  mine: 'My groups',
  central_support: 'Central Support',
  specialty: 'Other units of my specialty',
  other_units: 'Other units',
}

/** For the picker: the sections that have groups, with their headings. */
export function inSections(groups: Group[]): { heading: string; groups: Group[] }[] {
  return (Object.keys(headings) as Section[])
    .map((section) => ({ heading: headings[section], groups: groups.filter((group) => group.section === section) }))
    .filter(({ groups }) => groups.length > 0)
}

/** More groups than this are not looked through by eye. */
export const fewGroups = 8

/** Those whose name has every word that was typed, whatever its accents and capitals. */
export function named<Named extends { name: string }>(all: Named[], typed: string): Named[] {
  const words = folded(typed).split(/\s+/)
  return all.filter(({ name }) => words.every((word) => folded(name).includes(word)))
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
