import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { ProblemCode } from '../../contract/problem.ts'
import type { Scene } from '../../http/scene.ts'

interface Bound {
  /** How many within `window` seconds are answered at once. */
  free: number
  window: number
  /** From then on one in so many seconds, so that nobody is locked out for good. */
  oneIn: number
  problem: ProblemCode
}

/**
 * Counts an attempt before it is looked at, so that many at once cannot slip through together, and refuses it when there
 * were too many. Whoever counts must keep what was written when they refuse. Returns its number.
 */
export async function countAttempt(
  { trx }: Pick<Scene, 'trx'>,
  key: string,
  { free, window, oneIn, problem }: Bound,
): Promise<number> {
  const soFar = await count(trx, key, window)
  if (soFar <= free) return soFar
  if ((await count(trx, nowAndThen(key), oneIn)) > 1) throw new Problem(problem, { keepsWrites: true })
  return soFar
}

export async function forgetAttempts({ trx }: Pick<Scene, 'trx'>, key: string): Promise<void> {
  await rows(trx, 'delete from rate_limits where key = any(:keys)', { keys: [key, nowAndThen(key)] })
}

const nowAndThen = (key: string) => `${key}, now and then`

/** In the table of the other limits, whose rows their keeper clears away when they have expired. */
async function count(trx: Scene['trx'], key: string, seconds: number): Promise<number> {
  const now = Date.now()
  const [counted] = await rows<{ points: number }>(
    trx,
    `insert into rate_limits as l (key, points, expire) values (:key, 1, :expire)
     on conflict (key) do update
        set points = case when l.expire > :now then l.points + 1 else 1 end,
            expire = case when l.expire > :now then l.expire else excluded.expire end
     returning points`,
    { key, now, expire: now + seconds * 1000 },
  )
  return counted!.points
}
