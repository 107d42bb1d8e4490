/** CSV files as people have them: any encoding, separator and order of columns; and that what we export can be imported. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesetLimits, type Column } from './contract.ts'
import { readCsv, writeCsv } from './csv.ts'
import { readTable } from './readTable.ts'

const columns: Column[] = [
  { id: 'name', header: 'Last name', kind: 'text', aliases: ['surname'] },
  { id: 'email', header: 'E-mail', kind: 'email', aliases: ['e-mail address'] },
  { id: 'note', header: 'Note', kind: 'text' },
  { id: 'seen', header: 'Last sign-in', kind: 'instant', readOnly: true },
]
const read = (file: string | Buffer) => readCsv(Buffer.from(file as string), columns)
const rowsOf = (file: string | Buffer) => read(file).rows

/** Milliseconds that this process has worked since then, however busy the machine is with others. */
function worked(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

const rows = [
  { line: 2, cells: { name: 'Núñez', email: 'n@example.org' } },
  { line: 3, cells: { name: 'O’Brien', email: '' } },
]

describe('the same file', () => {
  const file = 'Last name,E-mail\r\nNúñez,n@example.org\r\nO’Brien,\r\n'
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
  const windows1252 = (text: string) => Buffer.from(text.replace('’', '\x92'), 'latin1')
  test.each([
    ['UTF-8', Buffer.from(file)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${file}`)],
    ['Windows-1252', windows1252(file)],
    ['UTF-16, as “Unicode text”', utf16(file.replaceAll(',', '\t'))],
    ['UTF-16, the other way round', utf16(file).swap16()],
    ['semicolons', Buffer.from(file.replaceAll(',', ';'))],
    ['tabs', Buffer.from(file.replaceAll(',', '\t'))],
    ['a separator that its first line names', Buffer.from(`sep=;\r\n${file.replaceAll(',', ';')}`)],
    ['one that nobody would guess', Buffer.from(`"sep=|"\r\n${file.replaceAll(',', '|')}`)],
    ['line ends of Unix', Buffer.from(file.replaceAll('\r', ''))],
    ['line ends of old Macs', Buffer.from(file.replaceAll('\n', ''))],
    ['no line end at the end', Buffer.from(file.trimEnd())],
    ['everything in quotation marks', Buffer.from(file.replaceAll(/[^,\r\n]+/g, '"$&"'))],
    ['empty columns at the right', Buffer.from(file.replaceAll('\r\n', ',,\r\n'))],
  ])('in %s', (_, bytes) => expect(read(bytes)).toEqual({ rows, ignored: [] }))
})

describe('columns', () => {
  test('in any order, by header or alias, whatever the case, the spaces and the hyphens', () => {
    for (const header of ['E-mail,Surname', 'EMAIL, last  NAME ', 'e‑mail address,LastName', 'Email_address,SURNAME'])
      expect(rowsOf(`${header}\nn@example.org,Núñez\n,O’Brien`)).toEqual(rows)
  })

  test('that are no columns of the list are named; those that are only shown are not', () => {
    const { rows: found, ignored } = read('Last name,Pets,Last sign-in,,Pets\nA,cat,2026-01-01,,\nB,,,x,dog')
    expect(found.map(({ cells }) => cells)).toEqual([{ name: 'A' }, { name: 'B' }])
    expect(ignored).toEqual(['Pets', '(no header)'])
  })

  test('are named by what can be shown of them, and no character is cut in half', () => {
    const { ignored } = read(`Last name,${'a'.repeat(99)}😀b,${'😀'.repeat(150)}\nA,,`)
    expect(ignored).toEqual([`${'a'.repeat(99)}😀`, '😀'.repeat(100)])
    for (const name of ignored) expect(name.isWellFormed()).toBe(true)
  })

  test('whose separator stands in a header or in a cell', () => {
    expect(read('Last name;"Pets, if any, or none";E-mail\nNúñez;cat;"a;b"')).toEqual({
      rows: [{ line: 2, cells: { name: 'Núñez', email: 'a;b' } }],
      ignored: ['Pets, if any, or none'],
    })
  })
})

test('lines are those of the spreadsheet: empty ones count, line breaks inside a cell do not', () => {
  const file = '\n;;\nLast name;Note\nA;"one\r\ntwo"\n;\n\nB;three\n" "; \nC;'
  expect(rowsOf(file)).toEqual([
    { line: 4, cells: { name: 'A', note: 'one\ntwo' } },
    { line: 7, cells: { name: 'B', note: 'three' } },
    { line: 9, cells: { name: 'C', note: '' } },
  ])
})

test('a line that is shorter than the header asks nothing of what it lacks', () => {
  expect(rowsOf('Last name,E-mail,Note\nA\nB,b@example.org')).toEqual([
    { line: 2, cells: { name: 'A' } },
    { line: 3, cells: { name: 'B', email: 'b@example.org' } },
  ])
})

describe('refused in a sentence that says what to do', () => {
  const many = (howMany: number) => `Last name\n${'A\n'.repeat(howMany)}`
  test.each([
    ['nothing', '', /empty/],
    ['nothing but separators', ';;;\n;;;', /“Last name”/],
    ['no known header', 'Pets,Colour\ncat,black', /“Last name”, “E-mail”, “Note”/],
    ['only what cannot be changed', 'Last sign-in\n2026-01-01', /“Last name”/],
    ['no header', 'Núñez,n@example.org', /“Last name”/],
    ['one column twice', 'Last name,Surname\nA,B', /“Last name” is there twice/],
    ['no rows', 'Last name,E-mail\n,\n', /no rows below/],
    ['too many rows', many(changesetLimits.rows + 1), /more than 5,000 rows/],
    ['too many columns', `Last name${',x'.repeat(100)}\nA`, /more than 100 columns/],
    ['a cell that is too long', `Last name\nA\n${'x'.repeat(changesetLimits.cell + 1)}`, /“Last name” in row 3/],
    ['a separator in a cell without quotation marks', 'Last name,E-mail\nA,a@b.c\nNúñez, Ana,n@b.c', /Row 3 has more/],
    ['cells beyond all columns', `Last name\nA${',x'.repeat(200)}\n`, /Row 2 has more/],
    ['one cell beyond all columns', `Last name\nA${','.repeat(500)}x\n`, /Row 2 has more/],
    ['an open quotation mark', 'Last name,Note\nA,b\nB,"c\nC,d', /quotation mark in row 3/],
    ['a letter after a quotation mark', 'Last name,Note\nA,"b"c\nC,d', /quotation mark in row 2/],
    ['a null byte in a header', 'Last name,No\0te\nA,b', /not a text file/],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /not a text file/],
    ['a workbook', Buffer.from('504b030414000600', 'hex'), /workbook/],
  ])('%s', (_, file, sentence) => {
    expect(() => read(file)).toThrow(
      expect.objectContaining({ code: 'badInput', particulars: { fields: { csv: expect.stringMatching(sentence) } } }),
    )
  })

  test('not what is just within the limits', () => {
    expect(rowsOf(many(changesetLimits.rows))).toHaveLength(changesetLimits.rows)
    const longest = '💧'.repeat(changesetLimits.cell)
    expect(rowsOf(`Last name\n${longest}`)[0]!.cells).toEqual({ name: longest })
  })
})

describe('what is written', () => {
  test('opens in a spreadsheet as text', () => {
    const cells = ['=1+1', '+44 131 496 0000', '-', '@here', '\tx', "'=x", "O'Brien", 'a"b', 'a,b']
    const file = writeCsv(
      [{ header: 'Note' }],
      cells.map((cell) => [cell]),
    )
    expect(file).toBe(
      `\ufeffNote\r\n'=1+1\r\n'+44 131 496 0000\r\n'-\r\n'@here\r\n"'\tx"\r\n''=x\r\nO'Brien\r\n"a""b"\r\n"a,b"\r\n`,
    )
    expect(rowsOf(file).map(({ cells: { note } }) => note)).toEqual(cells)
  })

  test('reads back as it was, whatever it says', () => {
    const awkward = fc.constantFrom(...Array.from(`=+-@＝＋－＠\t\r\n'",;| a\ufeff`))
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ unit: awkward, maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }),
    )
    const cell = text.map((value) => value.replaceAll('\0', ''))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), (table) => {
        const file = writeCsv(
          columns.slice(0, 3),
          table.map(([name, note]) => [name, 'x', note]),
        )
        expect(file).toMatch(/^\ufeff[^]*\r\n$/)
        const withLineEnds = (value: string) => value.replace(/\r\n?/g, '\n')
        expect(rowsOf(file)).toEqual(
          table.map(([name, note], n) => ({
            line: n + 2,
            cells: { name: withLineEnds(name), email: 'x', note: withLineEnds(note) },
          })),
        )
      }),
      { numRuns: 1000 },
    )
  })

  test('never begins a cell with what a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'),
        fc.string(),
        (first, rest) => {
          const [, line] = writeCsv([{ header: 'Note' }], [[first + rest]]).split('\r\n')
          expect(line).toMatch(/^"?'/)
        },
      ),
    )
  })

  test('begins no cell with a formula in whatever separator it is opened', () => {
    const file = writeCsv([{ header: 'Note' }], [['a;=1+1'], ['a\t=1+1']])
    expect(file).toBe('\ufeffNote\r\n"a;=1+1"\r\n"a\t=1+1"\r\n')
    for (const separator of [';', '\t']) {
      const { lines } = readTable(file.replaceAll('\r', ''), separator, { lines: 9, columns: 9 })
      expect(lines.map(({ cells }) => cells.length)).toEqual([1, 1, 1])
    }
  })

  test('a large list is read in no time', () => {
    const many = Array.from({ length: 13 }, (_, n): Column => ({ id: `${n}`, header: `Column ${n}`, kind: 'text' }))
    const table = Array.from({ length: changesetLimits.rows }, (_, n) =>
      many.map(({ id }) => `${id} ${n} O'Brien, "Ann"`),
    )
    const file = Buffer.from(writeCsv(many, table))
    const best = Math.min(
      ...Array.from({ length: 3 }, () => {
        const start = process.cpuUsage()
        expect(readCsv(file, many).rows).toHaveLength(changesetLimits.rows)
        return worked(start)
      }),
    )
    expect(best).toBeLessThan(200)
  })
})

