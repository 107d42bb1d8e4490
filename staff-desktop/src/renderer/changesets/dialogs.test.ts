import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import type { Changeset } from 'server/contract'
import { beforeEach, describe, expect, test } from 'vitest'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import CloseAccount from './CloseAccount.svelte'
import ImportCsv from './ImportCsv.svelte'
import { Review } from './review.svelte.ts'
import ReviewDialog from './ReviewDialog.svelte'
import { asRow } from '../staff/staffRows.ts'
import { member } from '../staff/testing.ts'
import { aChangeset, aPage, aRow } from './samples.ts'

const unit = { id: 'edinburgh', name: 'Edinburgh Renal Unit' }
const me = { id: 'fiona', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }

let desktop: FakeDesktop
let desk: Desk
let closed: number
let applied: Changeset[]
beforeEach(() => {
  // jsdom cannot show them.
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true
    },
    close(this: HTMLDialogElement) {
      this.open = false
    },
  })
  // What the unit's page says is nothing to these dialogs.
  desktop = fakeDesktop({ showUnit: () => offline })
  desk = new Desk(desktop, me, { idleEndsAt: '', endsAt: '', warnSeconds: 120 })
  closed = 0
  applied = []
})
const told = {
  onclose: () => {
    closed++
  },
  onapplied: (changeset: Changeset) => void applied.push(changeset),
}
const asked = (name: string) => desktop.asked.filter((one) => one.name === name).map(({ input }) => input)
const button = (name: string | RegExp) => screen.getByRole('button', { name })

