/** The few figures that measures are made of. */

/** The value that so many per cent of them do not exceed, one of the values themselves. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new Error('There is no percentile of nothing')
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!
}

export const p95 = (values: readonly number[]) => percentile(values, 95)

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no median of nothing')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** As people read it: three digits that count, no more. */
export function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(3))
}
