import { expect, test } from 'vitest'
import { verdictOn, type Bar, type Measure } from './Measure.ts'
import { table } from './table.ts'

const most: Bar = { is: 'at most', value: 1.2, unit: 'x' }
const least: Bar = { is: 'at least', value: 99, unit: '%' }

const measure = (bar: Bar, needsFullScale = false): Measure => ({
  ...{ id: 'S1', what: 'a page', bar, needs: [], needsFullScale },
  run: () => Promise.reject(new Error('not run')),
})
const came = (measured: number, kept?: boolean) => ({ measured, detail: {}, kept })

test.each([
  [most, 1.2, 'kept'],
  [most, 1.2001, 'missed'],
  [least, 99, 'kept'],
  [least, 98.999, 'missed'],
] as const)('a bar of %j with %d measured is %s', (bar, measured, verdict) => {
  expect(verdictOn(measure(bar), came(measured), true)).toBe(verdict)
})

test('what no bar speaks of can miss it too', () => {
  expect(verdictOn(measure(most), came(1, false), true)).toBe('missed')
})

test('on less data only those are judged that do not depend on it', () => {
  expect(verdictOn(measure(most, true), came(0.5), false)).toBe('too small to say')
  expect(verdictOn(measure(most, true), came(5), false)).toBe('too small to say')
  expect(verdictOn(measure(most, false), came(5), false)).toBe('missed')
})

test('the table says what was wanted, what was found and whether that is enough, in columns', () => {
  expect(
    table([
      { id: 'S1', what: 'a page', bar: most, measured: 1.23456, verdict: 'missed' },
      { id: 'S10', what: 'e-mails in time', bar: least, measured: 100, verdict: 'kept' },
      { id: 'S5', what: 'live', bar: { is: 'at most', value: 100, unit: 'ms' }, measured: null, verdict: 'failed' },
    ]),
  ).toEqual([
    '     what             bar             measured',
    'S1   a page           at most 1.2 x   1.23 x    missed',
    'S10  e-mails in time  at least 99 %   100 %     kept',
    'S5   live             at most 100 ms  -         failed',
  ])
})
