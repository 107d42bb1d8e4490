import type { AccountKind } from '../accounts/contract.ts'
import type { Actor } from '../http/scene.ts'

/**
 * R3: which kinds of people the actor finds in the recipient list of one of their groups, in the order of the list.
 * A patient never sees another patient.
 */
export function kindsListedFor(actor: Pick<Actor, 'kind'>): AccountKind[] {
  return actor.kind === 'patient' ? ['staff'] : ['patient', 'staff']
}
