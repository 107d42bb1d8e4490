/** The figures of a soak as a table, and which of them grow. */
import { leaks, trendOf, type Limit, type Sample } from './trend.ts'

/** By "part: figure". */
export type Series = Map<string, Sample[]>

const mb = 2 ** 20

/**
 * Growth over the last two thirds of the time. Memory breathes, that of a whole process more than what is left after
 * collecting; what is counted may swing with what is on the screen and who is connected at the moment.
 */
const limits: Record<string, Limit & { unit?: 'MB' }> = {
  heap: { share: 0.1, amount: 4 * mb, unit: 'MB' },
  outside: { share: 0.2, amount: 8 * mb, unit: 'MB' },
  rss: { share: 0.2, amount: 40 * mb, unit: 'MB' },
  sockets: { share: 0.2, amount: 8 },
  timers: { share: 0.2, amount: 15 },
  files: { share: 0.2, amount: 8 },
  nodes: { share: 0.1, amount: 500 },
  listeners: { share: 0.1, amount: 100 },
  connections: { share: 0.2, amount: 3 },
  // Not one.
  warnings: { share: 0, amount: 0.5 },
  'transactions left open': { share: 0, amount: 0.5 },
}

export function report(series: Series): { lines: string[]; leaking: string[] } {
  const leaking: string[] = []
  const rows = [...series].map(([name, samples]) => {
    const limit = limitOf(name)
    const trend = trendOf(samples)
    const shown = (value: number) => (limit.unit ? `${(value / mb).toFixed(1)} ${limit.unit}` : value.toFixed(0))
    if (!trend) return [name, '', '', 'too few samples to say']
    const leak = leaks(trend, limit) || (limit.share === 0 && samples.at(-1)!.value > limit.amount)
    if (leak) leaking.push(name)
    const most = shown(Math.max(limit.amount, trend.usual * limit.share))
    return [
      name,
      shown(trend.usual),
      `${trend.growth < 0 ? '' : '+'}${shown(trend.growth)}`,
      `at most +${most}`,
      leak ? 'GROWS' : 'flat',
    ]
  })
  const table = [['', 'usual', 'growth', 'bar', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  return {
    lines: table.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    ),
    leaking,
  }
}

function limitOf(name: string): Limit & { unit?: 'MB' } {
  const figure = name.slice(name.indexOf(': ') + 2)
  const limit = limits[figure]
  if (!limit) throw new Error(`Nothing says how much ${name} may grow`)
  return limit
}