describe('the review', () => {
  async function open(changeset: Changeset, rows = [aRow(1, 'changed')], source: 'grid' | 'csv' = 'grid') {
    desktop.answer('previewChangeset', () => done(aPage(changeset, rows)))
    const review = new Review(desktop, { unitId: unit.id, list: 'staff', source })
    await review.ask(source === 'csv' ? { csv: 'YSxi' } : { rows: [] })
    render(ReviewDialog, { desk, review, unit, ...told })
    return review
  }
  const applies = (changes: number) =>
    desktop.answer('applyChangeset', () => done(aChangeset({ changed: changes }, { state: 'applied' })))

  test('Ctrl+Enter applies what the button says, with why, and it is told', async () => {
    await open(aChangeset({ changed: 2, unchanged: 3 }))
    applies(2)
    await fireEvent.input(screen.getByLabelText(/^Why/), { target: { value: 'New rota' } })
    expect(button('Apply to 2 people').getAttribute('aria-disabled')).toBe('false')
    await fireEvent.keyDown(window, { key: 'Enter' })
    expect(asked('applyChangeset')).toEqual([])
    await fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true })
    await waitFor(() => expect(closed).toBe(1))
    expect(asked('applyChangeset')).toMatchObject([{ changes: 2, why: 'New rota' }])
    expect(applied).toMatchObject([{ state: 'applied' }])
    expect(desk.toasts.current?.text).toBe('2 people changed.')
  })

  test('nothing is applied while a row is wrong, and the button says why', async () => {
    const wrong = aRow(4, 'wrong', {
      cells: [{ column: 'email', from: '', to: 'susan@', now: null }],
      errors: [{ column: 'email', message: 'Enter an e-mail address in full.' }],
    })
    await open(aChangeset({ changed: 1, wrong: 1 }), [wrong, aRow(2, 'changed')], 'csv')
    const apply = button('Apply to 1 person')
    expect(apply.getAttribute('aria-disabled')).toBe('true')
    expect(document.getElementById(apply.getAttribute('aria-describedby')!)?.textContent).toBe('1 row is wrong.')
    await fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true })
    await fireEvent.click(apply)
    expect(asked('applyChangeset')).toEqual([])
    expect(screen.getByText('Row 4')).toBeTruthy()
    expect(screen.getByText('Enter an e-mail address in full.')).toBeTruthy()
    desktop.answer('exportErrors', () => done({ fileName: 'staff-rows-to-mend.csv', csv: 'Row' }))
    await fireEvent.click(button('Save the 1 wrong row as a file…'))
    await waitFor(() => expect(desktop.files).toEqual([{ name: 'staff-rows-to-mend.csv', text: 'Row' }]))
  })

  test('cells are said in words: yes and no, what is empty, somebody who leaves', async () => {
    await open(aChangeset({ changed: 1, closed: 1 }), [
      aRow(1, 'changed', {
        cells: [
          { column: 'isRecipient', from: 'no', to: 'yes', now: null },
          { column: 'roleTitle', from: 'Nurse', to: '', now: null },
        ],
      }),
      aRow(2, 'closed', { cells: [{ column: 'close', from: '', to: 'altogether', now: null }] }),
    ])
    const text = screen.getByRole('region', { name: 'Rows' }).textContent.replace(/\s+/g, ' ')
    expect(text).toMatch(/Message recipient ?No ?Yes/)
    expect(text).toMatch(/Role title ?Nurse ?empty/)
    expect(text).toContain('Account closed altogether')
  })

  test('more than ten leavers are asked about once more', async () => {
    await open(aChangeset({ closed: 11 }))
    applies(11)
    await fireEvent.click(button('Apply to 11 people'))
    expect(asked('applyChangeset')).toEqual([])
    await fireEvent.click(button('Look again'))
    expect(screen.queryByText('11 people leave')).toBeNull()
    await fireEvent.click(button('Apply to 11 people'))
    await fireEvent.click(screen.getAllByRole('button', { name: 'Apply to 11 people' }).at(-1)!)
    await waitFor(() => expect(closed).toBe(1))
    expect(asked('applyChangeset')).toHaveLength(1)
  })

  test('when there is no answer to what is asked now, only that is shown', async () => {
    const review = await open(aChangeset({ changed: 2 }))
    desktop.answer('previewChangeset', () => offline)
    await review.ask({ rows: [] })
    expect(await screen.findByText('The service cannot be reached.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^Apply/ })).toBeNull()
    expect(screen.queryByText('Person 1')).toBeNull()
  })

  test('links that will be e-mailed are counted, and old addresses are told besides', async () => {
    const cells = [{ column: 'email', from: 'old@nhs.uk', to: 'new@nhs.uk', now: null }]
    await open(aChangeset({ changed: 1 }, { emails: 1 }), [aRow(1, 'changed', { cells })])
    expect(
      screen.getByText(/^1 person will be e-mailed a link.*Their old addresses are told, if they were confirmed\.$/),
    ).toBeTruthy()
  })

  test('a question is no wrong row: it is marked so, and stays when the wrong ones are left out', async () => {
    const candidates = [{ id: 'morag', name: 'Morag Lindsay', about: 'Nurse, Fife' }]
    const rows = [aRow(1, 'wrong', { accountId: null, candidates }), aRow(2, 'wrong')]
    await open(aChangeset({ wrong: 2 }), rows, 'csv')
    expect(screen.getByText('To decide')).toBeTruthy()
    expect(button('2 wrong or to decide')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^0 / })).toBeNull()
    expect(screen.getByText(/Mend it in the file and choose the file again, or leave it out/)).toBeTruthy()
    desktop.answer('showChangeset', () => done(aPage(aChangeset({ wrong: 2 }), rows)))
    await fireEvent.click(button('Leave out the 1 wrong row'))
    await waitFor(() => expect(asked('previewChangeset').at(-1)).toMatchObject({ without: [2] }))
  })

  test('somebody new who is on the list already: in a file the row is left out, and their username is said', async () => {
    const candidates = [{ id: 'susan', name: 'Susan Turner', about: 'Edinburgh: on this list already' }]
    const cells = [{ column: 'roleTitle', from: '', to: 'Dietitian', now: null }]
    desk.units.open(unit.id)
    desk.units.page!.staff.sheet.load([{ ...asRow(member('Susan', 'Turner')), id: 'susan' }])
    await open(aChangeset({ wrong: 1 }), [aRow(3, 'wrong', { accountId: null, candidates, cells })], 'csv')
    expect(screen.queryByText(/joins this unit/)).toBeNull()
    expect(screen.getByText(/put their username \(susan.turner\) into this row/)).toBeTruthy()
    expect(screen.getByText('Dietitian')).toBeTruthy()
    await fireEvent.click(screen.getByLabelText(/leave this row out/))
    await waitFor(() => expect(asked('previewChangeset').at(-1)).toMatchObject({ without: [3] }))
  })

  test('who takes over is said of everybody who leaves, by name', async () => {
    desk.units.open(unit.id)
    const page = desk.units.page!
    page.staff.sheet.load([asRow(member('Iain', 'Buchanan')), asRow(member('Ann', 'Reid', { openConversations: 3 }))])
    page.unit = { defaultContact: { id: 'fiona', name: 'Fiona MacLeod' } } as never
    const close = { column: 'close', from: '', to: 'this unit', now: null }
    const takesOver = { column: 'takesOver', from: '', to: 'iain.buchanan', now: null }
    await open(aChangeset({ closed: 2 }), [
      aRow(1, 'closed', { accountId: 'ann.reid', cells: [close] }),
      aRow(2, 'closed', { accountId: 'other', cells: [close, takesOver] }),
      aRow(3, 'closed', { accountId: 'third', cells: [close, { ...takesOver, to: 'no.body' }] }),
    ])
    expect(screen.getByText('Fiona MacLeod, the default messaging contact')).toBeTruthy()
    expect(screen.getByText('Iain Buchanan')).toBeTruthy()
    expect(screen.getByText('username no.body')).toBeTruthy()
  })

  test('when nothing is left after taking theirs, it closes and says so', async () => {
    const cells = [{ column: 'roleTitle', from: '', to: 'Nurse', now: 'Sister' }]
    const conflict = aRow(1, 'conflict', { accountId: 'susan', cells })
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ conflict: 1 }), [conflict])))
    desktop.answer('showChangeset', () => done(aPage(aChangeset({ conflict: 1 }), [conflict])))
    const review = new Review(desktop, { unitId: unit.id, list: 'staff', source: 'grid' })
    await review.ask({ rows: [{ id: 'susan', cells: { roleTitle: { from: '', to: 'Nurse' } } }] })
    render(ReviewDialog, { desk, review, unit, ...told })
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ unchanged: 1 }), [])))
    await fireEvent.click(screen.getByLabelText('Take theirs'))
    await waitFor(() => expect(closed).toBe(1))
    expect(desk.toasts.current?.text).toBe('Nothing is left to apply: what others wrote stays as it is.')
    expect(review.settled).toEqual([{ accountId: 'susan', column: 'roleTitle', now: 'Sister', choice: 'theirs' }])
    expect(applied).toEqual([])
  })

  test('without an answer it says that nobody knows, and stays for another try', async () => {
    await open(aChangeset({ changed: 1 }))
    desktop.answer('applyChangeset', () => offline)
    await fireEvent.click(button('Apply to 1 person'))
    expect(await screen.findByText(/nobody knows whether it was done. Try again: it is not done twice/)).toBeTruthy()
    expect(closed).toBe(0)
    applies(1)
    await fireEvent.click(button('Apply to 1 person'))
    await waitFor(() => expect(applied).toHaveLength(1))
  })
})

