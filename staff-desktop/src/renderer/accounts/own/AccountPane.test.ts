import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { Desk } from '../../desk.svelte.ts'
import DeskDialogs from '../../DeskDialogs.svelte'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../../fakeDesktop.ts'
import { Connection } from '../connection.svelte.ts'
import AccountEntry from './AccountEntry.svelte'
import AccountPane from './AccountPane.svelte'
import { anAccount, aSession } from './testing.ts'

HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
HTMLDialogElement.prototype.close = function () {
  this.open = false
}

const later = '2026-11-22T22:00:00Z'
const me = {
  ...{ id: 'me', name: 'Susan Turner', firstName: 'Susan', kind: 'staff' as const },
  memberships: [{ groupId: 'u1', groupName: 'Edinburgh Renal Unit', role: 'staff' as const, roleTitle: 'Dietitian' }],
}

function aPane(account = anAccount(), answers: Parameters<typeof fakeDesktop>[0] = {}) {
  const desktop = fakeDesktop({
    showAccount: () => done(account),
    listSessions: () => done({ sessions: [aSession()] }),
    showSecondFactor: () => done({ since: null, recoveryCodesLeft: 0, demandedBy: [] }),
    ...answers,
  })
  const desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  const connection = new Connection(desktop)
  desktop.emit('connection', { state: 'online', since: later })
  render(AccountPane, { desk, connection })
  render(DeskDialogs, { desk })
  return { desktop, desk }
}

const region = (name: string) => screen.findByRole('region', { name })
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))
const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } })
const asked = (desktop: FakeDesktop, name: string) => desktop.asked.filter((one) => one.name === name)
const saysAtTheFoot = (desk: Desk, text: RegExp) => waitFor(() => expect(desk.toasts.current?.text).toMatch(text))

test('the name as it is held, the role, and whom to ask', async () => {
  aPane()
  const you = await region('You')
  expect(you.textContent).toMatch(/Susan Turner.*susan\.turner/)
  expect(you.textContent).toMatch(/Ask an admin of your unit.*Edinburgh Renal Unit\s*Dietitian\s*0131 496 0000/)
  expect((await region('E-mail')).textContent).toMatch(/susan\.turner@example\.org\s*Verified/)
  expect(screen.queryByRole('button', { name: 'Send another verification e-mail' })).toBeNull()
})

test.each([
  ['unverified', /Not verified.*Open the link/],
  ['bouncing', /Bouncing.*come back/],
] as const)('an address that is %s: what that means, and another link', async (emailState, says) => {
  const { desktop, desk } = aPane(anAccount({ emailState }), {
    verifyOwnEmail: () => done({ sentTo: 'susan.turner@example.org', lately: false }),
  })
  expect((await region('E-mail')).textContent).toMatch(says)
  await press('Send another verification e-mail')
  await saysAtTheFoot(desk, /^An e-mail with a link is on its way to susan\.turner@example\.org\.$/)
  desktop.answer('verifyOwnEmail', () => refused({ message: 'We have sent you many e-mails.' }))
  await press('Send another verification e-mail')
  await saysAtTheFoot(desk, /many e-mails/)
})

test('without an address one can be added, and no link be sent', async () => {
  aPane(anAccount({ email: null, emailState: 'none' }))
  expect((await region('E-mail')).textContent).toMatch(/We have no address for you/)
  expect(screen.queryByRole('button', { name: 'Send another verification e-mail' })).toBeNull()
  await press('Add an address')
  expect(screen.queryByText(/no longer used/)).toBeNull()
})

