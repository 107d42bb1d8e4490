import { fireEvent, render, screen } from '@testing-library/svelte'
import type { UnitSettings } from 'server/contract'
import { expect, test } from 'vitest'
import BankHolidayFields from './BankHolidayFields.svelte'
import { UnitForm } from './unitForm.svelte.ts'

const settings: UnitSettings = {
  ...{ telephone: null, outOfHoursTelephone: null, openingHours: [], bankHolidays: [], answerTime: null },
  ...{
    nation: 'scotland',
    openOnBankHolidays: ['2026-11-30'],
    broadcastsNeedApproval: false,
    emailsNameSender: true,
    demandsSecondFactor: false,
  },
}
const inNovember = new Date('2026-11-22T23:00:00Z')

function shown(changes: Partial<UnitSettings> = {}, now = inNovember): UnitForm {
  const form = new UnitForm({ ...settings, ...changes })
  render(BankHolidayFields, { form, now })
  return form
}

const days = () => screen.queryAllByRole('checkbox').map((box) => box.closest('label')!.textContent.trim())

test('the coming year’s days, from today on, and on which of them the unit is open', async () => {
  const form = shown()
  expect(days().slice(0, 2)).toEqual([
    'Open on 30 November 2026, St Andrew’s Day',
    'Open on 25 December 2026, Christmas Day',
  ])
  expect(days().at(-1)).toBe('Open on 2 August 2027, Summer bank holiday')
  expect(screen.getByLabelText('Open on 30 November 2026, St Andrew’s Day')).toHaveProperty('checked', true)
  await fireEvent.click(screen.getByLabelText('Open on 25 December 2026, Christmas Day'))
  expect(form.typed.openOnBankHolidays).toEqual(['2026-11-30', '2026-12-25'])
  await fireEvent.click(screen.getByLabelText('Open on 25 December 2026, Christmas Day'))
  expect(form.changed).toBe(false)
})

test('another nation has its own days; going back brings back what was ticked', async () => {
  const form = shown()
  const where = screen.getByLabelText('Where the unit is')
  await fireEvent.change(where, { target: { value: 'northern_ireland' } })
  expect(days()).toContain('Open on 12 July 2027, Battle of the Boyne')
  expect(form.typed).toMatchObject({ nation: 'northern_ireland', openOnBankHolidays: [] })
  await fireEvent.change(where, { target: { value: 'scotland' } })
  expect(form.changed).toBe(false)
})

test('who has not said where the unit is, is asked', () => {
  shown({ nation: null, openOnBankHolidays: [] })
  expect(days()).toEqual([])
  expect(screen.getByLabelText('Where the unit is')).toHaveProperty('value', '')
  expect(screen.getByText(/Choose where the unit is\. Until then/)).toBeTruthy()
})

test.each([
  ['2027-12-31T12:00:00Z', null],
  ['2028-01-02T12:00:00Z', 'Bank holidays are known only until 31 December 2028.'],
  ['2029-01-02T12:00:00Z', 'The bank holidays that this program knows ended on 31 December 2028.'],
])('at %s the end of what is known is told: %s', (now, said) => {
  shown({}, new Date(now))
  const status = screen.queryByRole('status')
  if (said) expect(status?.textContent.replace(/\s+/g, ' ')).toContain(said)
  else expect(status).toBeNull()
})
