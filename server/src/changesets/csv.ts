/** CSV files as spreadsheets write them, in whatever encoding and with whatever separator, and as we write them. */
import { isUtf8 } from 'node:buffer'
import Papa from 'papaparse'
import { Problem } from '../errors.ts'
import { changesetLimits, type Column } from './contract.ts'
import { readTable, type TableLine } from './readTable.ts'

export interface CsvFile {
  /** The lines with something in them; `line` is the number beside it in a spreadsheet, where the header is 1. */
  rows: { line: number; cells: Record<string, string> }[]
  /** Headers that are no columns of the list. */
  ignored: string[]
}

/** More than any list has: whoever brings more has opened something else as text. */
const mostColumns = 100

/** With the header. */
const most = { lines: changesetLimits.rows + 2, columns: mostColumns }

/**
 * Reads a file by its header: columns in any order, unknown ones left out, what is only shown left out too. A line that is
 * shorter than the header asks nothing of the cells that it lacks. Whatever keeps the file from being understood as a
 * whole is refused; what a cell means is for the sheet to say.
 */
export function readCsv(bytes: Buffer, columns: readonly Column[]): CsvFile {
  const [header, ...below] = readLines(decode(bytes), columns)
  if (!header) refuse('The file is empty. Choose a file with a header and a row for each person.')
  const { byPlace, ignored } = readHeader(header.cells, below, columns)
  if (below.length === 0) refuse('There are no rows below the header. Add a row for each person.')
  if (below.length > changesetLimits.rows) {
    const limit = inWords(changesetLimits.rows)
    refuse(`The file has more than ${limit} rows. Up to ${limit} can be imported at once: split it into several files.`)
  }
  const rows = below.map(({ line, cells }) => {
    if (cells.slice(header.cells.length).some((cell) => cell.trim() !== '')) {
      refuse(
        `Row ${line} has more cells than the header. Put cells that contain the separator into quotation marks, or save the file from the spreadsheet again.`,
      )
    }
    return { line, cells: readCells(cells, byPlace, line) }
  })
  return { rows, ignored }
}

/** A file that spreadsheets open as it is meant, and in which no cell is taken for a formula. */
export function writeCsv(columns: readonly { header: string }[], rows: string[][]): string {
  const fields = columns.map(({ header }) => header)
  const table = [fields, ...rows].map((cells) => cells.map(protect))
  return `\ufeff${Papa.unparse(table, { newline: '\r\n', quotes: isSeparated })}\r\n`
}

/** Whoever opens the file may have set any of the usual separators. */
const isSeparated = (cell: unknown) => typeof cell === 'string' && /[;\t]/.test(cell)

// What spreadsheets take for a formula gets an apostrophe, and so does what has such an apostrophe already: so reading
// takes away exactly what writing added.
const formula = /^'*[=+\-@＝＋－＠\t\r\n]/
const protectedFormula = /^'+[=+\-@＝＋－＠\t\r\n]/

function protect(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell
}

function unprotect(cell: string): string {
  return protectedFormula.test(cell) ? cell.slice(1) : cell
}

const workbooks = ['504b0304', 'd0cf11e0']

function decode(bytes: Buffer): string {
  const start = bytes.subarray(0, 4).toString('hex')
  if (workbooks.includes(start)) {
    refuse('This is a workbook, not a CSV file. Open it, choose “Save as”, and choose “CSV UTF-8”.')
  }
  const text = new TextDecoder(encodingOf(bytes, start)).decode(bytes)
  if (text.includes('\0')) refuse('This is not a text file. In the spreadsheet choose “Save as”, then “CSV UTF-8”.')
  return text.replace(/\r\n?/g, '\n')
}

/** Spreadsheets mark UTF-16; what is not UTF-8 is what Windows writes in this part of the world. */
function encodingOf(bytes: Buffer, start: string): string {
  if (start.startsWith('fffe')) return 'utf-16le'
  if (start.startsWith('feff')) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

/** Every line's cells, in the separator that the file names (Excel's first line `sep=;`) or that fits its header best. */
function readLines(text: string, columns: readonly Column[]): TableLine[] {
  const named = /^"?sep=([^\n])"?[^\S\n]*\n/i.exec(text)
  // Spreadsheets do not count that line.
  const { lines, brokenIn } = named
    ? readTable(text.slice(named[0].length), named[1]!, most)
    : readTable(text, separatorOf(text, columns), most)
  if (brokenIn !== null) {
    refuse(
      `A quotation mark in row ${brokenIn} is never closed or stands in the wrong place. Mend it, or save the file from the spreadsheet again.`,
    )
  }
  return lines
}

function separatorOf(text: string, columns: readonly Column[]): string {
  const places = placesOf(columns)
  const fits = [',', ';', '\t'].map((separator) => {
    const cells = readTable(text, separator, { ...most, lines: 1 }).lines[0]?.cells ?? []
    return { separator, known: cells.filter((cell) => places.has(plain(cell))).length, cells: cells.length }
  })
  const best = fits.reduce((one, other) =>
    other.known > one.known || (other.known === one.known && other.cells > one.cells) ? other : one,
  )
  return best.separator
}

function readHeader(header: string[], below: TableLine[], columns: readonly Column[]) {
  if (header.length > mostColumns) {
    refuse(`The file has more than ${mostColumns} columns. Leave only those that you want to import.`)
  }
  const places = placesOf(columns)
  const found = header.map((cell) => places.get(plain(cell)))
  const byPlace = found.map((column) => (column?.readOnly ? undefined : column))
  if (!byPlace.some(Boolean)) {
    const some = columns.filter(({ readOnly }) => !readOnly).slice(0, 3)
    refuse(
      `The first row has none of the headers of this list. It needs names such as ${some.map(({ header }) => `“${header}”`).join(', ')} above the cells.`,
    )
  }
  const twice = byPlace.find((column, place) => column && byPlace.indexOf(column) < place)
  if (twice) refuse(`The column “${twice.header}” is there twice. Leave only one of them.`)
  const ignored = header
    .map((cell, place) => cell.trim() || (below.some(({ cells }) => cells[place]?.trim()) ? '(no header)' : ''))
    .filter((name, place) => !found[place] && name)
  return { byPlace, ignored: [...new Set(ignored.map(cut))] }
}

function readCells(cells: string[], byPlace: (Column | undefined)[], line: number): Record<string, string> {
  const read: Record<string, string> = {}
  byPlace.forEach((column, place) => {
    const cell = cells[place]
    if (!column || cell === undefined) return
    const text = unprotect(cell)
    if (text.length > changesetLimits.cell && Array.from(text).length > changesetLimits.cell) {
      refuse(`“${column.header}” in row ${line} is longer than ${changesetLimits.cell} characters. Shorten it.`)
    }
    read[column.id] = text
  })
  return read
}

/** By every name under which a file may bring a column. */
function placesOf(columns: readonly Column[]): Map<string, Column> {
  return new Map(
    columns.flatMap((column) =>
      [column.id, column.header, ...(column.aliases ?? [])].map((name) => [plain(name), column] as const),
    ),
  )
}

/** To 100 characters, none of them in half. */
function cut(name: string): string {
  return Array.from(name.slice(0, 200)).slice(0, 100).join('')
}

/** Case, spaces, hyphens and underscores make no difference. */
function plain(name: string): string {
  return cut(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}_\ufeff]/gu, '')
}

function inWords(count: number): string {
  return count.toLocaleString('en-GB')
}

function refuse(sentence: string): never {
  throw new Problem('badInput', { fields: { csv: sentence } })
}