test('another address: refused beside the field, then saved; the keyboard is where one goes on', async () => {
  const { desktop, desk } = aPane(anAccount(), {
    changeEmail: () =>
      refused({ code: 'badInput', fields: { currentPassword: 'That is not your password. Try again' } }),
  })
  await press('Change address')
  const box = screen.getByLabelText<HTMLInputElement>('New e-mail address')
  await waitFor(() => expect(document.activeElement).toBe(box))
  expect(screen.getByText(/We also tell susan\.turner@example\.org that it is no longer used/)).toBeTruthy()
  await type('New e-mail address', 'susan@elsewhere.example.org')
  await type('Your password', 'mistyped')
  await press('Save')
  const password = screen.getByLabelText<HTMLInputElement>('Your password')
  await waitFor(() => expect(document.activeElement).toBe(password))
  expect(password.getAttribute('aria-invalid')).toBe('true')
  expect(box.value).toBe('susan@elsewhere.example.org')

  const changed = anAccount({ email: 'susan@elsewhere.example.org', emailState: 'unverified' })
  desktop.answer('changeEmail', () => done({ sentTo: changed.email }))
  desktop.answer('showAccount', () => done(changed))
  await type('Your password', 'right')
  await press('Save')
  await saysAtTheFoot(desk, /Your address is changed/)
  expect(asked(desktop, 'changeEmail').at(-1)!.input).toEqual({ email: changed.email, currentPassword: 'right' })
  expect((await region('E-mail')).textContent).toMatch(/susan@elsewhere\.example\.org\s*Not verified/)
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Change address' }))
  await press('Change address')
  expect(screen.getByLabelText<HTMLInputElement>('Your password').value).toBe('')
})

test('without a connection what was typed stays, and it says why', async () => {
  aPane(anAccount(), { changeEmail: () => offline })
  await press('Change address')
  await type('New e-mail address', 'susan@elsewhere.example.org')
  await press('Save')
  expect((await screen.findByText('The service cannot be reached.')).closest('[role=alert]')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>('New e-mail address').value).toBe('susan@elsewhere.example.org')
})

test('a telephone number: changed, and removed by leaving it empty', async () => {
  const { desktop, desk } = aPane()
  await press('Change number')
  await type('Telephone number', '0131 496 0999')
  desktop.answer('showAccount', () => done(anAccount({ telephone: '0131 496 0999' })))
  await press('Save')
  await saysAtTheFoot(desk, /is changed/)
  expect(asked(desktop, 'changeTelephone')[0]!.input).toEqual({ telephone: '0131 496 0999' })
  await press('Change number')
  await type('Telephone number', '')
  desktop.answer('showAccount', () => done(anAccount({ telephone: null })))
  await press('Save')
  await saysAtTheFoot(desk, /is removed/)
  expect((await region('Telephone')).textContent).toMatch(/We have no number for you/)
})

test('Esc leaves what was typed, and nothing is saved', async () => {
  const { desktop, desk } = aPane()
  await press('Change number')
  await type('Telephone number', '0131 496 0999')
  await fireEvent.keyDown(screen.getByLabelText('Telephone number'), { key: 'Escape' })
  const opener = await screen.findByRole('button', { name: 'Change number' })
  await waitFor(() => expect(document.activeElement).toBe(opener))
  expect(asked(desktop, 'changeTelephone')).toEqual([])
  expect(desk.account.keep()).toEqual({ email: null, telephone: null })
})

test('a password that is too easy is said beside it; a new one ends the other sessions; both are gone afterwards', async () => {
  const { desktop, desk } = aPane(anAccount(), {
    changePassword: () => refused({ code: 'badInput', fields: { password: 'Many people use this password' } }),
  })
  await press('Change password')
  await type('Your password now', 'the one of before')
  await type('New password', 'Password1')
  await press(/^Show\s?new password$/)
  expect(screen.getByLabelText<HTMLInputElement>('New password').type).toBe('text')
  expect(screen.getByLabelText<HTMLInputElement>('Your password now').type).toBe('password')
  await press('Change password')
  await screen.findByText('Many people use this password')
  expect(document.activeElement).toBe(screen.getByLabelText('New password'))

  desktop.answer('changePassword', () => done())
  const before = asked(desktop, 'listSessions').length
  await type('New password', 'four words of mine')
  await press('Change password')
  await saysAtTheFoot(desk, /Wherever else you were signed in, you have been signed out/)
  expect(asked(desktop, 'listSessions').length).toBe(before + 1)
  await press('Change password')
  for (const label of ['Your password now', 'New password'])
    expect(screen.getByLabelText<HTMLInputElement>(label).value).toBe('')
})

