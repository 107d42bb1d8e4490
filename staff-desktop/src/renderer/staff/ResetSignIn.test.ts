import { fireEvent, render, screen } from '@testing-library/svelte'
import type { Unit } from 'server/contract'
import { beforeEach, expect, test, vi } from 'vitest'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, type FakeDesktop } from '../fakeDesktop.ts'
import ResetSignIn from './ResetSignIn.svelte'
import StaffActs from './staffActs.ts'
import { member } from './testing.ts'

const nora = member('Nora', 'Quinn', { hasCode: true })
const unit: Unit = {
  ...{ id: 'unit', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true, defaultContact: null },
  ...{ version: 1, lastChange: null, staffWithoutSecondFactor: 0, staff: 1 },
  settings: {
    ...{ telephone: null, outOfHoursTelephone: null, answerTime: null, emailsNameSender: true },
    ...{ demandsSecondFactor: true, broadcastsNeedApproval: false },
    ...{ openingHours: [], nation: null, bankHolidays: [], openOnBankHolidays: [] },
  },
}
const me = { id: 'fiona', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }

let desktop: FakeDesktop
let desk: Desk
beforeEach(() => {
  Object.assign(HTMLDialogElement.prototype, { showModal(this: HTMLDialogElement) { this.open = true }, close() {} }) // prettier-ignore
  let { hasCode } = nora
  desktop = fakeDesktop({
    showUnit: () => done(unit),
    listStaff: () => done({ staff: [{ ...nora, hasCode }], next: null }),
    resetSignIn: () => {
      hasCode = false
      return done({ sentTo: nora.email!, secondFactorRemoved: true })
    },
  })
  desk = new Desk(desktop, me, { idleEndsAt: '', endsAt: '', warnSeconds: 60 })
  desk.units.open('unit')
})

test('whose code is removed by it has none in the grid from then on, and the words say what follows', async () => {
  const page = desk.units.page!
  await vi.waitFor(() => expect(page.unit).toBeTruthy())
  const { staff } = page
  await staff.fetch()
  expect(staff.counts.noCode).toBe(0)
  const acts = new StaffActs({ desk, page, focus: () => {} })
  render(ResetSignIn, { acts, row: staff.sheet.rows[0]!, onclose: () => {} })
  expect(screen.getByText(/old password\s+stops\s+working/)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'I have checked: reset' }))
  await vi.waitFor(() => expect(staff.counts.noCode).toBe(1))
  expect(desk.toasts.current?.text).toBe(
    'A link to choose a new password is on its way to nora.quinn@nhs.uk. Their code at sign-in is removed: when they sign in, they set up another.',
  )
})