describe('a file', () => {
  const choose = async (file: File) => {
    const field = screen.getByLabelText<HTMLInputElement>('Choose a CSV file, or drop it here')
    await fireEvent.change(field, { target: { files: [file] } })
    return field
  }

  test('is sent byte by byte as it is, whatever it is written in', async () => {
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ changed: 1 }, { source: 'csv' }), [])))
    render(ImportCsv, { desk, unit, list: 'staff', ...told })
    const bytes = new Uint8Array(70_000).map((_, at) => at % 256)
    await choose(new File([bytes], 'staff.csv'))
    expect(await screen.findByText('Check the file')).toBeTruthy()
    const [{ csv }] = asked('previewChangeset') as [{ csv: string }]
    expect(Uint8Array.from(atob(csv), (one) => one.charCodeAt(0))).toEqual(bytes)
  })

  test('that cannot be read says why beside the field, and can be chosen again', async () => {
    desktop.answer('previewChangeset', () =>
      refused({ status: 422, code: 'badInput', fields: { csv: 'There are no rows below the header.' } }),
    )
    render(ImportCsv, { desk, unit, list: 'staff', ...told })
    const field = await choose(new File(['Username'], 'staff.csv'))
    expect(await screen.findByText('staff.csv: There are no rows below the header.')).toBeTruthy()
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(field)
  })

  test('that is empty or too large is not even sent', async () => {
    render(ImportCsv, { desk, unit, list: 'staff', ...told })
    await choose(new File([], 'staff.csv'))
    expect(await screen.findByText(/The file is empty/)).toBeTruthy()
    await choose(new File([new Uint8Array(2_000_001)], 'staff.csv'))
    expect(await screen.findByText(/The file is too large/)).toBeTruthy()
    expect(asked('previewChangeset')).toEqual([])
  })
})

