/** Whether a figure grows: by the middle of all slopes between two samples, which a few odd samples do not move. */

export interface Sample {
  /** In milliseconds. */
  at: number
  value: number
}

export interface Trend {
  /** The middle of all values after warming up. */
  usual: number
  /** How much more it would be at the end of that time than at its beginning, by the slope. */
  growth: number
}

/** Of the last two thirds: what comes before is for warming up. Null while there is too little to tell. */
export function trendOf(samples: Sample[]): Trend | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last) return null
  const warmFrom = first.at + (last.at - first.at) / 3
  const warm = samples.filter(({ at }) => at >= warmFrom)
  if (warm.length < 6) return null
  const slopes = warm.flatMap((one, n) =>
    warm.slice(n + 1).map((other) => (other.value - one.value) / (other.at - one.at)),
  )
  return {
    usual: middle(warm.map(({ value }) => value)),
    growth: middle(slopes) * (last.at - warm[0]!.at),
  }
}

export interface Limit {
  /** Both must be exceeded: a share of the usual value, and an amount. */
  share: number
  amount: number
}

export function leaks({ usual, growth }: Trend, { share, amount }: Limit): boolean {
  return growth > amount && growth > usual * share
}

function middle(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