describe('no file within two megabytes keeps the server busy', () => {
  const awkward: [string, string][] = [
    ['empty lines below', `Last name${','.repeat(99)}\n${'\n'.repeat(1_990_000)}`],
    ['empty lines above', `${'\n'.repeat(1_990_000)}Pets\nA`],
    ['empty lines of an old Mac', `Last name\r${'\r'.repeat(1_990_000)}`],
    ['lines of separators', `Last name${','.repeat(99)}\n${',\n'.repeat(990_000)}`],
    ['nothing but commas', ','.repeat(1_990_000)],
    ['nothing but tabs', `${'\t'.repeat(1_990_000)}\n`],
    ['quotation marks', `Last name\n${'"'.repeat(1_990_000)}`],
    ['quotation marks in wrong places', `Last name\n${'"a"x'.repeat(490_000)}`],
    ['quotation marks and spaces', `Last name\n"${'" '.repeat(990_000)}`],
    ['spaces behind a quotation mark', `Last name\n"a"${' '.repeat(1_900_000)}x`],
    ['spaces between quotation marks', `Last name\n${`"${' '.repeat(1000)}`.repeat(1900)}`],
    ['quoted cells', `Last name\n${'"a" ,'.repeat(390_000)}`],
    ['a separator that is never named', `sep=${' '.repeat(1_900_000)}`],
    ['a header that grows when it is compared', '\ufdfa'.repeat(600_000)],
  ]
  test.each(awkward)('%s', (_, file) => {
    const bytes = Buffer.from(file)
    const took = Array.from({ length: 3 }, () => {
      const start = process.cpuUsage()
      expect(() => readCsv(bytes, columns)).toThrow(expect.objectContaining({ code: 'badInput' }))
      return worked(start)
    })
    expect(Math.min(...took)).toBeLessThan(300)
  })
})