describe('closing an account', () => {
  const person = { id: 'susan', name: 'Susan Turner', roleTitle: 'Dietitian', kind: 'staff' as const }
  const leaver = {
    ...{
      person,
      username: 'susan.turner',
      openConversations: 2,
      absences: [],
      covers: [],
      elsewhere: ['Fife Renal Unit'],
    },
    conversations: [{ id: 'c', with: 'Lionel Campbell', lastActivityAt: '2026-11-22T14:00:00Z' }],
    takesOver: { ...person, id: 'fiona', name: 'Fiona MacLeod', username: 'fiona.macleod' },
    ...{ isDefaultContact: false, can: { closeHere: true, closeAltogether: true }, because: null },
  }
  const close = 'Close Susan Turner’s account'
  const open = async (more: object = {}) => {
    desktop.answer('showLeaver', () => done({ ...leaver, ...more }))
    render(CloseAccount, { desk, unit, accountId: 'susan', ...told })
    await screen.findByRole('heading', { name: close })
  }

  test('is one row with where from and who takes over, applied at one press', async () => {
    await open()
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ closed: 1 }), [aRow(1, 'closed')])))
    desktop.answer('applyChangeset', () => done(aChangeset({ closed: 1 }, { state: 'applied' })))
    await fireEvent.click(screen.getByLabelText(/^Altogether/))
    await fireEvent.click(button(close))
    await waitFor(() => expect(closed).toBe(1))
    const cells = { close: { to: 'altogether' }, takesOver: { to: 'fiona.macleod' } }
    expect(asked('previewChangeset')).toMatchObject([{ source: 'form', rows: [{ id: 'susan', cells }] }])
    expect(asked('applyChangeset')).toMatchObject([{ changes: 1 }])
    expect(desk.toasts.current?.text).toBe('Susan Turner’s account is closed. Fiona MacLeod takes over what was open.')
  })

  test('shows what forbids it and applies nothing', async () => {
    await open()
    const errors = [{ column: null, message: 'Fiona MacLeod is the last unit admin.' }]
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ wrong: 1 }), [aRow(1, 'wrong', { errors })])))
    await fireEvent.click(button(close))
    expect(await screen.findByText('Fiona MacLeod is the last unit admin.')).toBeTruthy()
    expect(asked('applyChangeset')).toEqual([])
    expect(closed).toBe(0)
  })

  test('says why not, and has no button then', async () => {
    await open({ can: { closeHere: false, closeAltogether: false }, because: 'They are the last unit admin.' })
    expect(screen.getByText('They are the last unit admin.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: close })).toBeNull()
  })

  test('whose only unit it is has no choice, only a sentence', async () => {
    await open({ elsewhere: [] })
    expect(screen.getByText(/is the only unit of Susan Turner, so their account is closed/)).toBeTruthy()
    expect(screen.queryByRole('radio')).toBeNull()
  })

  test('who works elsewhere as well leaves this unit, unless it is said otherwise', async () => {
    await open()
    expect(screen.getByLabelText<HTMLInputElement>(/^Only from Edinburgh/).checked).toBe(true)
  })

  test('somebody has to take over what is open', async () => {
    await open({ takesOver: null })
    await fireEvent.click(button(close))
    expect(await screen.findByText('Choose who takes over.')).toBeTruthy()
    expect(asked('previewChangeset')).toEqual([])
  })

  test('a lost answer to the closing is tried again under the same id', async () => {
    await open()
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ closed: 1 }), [aRow(1, 'closed')])))
    desktop.answer('applyChangeset', () => offline)
    await fireEvent.click(button(close))
    expect(await screen.findByText(/nobody knows whether it was done/)).toBeTruthy()
    desktop.answer('previewChangeset', () => refused({ status: 409, code: 'alreadyApplied' }))
    desktop.answer('showChangeset', () => done(aPage(aChangeset({ closed: 1 }, { state: 'applied' }), [])))
    await fireEvent.click(button(close))
    await waitFor(() => expect(applied).toHaveLength(1))
    const ids = (asked('previewChangeset') as { changesetId: string }[]).map(({ changesetId }) => changesetId)
    expect(new Set(ids).size).toBe(1)
    expect(asked('applyChangeset')).toHaveLength(1)
  })
})
