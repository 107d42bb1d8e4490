import { render, screen } from '@testing-library/svelte'
import { beforeAll, expect, test, vi } from 'vitest'
import DeskDialogs from '../DeskDialogs.svelte'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop } from '../fakeDesktop.ts'
import { PersonActions } from './personActions.ts'
import { fromPatient } from './reached.ts'
import { aPatient } from './testing.ts'

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const later = '2026-11-22T22:00:00Z'

// jsdom has no modal dialogs and measures nothing.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  class Unmeasured {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  vi.stubGlobal('ResizeObserver', Unmeasured)
})

function theActions() {
  const desktop = fakeDesktop({
    listGroups: () => done({ groups: [{ id: 'u1', name: unit.name, section: 'mine' }], next: null }),
    listRecipients: () => done({ recipients: [], next: null }),
    showDraft: () => done({ draft: null }),
  })
  const me = { id: 'me', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  render(DeskDialogs, { desk })
  return new PersonActions(desk, unit, () => undefined)
}

const labels = (actions: PersonActions, patient: Parameters<typeof aPatient>[0]) =>
  actions.menu(fromPatient(aPatient(patient))).map(({ label }) => label)

test('who is written to is chosen already, so the keyboard begins with the subject', async () => {
  const item = theActions()
    .menu(fromPatient(aPatient({})))
    .find(({ label }) => label === 'Write to them')
  item!.run()
  expect(await screen.findByRole('button', { name: 'Remove Isla McKenzie' })).toBeTruthy()
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Subject')))
})

test('a verified address is not offered to be verified', () => {
  const actions = theActions()
  expect(labels(actions, { emailState: 'verified' })).not.toContain('Send verification e-mail')
  expect(labels(actions, { emailState: 'unverified' })).toContain('Send verification e-mail')
})
