import { expect, test } from 'vitest'
import { awayAmong, awayInWords, isAwayInWords } from './away.ts'

const nora = { id: 'nora', name: "Nora O'Brien", roleTitle: 'Dietitian', kind: 'staff' as const }
const away = { until: '2026-11-30', instead: nora }
const susan = { id: 'susan', name: 'Susan Turner', left: false, away }

test('until when, and who gets the message too', () => {
  expect(awayInWords(away)).toBe("Away until Monday 30 November. Nora O'Brien gets the message too.")
  expect(isAwayInWords(susan)).toBe("Susan Turner is away until Monday 30 November. Nora O'Brien gets the message too.")
})

test('to the one who gets it, it says so; where nobody does, it promises nothing', () => {
  expect(awayInWords(away, 'nora')).toBe('Away until Monday 30 November. You get the message too.')
  expect(awayInWords({ ...away, instead: null })).toBe('Away until Monday 30 November.')
})

test('who has left is not away, and nobody is told of themselves', () => {
  const here = { ...susan, id: 'here', away: null }
  expect(awayAmong([susan, here, { ...susan, id: 'gone', left: true }])).toEqual([susan])
  expect(awayAmong([susan], 'susan')).toEqual([])
})
