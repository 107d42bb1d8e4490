import { expect, test } from 'vitest'
import { isTimeOfDay, timeOfDay } from './timeOfDay.ts'

test.each([
  ['08:30', '08:30'],
  ['8:30', '08:30'],
  ['8.30', '08:30'],
  ['830', '08:30'],
  ['0830', '08:30'],
  [' 17 ', '17:00'],
  ['9', '09:00'],
])('%s is %s', (typed, time) => {
  expect(timeOfDay(typed)).toBe(time)
  expect(isTimeOfDay(typed)).toBe(true)
})

test.each(['', '24:00', '8:60', '8:3', 'nine', '12345', '-1'])('“%s” is no time and stays as it is', (typed) => {
  expect(timeOfDay(typed)).toBe(typed)
  expect(isTimeOfDay(typed)).toBe(false)
})
