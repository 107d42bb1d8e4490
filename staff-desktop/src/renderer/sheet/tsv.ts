/** Blocks of cells as Excel and others put them on the clipboard: tabs between cells, quotes around what needs them. */
export function writeTsv(rows: string[][]): string {
  return rows.map((cells) => cells.map(quoted).join('\t')).join('\r\n')
}

const quoted = (cell: string) => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A quote begins a quoted cell only at its start; anywhere else it is a character like any other. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at)
    rows.at(-1)!.push(cell.text)
    at = cell.end
    if (text[at] === '\t') {
      at += 1
      if (at === text.length) rows.at(-1)!.push('')
      continue
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    // Excel ends the last row too.
    if (at < text.length) rows.push([])
  }
  return rows[0]!.length === 0 ? [] : rows
}

interface Cell {
  text: string
  end: number
}

function plainCell(text: string, from: number): Cell {
  const length = text.slice(from).search(/[\t\r\n]/)
  const end = length < 0 ? text.length : from + length
  return { text: text.slice(from, end), end }
}

function quotedCell(text: string, from: number): Cell {
  const match = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y
  match.lastIndex = from
  const found = match.exec(text)
  // A quote that is never closed was a character.
  if (!found) return plainCell(text, from)
  return { text: found[1]!.replaceAll('""', '"'), end: match.lastIndex }
}
