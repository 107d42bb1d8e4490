import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { done, fakeDesktop, refused } from '../fakeDesktop.ts'
import { Absences } from './absences.svelte.ts'
import {
  absenceBriefly,
  awayAmongStaff,
  awayInFull,
  coverInWords,
  daysInWords,
  spellsInWords,
  youAreAway,
} from './absenceWords.ts'

const person = (name: string) => ({ id: name.toLowerCase(), name, roleTitle: null, kind: 'staff' as const })
const fiona = person('Fiona')
const nora = person('Nora')
const absence = { id: 'a1', unitId: 'u2', firstDay: '2026-11-20', lastDay: '2026-11-30', cover: null }
const shown = {
  person: person('Susan'),
  today: '2026-11-22',
  units: [
    { id: 'u1', name: 'Ward 1', contact: fiona },
    { id: 'u2', name: 'Ward 2', contact: fiona },
  ],
  absences: [] as (typeof absence)[],
}
const place = { unitId: 'u1', accountId: 'susan' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function begun() {
  const desktop = fakeDesktop({ showAbsences: () => done(shown) })
  const absences = new Absences(desktop, place)
  await absences.fetch()
  return { desktop, absences }
}
const lastAsked = (desktop: ReturnType<typeof fakeDesktop>, name: string) =>
  desktop.asked.findLast((one) => one.name === name)?.input

test('one form for all units, from today, each with a cover of its own', async () => {
  const { desktop, absences } = await begun()
  expect(absences.firstDay).toBe('22 November 2026')
  absences.lastDay = '4/12/26'
  absences.units[1]!.cover = nora
  expect(await absences.save()).toBe(true)
  expect(lastAsked(desktop, 'setAbsence')).toEqual({
    ...{ ...place, firstDay: '2026-11-22', lastDay: '2026-12-04', coverId: null },
    elsewhere: [{ unitId: 'u2', coverId: 'nora' }],
  })
})

test('what is wrong stands at the unit that it is about, and what was typed stays', async () => {
  const { desktop, absences } = await begun()
  desktop.answer('setAbsence', () => refused({ code: 'badInput', fields: { 'elsewhere.0.coverId': 'Choose another' } }))
  expect(await absences.save()).toBe(false)
  expect(absences.errors).toEqual({ lastDay: 'Enter the last day, such as 30 November 2026' })
  expect(lastAsked(desktop, 'setAbsence')).toBeUndefined()
  absences.lastDay = '2026-12-04'
  expect(await absences.save()).toBe(false)
  expect(absences.errors[absences.coverField(absences.units[1]!)]).toBe('Choose another')
  expect(absences.errors[absences.coverField(absences.units[0]!)]).toBeUndefined()
  expect(absences.lastDay).toBe('2026-12-04')
  absences.units[0]!.ticked = false
  expect(absences.coverField(absences.units[1]!)).toBe('coverId')
  absences.units[1]!.ticked = false
  expect(await absences.save()).toBe(false)
  expect(absences.errors).toEqual({ units: 'Choose at least one unit' })
})

test('a moment after the last change it says who would get messages; an answer that was overtaken says nothing', async () => {
  const { desktop, absences } = await begun()
  const answers: ((value: unknown) => void)[] = []
  desktop.answer('previewAbsence', () => new Promise((resolve) => answers.push(resolve)))
  absences.lastDay = '2026-12-04'
  absences.changed('lastDay')
  await vi.advanceTimersByTimeAsync(1000)
  absences.changed('lastDay')
  await vi.advanceTimersByTimeAsync(1000)
  const spells = (instead: typeof nora) => [{ from: '2026-11-22', to: '2026-12-04', instead }]
  answers[1]!(done({ units: [{ unitId: 'u1', spells: spells(nora) }] }))
  answers[0]!(done({ units: [{ unitId: 'u1', spells: spells(fiona) }] }))
  await vi.advanceTimersByTimeAsync(0)
  expect(absences.spells.get('u1')).toEqual(spells(nora))
})

test('while an absence is on, another one does not begin today', async () => {
  const desktop = fakeDesktop({ showAbsences: () => done({ ...shown, absences: [absence] }) })
  const absences = new Absences(desktop, place)
  await absences.fetch()
  expect(absences.firstDay).toBe('')
})

test('an absence is changed in its own unit, and ended', async () => {
  const { desktop, absences } = await begun()
  absences.change(absence)
  expect(absences.chosen.map(({ id }) => id)).toEqual(['u2'])
  absences.lastDay = '2026-11-25'
  expect(await absences.save()).toBe(true)
  expect(lastAsked(desktop, 'changeAbsence')).toMatchObject({ unitId: 'u2', absenceId: 'a1', lastDay: '2026-11-25' })
  expect(await absences.end(absence)).toBe(true)
  expect(lastAsked(desktop, 'endAbsence')).toEqual({ unitId: 'u2', accountId: 'susan', absenceId: 'a1' })
})

test('in words', () => {
  expect(daysInWords(absence)).toBe('Friday 20 November to Monday 30 November')
  expect(daysInWords({ firstDay: '2026-11-30', lastDay: '2026-11-30' })).toBe('Monday 30 November')
  expect(absenceBriefly({ ...absence, now: true })).toBe('until 30 Nov')
  expect(absenceBriefly({ ...absence, now: false })).toBe('from 20 Nov')
  expect(coverInWords({ ...absence, cover: { ...nora, receives: false } }, 'Fiona')).toBe(
    'Nora no longer receives messages, so Fiona gets them. Choose somebody else.',
  )
  expect(
    spellsInWords(
      [
        { from: '2026-11-22', to: '2026-11-23', instead: nora },
        { from: '2026-11-24', to: '2026-11-24', instead: null },
      ],
      { cover: null, absentIsContact: true },
    ),
  ).toEqual([
    'Sunday 22 November to Monday 23 November: Nora gets messages from patients too.',
    'Tuesday 24 November: nobody else gets messages from patients, because this is the default messaging contact. Choose who covers.',
  ])
  const spell = { from: '2026-11-22', to: '2026-11-23', instead: fiona }
  expect(spellsInWords([spell], { cover: nora, absentIsContact: false })).toEqual([
    'Sunday 22 November to Monday 23 November: Nora is away as well, and Fiona gets messages from patients too.',
  ])
})

test('to oneself: until the last of the days, and who covers where it is one person everywhere', () => {
  const covered = { ...absence, cover: { ...nora, receives: true } }
  expect(youAreAway([covered])).toBe('You are away until Monday 30 November. Nora covers.')
  expect(youAreAway([covered, { ...covered, lastDay: '2026-12-01' }])).toBe(
    'You are away until Tuesday 1 December. Nora covers.',
  )
  expect(youAreAway([covered, { ...absence, cover: { ...fiona, receives: true } }])).toBe(
    'You are away until Monday 30 November.',
  )
})

test('among staff it says that who covers does not get the message, unless they do', () => {
  const susan = { name: 'Susan', away: { until: '2026-11-30', instead: nora } }
  const until = 'Susan is away until Monday 30 November.'
  expect(awayAmongStaff(susan, 'peter', ['susan'])).toBe(
    `${until} Nora covers, but does not get this message. Add them if it cannot wait.`,
  )
  expect(awayAmongStaff(susan, 'peter', ['susan', 'nora'])).toBe(`${until} Nora covers, and gets this message too.`)
  expect(awayAmongStaff(susan, 'nora', ['susan'])).toBe(`${until} You cover for them.`)
  expect(awayInFull(susan.away)).toBe('Away until Monday 30 November. Nora covers.')
  expect(awayAmongStaff({ ...susan, away: { until: '2026-11-30', instead: null } }, 'peter', [])).toBe(until)
})
