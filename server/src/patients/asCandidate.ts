/** Somebody who exists and whom a new row may mean: what is said of them, and whether they may join. */
import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import { membershipsOfAccounts } from '../groups/membershipsOfAccount.ts'
import { canChangeAccount } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import { dayInWords } from './dayInWords.ts'

export interface Known {
  id: string
  firstName: string
  lastName: string
  isHere: boolean
  wasHere: boolean
  /** As the row has it; an address that was not typed is theirs. */
  hasThisName: boolean
  hasThisAddress: boolean
}

/**
 * Of somebody from elsewhere only what was typed, and that something else is known of them, but not what. What was typed is
 * lost when they join: then it says so.
 */
export function asCandidate({ wanted, joins }: Row, known: Known): Row['candidates'][number] {
  const { id, isHere, wasHere, hasThisName, hasThisAddress } = known
  const typed = `${wanted.firstName ?? ''} ${wanted.lastName ?? ''}`.trim()
  const elsewhere = wasHere ? 'has been a patient of this unit' : 'a patient of another unit'
  const differs = !hasThisName || !hasThisAddress
  const about = [
    `born ${dayInWords(wanted.dateOfBirth!)}`,
    isHere ? 'a patient of this unit' : elsewhere,
    ...(hasThisName ? [] : ['known under another name']),
    ...(hasThisAddress ? [] : ['with another e-mail address']),
    ...(joins === id && differs ? ['whose name and e-mail address stay as they are'] : []),
  ].join(', ')
  return { id, name: isHere ? `${known.firstName} ${known.lastName}` : typed, about }
}

/** A closed account is opened by joining: that is for who looked after all of it, or anybody could come by one. */
export async function refuseClosed(scene: Scene, joining: Row[]): Promise<void> {
  const ids = joining.flatMap(({ joins }) => joins ?? [])
  if (ids.length === 0) return
  const closed = await rows<{ id: string }>(
    scene.trx,
    'select id from accounts where id = any(:ids) and closed_at is not null',
    { ids },
  )
  const memberships = await membershipsOfAccounts(
    scene,
    closed.map(({ id }) => id),
    { former: true },
  )
  for (const row of joining) {
    const former = row.joins ? memberships.get(row.joins) : undefined
    if (!former || canChangeAccount(scene.actor, former)) continue
    refuse(row, null, 'Their account was closed. Central Support can open it again.')
  }
}
