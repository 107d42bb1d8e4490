import type { Bar, Result } from './Measure.ts'
import { rounded } from './figures.ts'

/** The results as lines of text, in columns. */
export function table(results: Pick<Result, 'id' | 'what' | 'bar' | 'measured' | 'verdict'>[]): string[] {
  const cells = [
    ['', 'what', 'bar', 'measured', ''],
    ...results.map(({ id, what, bar, measured, verdict }) => [
      id,
      what,
      barInWords(bar),
      measured === null ? '-' : `${rounded(measured)} ${bar.unit}`,
      verdict,
    ]),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}

function barInWords({ is, value, unit }: Bar): string {
  return `${is} ${value} ${unit}`
}
