import type { AccountKind } from '../accounts/contract.ts'
import type { Section } from '../groups/contract.ts'
import type { Actor } from '../http/scene.ts'

/**
 * R2 and R3: which kinds of people the actor finds in the recipient list of a group, in the order of the list. A patient
 * never sees another patient, and nobody sees the patients of a unit that is not their own.
 */
export function kindsListedFor(actor: Pick<Actor, 'kind'>, section: Section): AccountKind[] {
  return actor.kind === 'staff' && section === 'mine' ? ['patient', 'staff'] : ['staff']
}
