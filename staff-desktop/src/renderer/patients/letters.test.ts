import { fireEvent, render, screen } from '@testing-library/svelte'
import { beforeAll, expect, test, vi } from 'vitest'
import type { WayIn } from 'server/contract'
import DeskDialogs from '../DeskDialogs.svelte'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, refused } from '../fakeDesktop.ts'
import { PersonActions } from './personActions.ts'
import PrintLetters from './PrintLetters.svelte'
import { fromPatient } from './reached.ts'
import { aPatient } from './testing.ts'

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const can = {
  changeAccount: true,
  sendVerification: true,
  resetSignIn: true,
  invite: true,
  printLetter: true,
  write: true,
}
const none = { gone: 0, notYours: 0, hasPassword: 0 }
const aReply = (letters = 1) =>
  done({ fileName: 'letters to hand over.pdf', pdf: btoa('%PDF-1.3 letters'), letters, leftOut: none })
const nobody = { gone: 0, notYours: 0, hasPassword: 0, noEmail: 0, tooSoon: 0 }

beforeAll(() => {
  Object.assign(HTMLDialogElement.prototype, { showModal(this: HTMLDialogElement) { this.open = true }, close() {} }) // prettier-ignore
})

function theDesk(answers: Parameters<typeof fakeDesktop>[0]) {
  const desktop = fakeDesktop(answers)
  const me = { id: 'me', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: '', endsAt: '', warnSeconds: 60 })
  render(DeskDialogs, { desk })
  const actions = new PersonActions(desk, unit, () => undefined)
  const menu = (wayIn: WayIn) => actions.menu(fromPatient(aPatient({ wayIn, can })))
  const choose = (wayIn: WayIn, label: string) =>
    menu(wayIn)
      .find((one) => one.label === label)!
      .run()
  return { desktop, desk, menu, choose }
}

const chosen = { chosen: true, invitation: null }
const notInvited = { chosen: false, invitation: null }
const invited = {
  chosen: false,
  invitation: { by: 'email', state: 'waiting', at: '2026-11-20T10:00:00.000Z', againAt: null },
} as const
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

test('who has a password is reset, who has none is invited, and again', () => {
  const { menu } = theDesk({})
  const labels = (wayIn: WayIn) => menu(wayIn).map(({ label }) => label)
  expect(labels(chosen)).toContain('Reset sign-in…')
  expect(labels(chosen).join()).not.toContain('invitation')
  expect(labels(notInvited)).toContain('Send invitation')
  expect(labels(invited)).toContain('Send invitation again')
  for (const way of [notInvited, invited]) expect(labels(way)).not.toContain('Reset sign-in…')
})

test('a letter is a PDF without a name on the outside, and whoever makes it is told what it ends', async () => {
  const { desktop, desk, choose } = theDesk({ printLetters: () => aReply() })
  choose(invited, 'Make a letter…')
  const dialog = await screen.findByRole('dialog')
  expect(dialog.textContent).toContain('Give it only to the person, after checking who they are.')
  expect(dialog.textContent).toContain('The link that they were given before stops working.')
  await press('Make the letter')
  await vi.waitFor(() => expect(desktop.files).toHaveLength(1))
  const [file] = desktop.files as [{ name: string; bytes: Uint8Array }]
  expect(file.name).toBe('letters to hand over.pdf')
  expect(new TextDecoder().decode(file.bytes)).toBe('%PDF-1.3 letters')
  expect(desktop.asked.at(-1)).toEqual({
    name: 'printLetters',
    input: { unitId: 'u1', accountIds: ['p1'], resets: false },
  })
  await vi.waitFor(() => expect(desk.toasts.current?.text).toContain('give it only to the person'))
})

test('of somebody who has a password it says that they lose it', async () => {
  const { desktop, choose } = theDesk({ printLetters: () => aReply() })
  choose(chosen, 'Make a letter…')
  expect((await screen.findByRole('dialog')).textContent).toContain('It opens nothing from now on')
  await press('Make the letter')
  await vi.waitFor(() => expect(desktop.asked.at(-1)?.input).toMatchObject({ resets: true }))
})

test('a letter that was not saved is lost, and that is said; a refusal stands in the dialog', async () => {
  const { desktop, desk, choose } = theDesk({ printLetters: () => aReply() })
  desktop.saved = { state: 'cancelled' }
  choose(notInvited, 'Make a letter…')
  await screen.findByRole('dialog')
  await press('Make the letter')
  await vi.waitFor(() =>
    expect(desk.toasts.current).toMatchObject({ bad: true, text: expect.stringContaining('lost') }),
  )

  desktop.answer('printLetters', () => refused({ code: 'resetByEmail', message: 'They have an e-mail address.' }))
  choose(notInvited, 'Make a letter…')
  await screen.findByRole('dialog')
  await press('Make the letter')
  await screen.findByText('They have an e-mail address.')
})

test('all who wait: how many, a hundred at a time, and nobody', async () => {
  const { desktop, desk } = theDesk({ countLetters: () => done({ waiting: 130 }), printLetters: () => aReply(100) })
  const open = () => desk.openDialog(PrintLetters, { desk, unit, ondone: () => undefined })
  open()
  await screen.findByText('130 patients have')
  expect(screen.getByRole('dialog').textContent).toContain('These are the first 100 by name')
  await press('Make 100 letters')
  await vi.waitFor(() => expect(desktop.files).toHaveLength(1))
  expect(desktop.asked.at(-1)).toEqual({ name: 'printLetters', input: { unitId: 'u1' } })

  desktop.answer('countLetters', () => done({ waiting: 0 }))
  open()
  await screen.findByText(/Nobody waits for a letter/)
  expect(screen.queryByRole('button', { name: /^Make/ })).toBeNull()
})

test('an invitation says what became of it', async () => {
  const { desktop, desk, choose } = theDesk({ invite: () => done({ sent: 1, leftOut: nobody, againAt: null }) })
  choose(notInvited, 'Send invitation')
  await vi.waitFor(() => expect(desk.toasts.current?.text).toBe('An invitation for Isla McKenzie is on its way.'))
  desktop.answer('invite', () => done({ sent: 0, leftOut: { ...nobody, tooSoon: 1 }, againAt: null }))
  choose(invited, 'Send invitation again')
  await vi.waitFor(() => expect(desk.toasts.current?.text).toContain('was sent one already'))
})
