import type { Person } from '../accounts/contract.ts'
import type { Away, Spell } from './contract.ts'
import type { Covered } from './whoCovers.ts'

/** Who gets it instead is a message recipient, so that a patient may see their name too. */
export function presentAway(covered: Covered | undefined): Away | null {
  return covered ? { until: covered.until, instead: presentInstead(covered) } : null
}

function presentInstead({ instead }: Covered): Person | null {
  return instead && { id: instead.id, name: instead.name, roleTitle: instead.roleTitle, kind: instead.kind }
}

/** Days on which the same person gets messages, one after the other. */
export function presentSpells(days: Covered[]): Spell[] {
  const spells: Spell[] = []
  for (const covered of days) {
    const last = spells.at(-1)
    if (last && last.instead?.id === covered.instead?.id) last.to = covered.day
    else spells.push({ from: covered.day, to: covered.day, instead: presentInstead(covered) })
  }
  return spells
}