test('where one is signed in, and out everywhere else after a question', async () => {
  const elsewhere = aSession({ id: 's2', current: false })
  const { desktop, desk } = aPane(anAccount(), {
    listSessions: () => done({ sessions: [aSession(), elsewhere] }),
    endOtherSessions: () => done({ ended: 1 }),
  })
  const list = await screen.findByRole('list', { name: 'Where you are signed in' })
  const [here, there] = within(list).getAllByRole('listitem')
  expect(here!.textContent).toMatch(/This one.*Last used: now/)
  expect(there!.textContent).not.toMatch(/This one/)
  await press('Sign out everywhere else…')
  expect(asked(desktop, 'endOtherSessions')).toEqual([])
  desktop.answer('listSessions', () => done({ sessions: [aSession()] }))
  await press('Sign out everywhere else')
  await saysAtTheFoot(desk, /^You have been signed out in 1 other place\.$/)
  expect(await screen.findByText('You are signed in only here.')).toBeTruthy()
})

test('the wish for e-mails is saved at once and can be taken back', async () => {
  const { desktop, desk } = aPane()
  await fireEvent.click(await screen.findByLabelText(/At most once a day/))
  await saysAtTheFoot(desk, /^Saved: We e-mail you at most once a day\.$/)
  desk.toasts.current!.action!.run()
  await saysAtTheFoot(desk, /^Saved: We e-mail you for each message\.$/)
  expect(desk.toasts.current!.action).toBeUndefined()
  expect(asked(desktop, 'chooseEmailWish').map(({ input }) => input)).toEqual([
    { emailWish: 'daily' },
    { emailWish: 'each' },
  ])
  expect(screen.getByLabelText<HTMLInputElement>(/For each message/).checked).toBe(true)
})

test('a wish that could not be saved is not shown as if it were', async () => {
  const { desk } = aPane(anAccount(), { chooseEmailWish: () => offline })
  await fireEvent.click(await screen.findByLabelText(/Nothing/))
  await saysAtTheFoot(desk, /^Not saved\. The service cannot be reached\.$/)
  expect(screen.getByLabelText<HTMLInputElement>(/For each message/).checked).toBe(true)
})

test('the code at sign-in is looked at again when its dialog has closed', async () => {
  const { desktop, desk } = aPane()
  expect((await region('Code at sign-in')).textContent).toMatch(/Off/)
  await press('Set up a code…')
  const since = '2026-11-20T10:00:00Z'
  desktop.answer('showSecondFactor', () => done({ since, recoveryCodesLeft: 2, demandedBy: [] }))
  desk.closeDialog()
  const code = await region('Code at sign-in')
  await waitFor(() => expect(code.textContent).toMatch(/On.*2 of 10 recovery codes left.*Make new ones/))
})

test('an account that cannot be loaded says so, and is tried again', async () => {
  const { desktop } = aPane(anAccount(), { showAccount: () => offline })
  expect(await screen.findByText('Your account could not be loaded')).toBeTruthy()
  desktop.answer('showAccount', () => done(anAccount()))
  await press('Try again')
  expect(await region('You')).toBeTruthy()
})

test('what is on the screen stays without a connection, and is said to be old', async () => {
  const { desktop } = aPane()
  await region('You')
  desktop.emit('connection', { state: 'offline', since: later })
  expect((await screen.findByText(/This may be out of date/)).closest('[role=status]')).toBeTruthy()
  expect(await region('You')).toBeTruthy()
})

test.each([
  ['none', 'We have no e-mail address for you'],
  ['unverified', 'Your e-mail address is not verified'],
  ['bouncing', 'Our e-mails to you come back'],
] as const)('%s: said beside the name, and gone once it is put right elsewhere', async (emailState, words) => {
  const { desktop, desk } = aPane(anAccount({ emailState }))
  render(AccountEntry, { desk })
  const notice = await screen.findByRole('button', { name: new RegExp(`^${words}\\. Check your account`) })
  await fireEvent.click(notice)
  expect(desk.place).toBe('account')
  await waitFor(() => expect(document.activeElement?.textContent).toMatch(/address/))
  desktop.answer('showAccount', () => done(anAccount()))
  await fireEvent.focus(window)
  await waitFor(() => expect(screen.queryByRole('button', { name: new RegExp(words) })).toBeNull())
})
