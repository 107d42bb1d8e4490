import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import type { Changeset } from 'server/contract'
import { beforeEach, describe, expect, test } from 'vitest'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import CloseAccount from './CloseAccount.svelte'
import ImportCsv from './ImportCsv.svelte'
import { Review } from './review.svelte.ts'
import ReviewDialog from './ReviewDialog.svelte'
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
  desktop = fakeDesktop()
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
    await review.ask({ rows: [] })
    render(ReviewDialog, { desk, review, unit, ...told })
    return review
  }
  const applies = (changes: number) =>
    desktop.answer('applyChangeset', () => done(aChangeset({ changed: changes }, { state: 'applied' })))

  test('Ctrl+Enter applies what the button says, with why, and it is told', async () => {
    await open(aChangeset({ changed: 2, unchanged: 3 }))
    applies(2)
    await fireEvent.input(screen.getByLabelText(/^Why/), { target: { value: 'New rota' } })
    expect(button('Apply 2 changes').getAttribute('aria-disabled')).toBe('false')
    await fireEvent.keyDown(window, { key: 'Enter' })
    expect(asked('applyChangeset')).toEqual([])
    await fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true })
    await waitFor(() => expect(closed).toBe(1))
    expect(asked('applyChangeset')).toMatchObject([{ changes: 2, why: 'New rota' }])
    expect(applied).toMatchObject([{ state: 'applied' }])
    expect(desk.toasts.current?.text).toBe('2 changes applied.')
  })

  test('nothing is applied while a row is wrong, and the button says why', async () => {
    const wrong = aRow(4, 'wrong', {
      cells: [{ column: 'email', from: '', to: 'susan@', now: null }],
      errors: [{ column: 'email', message: 'Enter an e-mail address in full.' }],
    })
    await open(aChangeset({ changed: 1, wrong: 1 }), [wrong, aRow(2, 'changed')], 'csv')
    const apply = button('Apply 1 change')
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
    await fireEvent.click(button('Apply 11 changes'))
    expect(asked('applyChangeset')).toEqual([])
    await fireEvent.click(button('Look again'))
    expect(screen.queryByText('11 people leave')).toBeNull()
    await fireEvent.click(button('Apply 11 changes'))
    await fireEvent.click(screen.getAllByRole('button', { name: 'Apply 11 changes' }).at(-1)!)
    await waitFor(() => expect(closed).toBe(1))
    expect(asked('applyChangeset')).toHaveLength(1)
  })

  test('without an answer it says that nobody knows, and stays for another try', async () => {
    await open(aChangeset({ changed: 1 }))
    desktop.answer('applyChangeset', () => offline)
    await fireEvent.click(button('Apply 1 change'))
    expect(await screen.findByText(/nobody knows whether it was done. Try again: it is not done twice/)).toBeTruthy()
    expect(closed).toBe(0)
    applies(1)
    await fireEvent.click(button('Apply 1 change'))
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
    ...{ person, username: 'susan.turner', openConversations: 2, elsewhere: ['Fife Renal Unit'] },
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
    expect(desk.toasts.current?.text).toBe('Susan Turner’s account is closed.')
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

  test('somebody has to take over what is open', async () => {
    await open({ takesOver: null })
    await fireEvent.click(button(close))
    expect(await screen.findByText('Choose who takes the conversations over.')).toBeTruthy()
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
