import { expect, test } from 'vitest'
import { percent, rate, timeLeft, typedNumber } from './broadcastWords.ts'

test.each([
  ['4000', 4000],
  ['4,000', 4000],
  [' 4 000 ', 4000],
  ['4.000', 4000],
  ['', null],
  ['4000 patients', null],
  ['-4000', null],
])('“%s” typed as a number', (typed, number) => expect(typedNumber(typed)).toBe(number))

test('all is only said when nothing is left', () => {
  expect(percent(3999, 4000)).toBe(99)
  expect(percent(4000, 4000)).toBe(100)
  expect(percent(0, 0)).toBe(100)
})

test.each([
  [null, 'how long it takes cannot be told yet'],
  [12, 'less than a minute left'],
  [61, 'about 1 minute left'],
  [400, 'about 7 minutes left'],
  [7200, 'about 2 hours left'],
])('%s seconds left', (seconds, words) => expect(timeLeft(seconds)).toBe(words))

test('slow ones are told by the minute', () => {
  expect(rate(480.4)).toBe('480 a second')
  expect(rate(0.5)).toBe('30 a minute')
  expect(rate(null)).toBe('')
})
