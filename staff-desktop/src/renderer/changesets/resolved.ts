import type { ChangesetRow } from 'server/contract'
import type { Asked, Choice } from './asked.ts'

/**
 * What is asked for once it is decided. Mine: what somebody else made of the cell is what it is changed from. Theirs: the
 * cell is not asked for. A file and an undo say nothing of single cells: there the line as a whole is left out.
 */
export function resolved(
  asked: Asked,
  conflicts: ChangesetRow[],
  choices: ReadonlyMap<number, Choice>,
): { asked: Asked; without: number[] } {
  if (!asked.rows) {
    return { asked, without: conflicts.map(({ line }) => line).filter((line) => choices.get(line) === 'theirs') }
  }
  const byLine = new Map(conflicts.map((row) => [row.line, row]))
  const rows = asked.rows.map((row, index) => {
    const conflict = byLine.get(index + 1)
    const choice = choices.get(index + 1)
    if (!conflict || !choice) return row
    const cells = { ...row.cells }
    for (const { column, now } of conflict.cells) {
      const cell = cells[column]
      if (now === null || !cell) continue
      if (choice === 'mine') cells[column] = { ...cell, from: now }
      else delete cells[column]
    }
    return { ...row, cells }
  })
  return { asked: { ...asked, rows }, without: [] }
}
