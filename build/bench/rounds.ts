/** How things are timed: several sides in turn, several rounds, several at once. */

/**
 * Rounds of all sides in turn, forwards and backwards (A B, B A, A B ...), so that whatever else the machine does, and
 * whatever the rounds themselves leave behind, comes to all sides alike. What a first round gives is for warming up and is
 * forgotten.
 */
export async function inTurn<Side extends string, Figure>(
  rounds: number,
  sides: Record<Side, (round: number) => Promise<Figure>>,
  { warmUp = true, say = () => {} }: { warmUp?: boolean; say?: (what: string) => void } = {},
): Promise<Record<Side, Figure[]>> {
  const names = Object.keys(sides) as Side[]
  const figures = Object.fromEntries(names.map((name) => [name, [] as Figure[]])) as Record<Side, Figure[]>
  for (let round = warmUp ? 0 : 1; round <= rounds; round++) {
    say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`)
    for (const name of round % 2 ? names : names.toReversed()) {
      const figure = await sides[name](round)
      if (round > 0) figures[name].push(figure)
    }
  }
  return figures
}

/** Does `work` so many times, so many at once, each lane after its own last; returns how long each took, in milliseconds. */
export async function atOnce(
  lanes: number,
  times: number,
  work: (lane: number, turn: number) => Promise<unknown>,
): Promise<number[]> {
  const took: number[] = []
  let next = 0
  const run = async (lane: number) => {
    for (let turn = next++; turn < times; turn = next++) took.push(await timed(() => work(lane, turn)))
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)))
  return took
}

/** In milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
