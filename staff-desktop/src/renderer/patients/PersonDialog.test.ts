import { cleanup, fireEvent, render, screen } from '@testing-library/svelte'
import { beforeAll, expect, test, vi } from 'vitest'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline } from '../fakeDesktop.ts'
import { cellsOf, patientFields, type Cells } from './fields.ts'
import { PersonActions } from './personActions.ts'
import PersonDialog from './PersonDialog.svelte'
import { fromPatient } from './reached.ts'
import { aChangeset, aPatient, aRow, preview } from './testing.ts'

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const later = '2026-11-22T22:00:00Z'

// jsdom has no modal dialogs.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

function open({
  patient = null as ReturnType<typeof aPatient> | null,
  row = aRow({}),
  typed = undefined as Cells | undefined,
  /** Who is on the list without an address, when somebody was added. */
  added = [] as ReturnType<typeof aPatient>[],
} = {}) {
  const desktop = fakeDesktop({
    previewChangeset: () => preview(row),
    applyChangeset: () => done(aChangeset({ state: 'applied', can: { apply: false, undo: true } })),
    listPatients: () => done({ patients: added, next: null }),
  })
  const me = { id: 'me', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  const onclose = vi.fn()
  const onchanged = vi.fn()
  const onhere = vi.fn()
  const person = patient && { who: fromPatient(patient), cells: cellsOf(patient), ...(typed && { typed }) }
  const actions = new PersonActions(desk, unit, onchanged)
  render(PersonDialog, { desk, unit, list: 'patients', names: patientFields, person, actions, onhere, onclose })
  const asked = (name: string) => desktop.asked.filter((one) => one.name === name)
  return { desktop, desk, onclose, onchanged, onhere, asked }
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(new RegExp(`^${label}`))
const type = (label: string, value: string) => fireEvent.input(field(label), { target: { value } })
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))

const labelOf = (label: string) => screen.getByLabelText<HTMLInputElement>(new RegExp(`^${label}`)).labels![0]!

async function typeJean() {
  await type('First name', 'Jean')
  await type('Last name', 'O’Brien')
  await type('Date of birth', '31/12/1961')
}

test('somebody is added: the button names them, and the list and the toast follow', async () => {
  const { desk, onclose, onchanged } = open()
  await typeJean()
  await press('Add Jean O’Brien')
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce())
  expect(onchanged).toHaveBeenCalledOnce()
  expect(desk.toasts.current).toMatchObject({
    text: 'Jean O’Brien is a patient of Edinburgh Renal Unit now.',
    action: { label: 'Undo' },
  })
})

test('who was added without an e-mail address is offered a letter; of two alike nobody guesses', async () => {
  const jean = aPatient({
    ...{ id: 'jean', firstName: 'Jean', lastName: 'O’Brien', dateOfBirth: '1961-12-31', email: null },
    wayIn: { chosen: false, invitation: null },
  })
  for (const added of [[jean], [jean, { ...jean, id: 'another' }], [{ ...jean, dateOfBirth: '1950-01-01' }]]) {
    const { desk, asked } = open({ added })
    const offered = vi.spyOn(desk, 'openDialog')
    await typeJean()
    await press('Add Jean O’Brien')
    await vi.waitFor(() => expect(asked('listPatients')).toHaveLength(1))
    await Promise.resolve()
    expect(offered.mock.calls.map(([, props]) => (props as { person: { id: string } }).person.id)).toEqual(
      added.length === 1 && added[0]!.dateOfBirth === jean.dateOfBirth ? ['jean'] : [],
    )
    cleanup()
  }
})

test('what is wrong stands beside its field, which has the focus; what was typed is still there', async () => {
  const errors = [{ column: 'nhsNumber', message: 'A digit is wrong' }]
  const { onclose, asked } = open({ row: aRow({ kind: 'wrong', errors }) })
  await typeJean()
  await type('NHS number', '943 476 5918')
  await press('Add Jean O’Brien')
  await vi.waitFor(() => expect(document.activeElement).toBe(field('NHS number')))
  expect(field('NHS number')).toMatchObject({ value: '943 476 5918' })
  expect(screen.getByText('A digit is wrong').id).toBe(
    field('NHS number').getAttribute('aria-describedby')!.split(' ')[0],
  )
  expect(onclose).not.toHaveBeenCalled()
  expect(asked('applyChangeset')).toEqual([])
})

test('a likely duplicate is asked about with the people to choose from', async () => {
  const candidates = [{ id: 'c1', name: 'Jean O’Brien', about: 'born 31 December 1961, a patient of another unit' }]
  const { desktop, onclose, asked } = open({ row: aRow({ kind: 'wrong', candidates }) })
  await typeJean()
  await press('Add Jean O’Brien')
  const same = await screen.findByLabelText(/Let them join Edinburgh Renal Unit/)
  desktop.answer('previewChangeset', () => preview(aRow({ candidates, sameAs: 'c1' })))
  await fireEvent.click(same)
  await press('Let Jean O’Brien join')
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce())
  expect(asked('previewChangeset').at(-1)?.input).toMatchObject({ same: [{ line: 1, accountId: 'c1' }] })
})

