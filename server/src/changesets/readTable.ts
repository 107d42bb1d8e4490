/**
 * The cells of a CSV file, line by line. Each character is looked at a fixed number of times, whatever the file is (a parser
 * that tries to make sense of a broken quotation mark may take minutes), and no more is read than anybody may import.
 */

export interface TableLine {
  /** As a spreadsheet numbers it: empty lines count, line breaks inside a cell do not. */
  line: number
  cells: string[]
}

interface Table {
  /** Those with something in them. */
  lines: TableLine[]
  /** The line in which a quotation mark is never closed or stands in the wrong place, where reading ended. */
  brokenIn: number | null
}

/** Reads up to `lines` that have something in them, and of each `columns` cells and one more, if there is more. */
export function readTable(text: string, separator: string, most: { lines: number; columns: number }): Table {
  const table: Table = { lines: [], brokenIn: null }
  const nextSeparator = searcher(text, separator)
  const nextLineEnd = searcher(text, '\n')
  let at = 0
  for (let line = 1; at < text.length && table.lines.length < most.lines; line++) {
    if (text[at] === '\n') {
      at += 1
      continue
    }
    const cells: string[] = []
    for (let isLast = false; !isLast; at++) {
      const quoted = text[at] === '"'
      const end = quoted ? endOfQuoted(text, at, separator) : Math.min(nextSeparator(at), nextLineEnd(at))
      if (end === undefined) {
        keep(table, { line, cells })
        return { ...table, brokenIn: line }
      }
      const typed = text.slice(at, end)
      keepCell(cells, quoted ? unquote(typed) : typed, most.columns)
      isLast = text[end] !== separator
      at = end
    }
    keep(table, { line, cells })
  }
  return table
}

function keep({ lines }: Table, line: TableLine): void {
  if (line.cells.some((cell) => cell.trim() !== '')) lines.push(line)
}

/** The one cell too many has something in it if any of them has. */
function keepCell(cells: string[], cell: string, most: number): void {
  if (cells.length <= most) cells.push(cell)
  else if (cells[most]!.trim() === '') cells[most] = cell
}

/** Where `wanted` is from a place on; looks again only behind what it has found. */
function searcher(text: string, wanted: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found < from) {
      const next = text.indexOf(wanted, from)
      found = next < 0 ? text.length : next
    }
    return found
  }
}

/** Spaces may follow the closing quotation mark; nothing else may. */
function endOfQuoted(text: string, start: number, separator: string): number | undefined {
  let quote = text.indexOf('"', start + 1)
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  if (quote < 0) return undefined
  let end = quote + 1
  while (end < text.length && text[end] !== separator && text[end] !== '\n') {
    if (text[end]!.trim() !== '') return undefined
    end += 1
  }
  return end
}

function unquote(typed: string): string {
  return typed.slice(1, typed.lastIndexOf('"')).replaceAll('""', '"')
}
