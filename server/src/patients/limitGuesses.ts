import { record } from '../audit/record.ts'
import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { Lookup, Lookups } from './Lookups.ts'

/** By one person within 24 hours, of numbers that they had tried with another date: far fewer than there are days to try. */
const mostGuesses = 50

/**
 * A date of birth must not be found out by trying days with a known NHS number. The first date that is wrong is a slip of the
 * hand, as a long file has many; those after it are counted. Returns what may be answered, in its order; the others say only
 * that it was too many, whether they are right or wrong, known or not.
 */
export async function limitGuesses(
  scene: Scene,
  unit: Group,
  lookups: Lookups,
  numbered: Lookup[],
  isWrong: (row: Row) => boolean,
): Promise<Lookup[]> {
  if (numbered.length === 0) return []
  let left = mostGuesses - (await guessesSoFar(scene))
  let wrong = 0
  const answered = numbered.filter(({ row, isRetry }) => {
    if (!isRetry) return true
    if (left > 0 && isWrong(row)) {
      wrong += 1
      left -= 1
      return true
    }
    if (left > 0) return true
    refuse(row, 'nhsNumber', 'Too many NHS numbers did not go with their date of birth. Ask Central Support.')
    return false
  })
  const isAnswered = new Set(answered)
  await lookups.forgetUnanswered(numbered.filter((one) => !isAnswered.has(one)))
  if (wrong > 0) await record(scene, 'patients.number_mismatched', { groupId: unit.id, detail: { count: wrong } })
  return answered
}

/** For whoever waited for themselves (`admitLookups`), so that of many requests at once each is counted. */
async function guessesSoFar({ trx, actor }: Scene): Promise<number> {
  const { accountId } = actor
  const [counted] = await rows<{ count: number }>(
    trx,
    `select coalesce(sum(cast(detail ->> 'count' as integer)), 0) as count from audit
      where account_id = :accountId and action = 'patients.number_mismatched' and at > now() - interval '24 hours'`,
    { accountId },
  )
  return counted!.count
}