test('who is on the list already opens instead, with what was typed beyond what is known of them', async () => {
  const candidates = [{ id: 'c1', name: 'Jean O’Brien', about: 'born 31 December 1961, a patient of this unit' }]
  const { desktop, onclose, onhere, asked } = open({ row: aRow({ kind: 'wrong', candidates }) })
  const known = aPatient({ id: 'c1', firstName: 'Jean', lastName: 'O’Brien', email: null })
  const pages: Record<string, unknown> = {
    first: { patients: [aPatient({ id: 'other' })], next: 'second' },
    second: { patients: [known], next: null },
  }
  desktop.answer('listPatients', ({ cursor = 'first' }: { cursor?: string }) => done(pages[cursor]))
  await typeJean()
  await type('E-mail address', 'jean@example.org')
  await press('Add Jean O’Brien')
  await fireEvent.click(await screen.findByLabelText(/Yes: this is the patient who is on the list already/))
  await press('Open Jean O’Brien')
  await vi.waitFor(() => expect(onhere).toHaveBeenCalledOnce())
  expect(onhere).toHaveBeenCalledWith(known, expect.objectContaining({ email: 'jean@example.org', telephone: '' }))
  // It is the other form that is open now.
  expect(onclose).not.toHaveBeenCalled()
  expect(asked('applyChangeset')).toEqual([])
})

test('who is on the list already cannot be opened without a connection, or after they left it', async () => {
  const candidates = [{ id: 'c1', name: 'Jean O’Brien', about: 'born 31 December 1961, a patient of this unit' }]
  const { desktop, onhere } = open({ row: aRow({ kind: 'wrong', candidates }) })
  desktop.answer('listPatients', () => offline)
  await typeJean()
  await press('Add Jean O’Brien')
  await fireEvent.click(await screen.findByLabelText(/on the list already/))
  await press('Open Jean O’Brien')
  expect(await screen.findByText(/No connection/)).toBeTruthy()
  desktop.answer('listPatients', () => done({ patients: [], next: null }))
  await press('Open Jean O’Brien')
  expect(await screen.findByText(/has left the list meanwhile/)).toBeTruthy()
  expect(onhere).not.toHaveBeenCalled()
})

test('what was typed to add them is a change that waits in their form, and it says so', async () => {
  const typed = { firstName: 'Isla', email: 'isla@example.org', telephone: '0131 496 0999', nhsNumber: '' }
  const { onclose } = open({ patient: aPatient({ email: null }), typed })
  expect(field('E-mail address').value).toBe('isla@example.org')
  expect(field('Telephone').value).toBe('0131 496 0999')
  expect(field('NHS number').value).toBe('943 476 5919')
  const said = screen.getByText(/is on the list already, so nobody was added/)
  expect(said.textContent).toContain('E-mail address and Telephone instead of 0131 496 0120')
  expect(document.activeElement).toBe(said)
  expect(screen.getByRole('button', { name: 'Save 2 changes' })).toBeTruthy()
  await press('Close')
  expect(onclose).not.toHaveBeenCalled()
})

test('of whom nothing may be changed here, what was typed is named and not filled in', () => {
  const can = {
    changeAccount: false,
    sendVerification: false,
    resetSignIn: false,
    invite: false,
    printLetter: false,
    write: true,
  }
  open({ patient: aPatient({ can }), typed: { telephone: '0131 496 0999' } })
  expect(field('Telephone').value).toBe('0131 496 0120')
  expect(screen.getByText(/is on the list already/).textContent).toContain('is not saved')
})

test('the NHS number need not be known', () => {
  open()
  expect(labelOf('NHS number').textContent).toContain('(optional)')
  expect(labelOf('Date of birth').textContent).not.toContain('(optional)')
})

test('closing asks when something was typed, and does not when nothing was', async () => {
  const { onclose } = open({ patient: aPatient({}) })
  await type('Telephone', '0131 496 0999')
  await press('Close')
  expect(onclose).not.toHaveBeenCalled()
  await press('Go on editing')
  expect(field('Telephone').value).toBe('0131 496 0999')
  await type('Telephone', '0131 496 0120')
  await press('Close')
  expect(onclose).toHaveBeenCalledOnce()
})

test('an account that is not the unit’s alone is shown, not changed, and it says why', () => {
  const can = {
    changeAccount: false,
    sendVerification: false,
    resetSignIn: false,
    invite: false,
    printLetter: false,
    write: true,
  }
  open({ patient: aPatient({ can }) })
  expect(screen.getByText(/only Central Support can change these/)).toBeTruthy()
  expect(patientFields).toHaveLength(
    screen.getAllByRole<HTMLInputElement>('textbox').filter((one) => one.readOnly).length,
  )
  expect(screen.queryByRole('button', { name: /Save/ })).toBeNull()
})
