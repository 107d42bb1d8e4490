import type { Unit, UnitSettings } from 'server/contract'
import { beforeEach, describe, expect, test } from 'vitest'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import { UnitForm } from './unitForm.svelte.ts'
import { UnitPage } from './unitPage.svelte.ts'
import { Units } from './units.svelte.ts'

const settings: UnitSettings = {
  telephone: '0131 496 0120',
  outOfHoursTelephone: null,
  answerTime: 'within two working days',
  openingHours: [
    { weekday: 2, opens: '13:00', closes: '17:00' },
    { weekday: 1, opens: '08:30', closes: '17:00' },
    { weekday: 2, opens: '08:30', closes: '12:00' },
  ],
  nation: 'scotland',
  openOnBankHolidays: [],
  bankHolidays: [
    { day: '2026-12-26', name: 'Boxing Day' },
    { day: '2026-12-25', name: 'Christmas Day' },
  ],
  emailsNameSender: true,
  demandsSecondFactor: false,
  broadcastsNeedApproval: false,
}
const fiona = { id: 'fiona', name: 'Fiona MacLeod', roleTitle: 'Unit administrator', kind: 'staff' as const }
const susan = { ...fiona, id: 'susan', name: 'Susan Turner', roleTitle: 'Dietitian' }
const unit = (version: number, changes: Partial<UnitSettings> = {}, more: Partial<Unit> = {}): Unit => ({
  id: 'edinburgh',
  name: 'Edinburgh Renal Unit',
  specialtyName: 'Renal',
  messagingOn: true,
  defaultContact: fiona,
  staffWithoutSecondFactor: 0,
  staff: 1,
  version,
  settings: { ...settings, ...changes },
  lastChange: { by: 'Iain Buchanan', at: '2026-11-22T14:03:00Z' },
  ...more,
})
const changedMeanwhile = refused({ status: 409, code: 'changedMeanwhile', message: 'Somebody else has changed this.' })

describe('the form', () => {
  let form: UnitForm
  beforeEach(() => void (form = new UnitForm(settings)))

  test('is not changed until something else would be saved', () => {
    expect(form.changed).toBe(false)
    form.telephone = ' 0131  496 0120 '
    expect(form.changed).toBe(false)
    form.telephone = ''
    expect(form.changedNames).toEqual(['telephone'])
    expect(form.typed.telephone).toBeNull()
    form.discard()
    expect(form.telephone).toBe('0131 496 0120')
  })

  test('a day has several stretches, in the order of the day whatever order they were typed in', () => {
    expect(form.week[1]).toMatchObject([{ opens: '08:30' }, { opens: '13:00' }])
    form.week[1]!.reverse()
    expect(form.changed).toBe(false)
    for (const { key } of form.week[1]!) form.removeStretch(1, key)
    expect(form.changedNames).toEqual(['openingHours'])
    expect(form.typed.openingHours).toEqual([{ weekday: 1, opens: '08:30', closes: '17:00' }])
  })

  test('a day begins as the day before it; a second stretch begins empty', () => {
    expect(form.addStretch(2)).toMatchObject({ opens: '08:30', closes: '12:00' })
    expect(form.addStretch(2)).toMatchObject({ opens: '', closes: '' })
    expect(new UnitForm({ ...settings, openingHours: [] }).addStretch(0)).toMatchObject({ opens: '09:00' })
    form.mondayOnAllWeekdays()
    expect(form.typed.openingHours.map(({ weekday }) => weekday)).toEqual([1, 2, 3, 4, 5])
  })

  test.each([
    [[{ opens: '09:00', closes: '' }], 'Enter both times, such as 08:30 and 17:00'],
    [[{ opens: '17:00', closes: '09:00' }], 'Closing time must be after opening time'],
    [[{ opens: '09:00', closes: '13:00' }, { opens: '12:00', closes: '17:00' }], 'Opening times on one day must not overlap'], // prettier-ignore
  ])('what is wrong with a day stands beside it: %j', (stretches, error) => {
    form.week[2] = stretches.map((stretch, key) => ({ key: `${key}`, ...stretch }))
    expect(form.check()).toBe(false)
    expect(form.errors).toEqual({ 'day-3': error })
    form.fine('day-3')
    expect(form.errors).toEqual({})
  })

  test('stretches that touch do not overlap', () => {
    form.week[2] = [
      { key: 'a', opens: '12:00', closes: '17:00' },
      { key: 'b', opens: '09:00', closes: '12:00' },
    ]
    expect(form.check()).toBe(true)
  })

  test('closed days: a date, once, and what day it is', () => {
    const added = form.addHoliday()
    const wrong = () => (form.check() ? null : form.errors[`holiday-${added.key}`])
    expect(wrong()).toBe('Enter a day, such as 30 November 2026')
    form.holidays.at(-1)!.day = '25/12/2026'
    expect(wrong()).toBe('This day is entered twice')
    form.holidays.at(-1)!.day = '1 Jan 27'
    expect(wrong()).toBe('Enter what day it is')
    form.holidays.at(-1)!.name = 'New Year’s Day'
    expect(wrong()).toBeNull()
    expect(form.typed.bankHolidays.map(({ day }) => day)).toEqual(['2026-12-25', '2026-12-26', '2027-01-01'])
  })

  test('what others change follows, unless it is being changed here too', () => {
    form.telephone = 'mine'
    form.answerTime = 'the same on both sides'
    const rebased = form.rebase({
      ...settings,
      telephone: 'theirs',
      answerTime: 'the same on both sides',
      emailsNameSender: false,
    })
    expect(rebased.both).toEqual(['telephone'])
    expect(rebased.followed.map(({ name }) => name)).toEqual(['emailsNameSender'])
    expect(form).toMatchObject({ telephone: 'mine', emailsNameSender: false, changedNames: ['telephone'] })
    form.discard(['telephone'])
    expect(form.telephone).toBe('theirs')
  })
})

