import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTsv, writeTsv } from './tsv.ts'

test.each([
  ['a\tb\r\nc\td\r\n', [['a', 'b'], ['c', 'd']]], // prettier-ignore
  ['a\tb\nc\td', [['a', 'b'], ['c', 'd']]], // prettier-ignore
  ['"line 1\nline 2"\tb', [['line 1\nline 2', 'b']]],
  ['"She said ""no"""\t', [['She said "no"', '']]],
  ['6" ruler\t"open', [['6" ruler', '"open']]],
  ['a\r\n\r\nb', [['a'], [''], ['b']]],
  ['\t\t', [['', '', '']]],
  ['', []],
])('%j', (text, cells) => expect(readTsv(text)).toEqual(cells))

test('what is written is read again as it was', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r\n', ' ', 'é') })
  const block = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 4 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    )
  fc.assert(
    fc.property(block, (cells) => {
      expect(readTsv(writeTsv(cells))).toEqual(cells)
    }),
  )
})
