/** How things are timed: several sides in turn, several rounds, several at once. */
import { setTimeout as pause } from 'node:timers/promises'

interface Options {
  warmUp?: boolean
  /** In seconds: when so many are over, no other round begins; one is done anyway. */
  within?: number
  say?: (what: string) => void
}

/**
 * Rounds of all sides in turn, forwards and backwards (A B, B A, A B ...), so that whatever else the machine does, and
 * whatever the rounds themselves leave behind, comes to all sides alike. What a first round gives is for warming up and is
 * forgotten.
 */
export async function inTurn<Side extends string, Figure>(
  rounds: number,
  sides: Record<Side, (round: number) => Promise<Figure>>,
  { warmUp = true, within = Infinity, say = () => {} }: Options = {},
): Promise<Record<Side, Figure[]>> {
  const started = performance.now()
  const names = Object.keys(sides) as Side[]
  const figures = Object.fromEntries(names.map((name) => [name, [] as Figure[]])) as Record<Side, Figure[]>
  const timeIsUp = () => performance.now() - started > within * 1000
  for (let round = warmUp ? 0 : 1; round <= rounds && !(round > 1 && timeIsUp()); round++) {
    say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`)
    for (const name of round % 2 ? names : names.toReversed()) {
      const figure = await sides[name](round)
      if (round > 0) figures[name].push(figure)
    }
  }
  return figures
}

/**
 * Does `work` again and again, so many at once, each lane after its own last, while so many seconds pass: a round takes no
 * longer on a machine that is slow. Returns how long each took, in milliseconds.
 */
export async function during(
  lanes: number,
  seconds: number,
  work: (lane: number, turn: number) => Promise<unknown>,
): Promise<number[]> {
  const until = performance.now() + seconds * 1000
  const took: number[] = []
  let turn = 0
  const run = async (lane: number) => {
    while (performance.now() < until) await timed(() => work(lane, turn++)).then((ms) => took.push(ms))
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)))
  return took
}

/** Starts `work` so many times a second, whether what was started before is done or not; done when all of it is. */
export async function steadily<T>(
  aSecond: number,
  goesOn: (turn: number) => boolean,
  work: (turn: number) => Promise<T>,
): Promise<T[]> {
  const started = performance.now()
  const underWay: Promise<T>[] = []
  for (let turn = 0; goesOn(turn); turn++) {
    await pause(Math.max(0, started + (turn * 1000) / aSecond - performance.now()))
    underWay.push(work(turn))
  }
  return Promise.all(underWay)
}

/** In milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