describe('the page', () => {
  let desktop: FakeDesktop
  let page: UnitPage
  const saves = () => desktop.asked.filter(({ name }) => name === 'saveUnitSettings').map(({ input }) => input)

  beforeEach(async () => {
    desktop = fakeDesktop({ showUnit: () => done(unit(4)) })
    page = new UnitPage(desktop, 'edinburgh')
    await page.fetch()
    page.form!.telephone = '0131 496 0999'
  })

  test('saves from the version that it saw', async () => {
    desktop.answer('saveUnitSettings', () => done(unit(5, { telephone: '0131 496 0999' })))
    expect(await page.save()).toBe(true)
    expect(saves()).toMatchObject([{ unitId: 'edinburgh', version: 4, telephone: '0131 496 0999' }])
    expect(page).toMatchObject({ changed: false, unit: { version: 5 } })
  })

  test('what is typed while it is being saved stays, and is not taken for saved', async () => {
    desktop.answer('saveUnitSettings', () => {
      page.form!.answerTime = 'typed meanwhile'
      return done(unit(5, { telephone: '0131 496 0999' }))
    })
    expect(await page.save()).toBe(true)
    expect(page.form).toMatchObject({ answerTime: 'typed meanwhile', changedNames: ['answerTime'] })
  })

  test('nothing is sent while something is wrong', async () => {
    page.form!.telephone = '0'.repeat(41)
    expect(await page.save()).toBe(false)
    expect(saves()).toEqual([])
    expect(page.form!.errors.telephone).toContain('at most 40')
  })

  test('the server’s words stand beside the field', async () => {
    const fields = { bankHolidays: 'Enter at most 100 days' }
    desktop.answer('saveUnitSettings', () => refused({ status: 422, code: 'badInput', fields }))
    expect(await page.save()).toBe(false)
    expect(page.form).toMatchObject({ errors: fields, telephone: '0131 496 0999' })
  })

  test('no connection: everything is still there', async () => {
    desktop.answer('saveUnitSettings', () => offline)
    expect(await page.save()).toBe(false)
    expect(page).toMatchObject({ changed: true, saving: false })
    expect(page.saveProblem).toContain('No connection')
  })

  test('an answer that was lost: saving again finds it saved', async () => {
    desktop.answer('saveUnitSettings', () => changedMeanwhile)
    desktop.answer('showUnit', () => done(unit(5, { telephone: '0131 496 0999' })))
    expect(await page.save()).toBe(true)
    expect(page.meanwhile).toBeNull()
  })

  test('somebody else changed it: told, nothing lost, and the next save is from their version', async () => {
    desktop.answer('saveUnitSettings', () => changedMeanwhile)
    desktop.answer('showUnit', () => done(unit(5, { telephone: '0131 496 0777', answerTime: 'today' })))
    expect(await page.save()).toBe(false)
    expect(page.meanwhile).toMatchObject({ by: 'Iain Buchanan', both: ['telephone'] })
    expect(page.meanwhile!.followed.map(({ name }) => name)).toEqual(['answerTime'])
    expect(page.form).toMatchObject({ telephone: '0131 496 0999', answerTime: 'today' })
    desktop.answer('saveUnitSettings', () => done(unit(6, { telephone: '0131 496 0999', answerTime: 'today' })))
    expect(await page.save()).toBe(true)
    expect(saves().at(-1)).toMatchObject({ version: 5, telephone: '0131 496 0999', answerTime: 'today' })
    expect(page.meanwhile).toBeNull()
  })

  test('only the messaging has changed: nothing stands against saving', async () => {
    let first = true
    desktop.answer('showUnit', () => done(unit(5, {}, { messagingOn: false })))
    desktop.answer('saveUnitSettings', () => {
      const answer = first ? changedMeanwhile : done(unit(6, { telephone: '0131 496 0999' }))
      first = false
      return answer
    })
    expect(await page.save()).toBe(true)
    expect(saves()).toMatchObject([{ version: 4 }, { version: 5 }])
  })

  test('handing over keeps what is typed; when it has moved meanwhile the page says who holds it', async () => {
    const previewed =
      (...accountIds: string[]) =>
      () =>
        done({
          changeset: { changes: 2, can: { apply: true } },
          rows: accountIds.map((accountId) => ({ accountId, errors: [] })),
          next: null,
        })
    desktop.answer('previewChangeset', previewed('susan', 'fiona'))
    desktop.answer('showUnit', () => done(unit(5, {}, { defaultContact: susan })))
    expect(await page.handOver('susan')).toBeNull()
    expect(page).toMatchObject({ changed: true, unit: { defaultContact: susan } })
    const applied = () => desktop.asked.filter(({ name }) => name === 'applyChangeset')
    expect(applied()).toHaveLength(1)
    // Fiona has it back meanwhile, so a third row would change.
    desktop.answer('previewChangeset', previewed('iain', 'susan', 'fiona'))
    desktop.answer('showUnit', () => done(unit(6)))
    expect(await page.handOver('iain')).toMatchObject({ code: 'changedMeanwhile' })
    expect(applied()).toHaveLength(1)
    expect(page.unit!.defaultContact).toEqual(fiona)
  })
})

test('what is typed in one unit stays while another is open, and through a lock', async () => {
  const units = new Units(
    fakeDesktop({ showUnit: ({ unitId }: { unitId: string }) => done({ ...unit(4), id: unitId }) }),
  )
  units.open('edinburgh')
  await expect.poll(() => units.page?.state).toBe('ready')
  units.page!.form!.telephone = 'typed'
  units.open('fife')
  expect(units.unsaved.map(({ id }) => id)).toEqual(['edinburgh'])

  const again = new Units(fakeDesktop({ showUnit: () => done(unit(5, { answerTime: 'today' })) }))
  again.restore(structuredClone(units.keep()))
  expect(again.unsaved).toHaveLength(1)
  again.show()
  await expect.poll(() => again.page?.state).toBe('ready')
  expect(again.page!.form).toMatchObject({ telephone: 'typed', answerTime: 'today' })
  expect(again.page!.meanwhile?.followed).toHaveLength(1)
})
