/** CSV files as spreadsheets write them, in whatever encoding and with whatever separator, and as we write them. */
import { isUtf8 } from 'node:buffer'
import Papa from 'papaparse'
import { Problem } from '../errors.ts'
import { changesetLimits, type Column } from './contract.ts'

export interface CsvFile {
  /** The lines with something in them; `line` is the number beside it in a spreadsheet, where the header is 1. */
  rows: { line: number; cells: Record<string, string> }[]
  /** Headers that are no columns of the list. */
  ignored: string[]
}

/** More than any list has: whoever brings more has opened something else as text. */
const mostColumns = 100

/**
 * Reads a file by its header: columns in any order, unknown ones left out, what is only shown left out too. A line that is
 * shorter than the header asks nothing of the cells that it lacks. Whatever keeps the file from being understood as a
 * whole is refused; what a cell means is for the sheet to say.
 */
export function readCsv(bytes: Buffer, columns: readonly Column[]): CsvFile {
  const table = readTable(decode(bytes), columns)
  const headerAt = table.findIndex(hasCells)
  if (headerAt < 0) refuse('The file is empty. Choose a file with a header and a row for each person.')
  const header = table[headerAt]!
  const { byPlace, ignored } = readHeader(header, table.slice(headerAt + 1), columns)
  const rows: CsvFile['rows'] = []
  table.forEach((cells, at) => {
    if (at <= headerAt || !hasCells(cells)) return
    const line = at + 1
    if (cells.slice(header.length).some((cell) => cell.trim() !== '')) {
      refuse(
        `Row ${line} has more cells than the header. Put cells that contain the separator into quotation marks, or save the file from the spreadsheet again.`,
      )
    }
    rows.push({ line, cells: readCells(cells, byPlace, line) })
  })
  if (rows.length === 0) refuse('There are no rows below the header. Add a row for each person.')
  if (rows.length > changesetLimits.rows) {
    refuse(
      `The file has ${inWords(rows.length)} rows. Up to ${inWords(changesetLimits.rows)} can be imported at once: split it into several files.`,
    )
  }
  return { rows, ignored }
}

/** A file that spreadsheets open as it is meant, and in which no cell is taken for a formula. */
export function writeCsv(columns: readonly { header: string }[], rows: string[][]): string {
  const fields = columns.map(({ header }) => header)
  const table = [fields, ...rows].map((cells) => cells.map(protect))
  return `\ufeff${Papa.unparse(table, { newline: '\r\n' })}\r\n`
}

// What spreadsheets take for a formula gets an apostrophe, and so does what has such an apostrophe already: so reading
// takes away exactly what writing added.
const formula = /^'*[=+\-@\t\r\n]/
const protectedFormula = /^'+[=+\-@\t\r\n]/

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
function readTable(text: string, columns: readonly Column[]): string[][] {
  const named = /^"?sep=([^\n])"?[^\S\n]*\n/i.exec(text)
  // Spreadsheets do not count that line.
  if (named) return parse(text.slice(named[0].length), named[1]!)
  const places = placesOf(columns)
  const fits = [',', ';', '\t'].map((separator) => {
    const cells = parse(text, separator, { preview: 50 }).find(hasCells) ?? []
    return { separator, known: cells.filter((cell) => places.has(plain(cell))).length, cells: cells.length }
  })
  const best = fits.reduce((one, other) =>
    other.known > one.known || (other.known === one.known && other.cells > one.cells) ? other : one,
  )
  return parse(text, best.separator)
}

function parse(text: string, delimiter: string, { preview = 0 } = {}): string[][] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: '\n', preview })
  const broken = preview === 0 ? errors.find(({ type }) => type === 'Quotes') : undefined
  if (broken) {
    refuse(
      `A quotation mark in row ${(broken.row ?? 0) + 1} is never closed or stands in the wrong place. Mend it, or save the file from the spreadsheet again.`,
    )
  }
  return data
}

function readHeader(header: string[], below: string[][], columns: readonly Column[]) {
  if (header.length > mostColumns) {
    refuse(`The file has ${inWords(header.length)} columns. Leave only those that you want to import.`)
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
    .map((cell, place) => cell.trim() || (below.some((cells) => cells[place]?.trim()) ? '(no header)' : ''))
    .filter((name, place) => !found[place] && name)
  return { byPlace, ignored: [...new Set(ignored.map((name) => name.slice(0, 100)))] }
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

/** Case, spaces, hyphens and underscores make no difference. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}_\ufeff]/gu, '')
}

function hasCells(cells: string[]): boolean {
  return cells.some((cell) => cell.trim() !== '')
}

function inWords(count: number): string {
  return count.toLocaleString('en-GB')
}

function refuse(sentence: string): never {
  throw new Problem('badInput', { fields: { csv: sentence } })
}
