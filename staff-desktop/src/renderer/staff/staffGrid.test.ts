import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import { newPeople } from './newPeople.ts'
import { counted, passes } from './quickFilters.ts'
import { StaffGrid } from './staffGrid.svelte.ts'
import { asRow } from './staffRows.ts'
import { member } from './testing.ts'

const fiona = member('Fiona', 'MacLeod', { role: 'unit_admin', isDefaultContact: true, isRecipient: true })
const susan = member('Susan', 'Turner', { roleTitle: 'Dietitian', lastSignInAt: '2026-11-01T10:00:00Z' })
const iain = member('Iain', 'Buchanan', { email: null, emailState: 'none' })
let desktop: FakeDesktop
let grid: StaffGrid
let staff = [fiona, susan, iain]
beforeEach(async () => {
  vi.useFakeTimers()
  staff = [fiona, susan, iain]
  desktop = fakeDesktop({ listStaff: () => done({ staff, next: null }) })
  grid = new StaffGrid(desktop, 'unit')
  await grid.fetch()
})
afterEach(() => void vi.useRealTimers())
const change = (row: string, column: string, to: string) =>
  grid.sheet.set([{ row, column, edit: { from: grid.sheet.byId.get(row)!.cells[column]!, to } }])
const staged = () => grid.sheet.edits.kept.map(({ row, column, to }) => `${row} ${column} ${to}`)
const previewed = (rows: object[]) => done({ changeset: { changes: 1, counts: {} }, rows, next: null })
const line = (more: object) => ({ line: 1, kind: 'wrong', accountId: susan.id, cells: [], errors: [], candidates: [], ...more }) // prettier-ignore

describe('the list', () => {
  test('is loaded page by page, and what is there shows at once', async () => {
    const big = new StaffGrid(desktop, 'unit')
    let more!: (answer: unknown) => void
    desktop.answer('listStaff', ({ cursor }: { cursor?: string }) =>
      cursor ? new Promise((resolve) => (more = resolve)) : done({ staff: [fiona], next: 'page 2' }),
    )
    const loaded = big.fetch()
    await vi.waitFor(() => expect(big.sheet.shown).toHaveLength(1))
    more(done({ staff: [susan], next: null }))
    await loaded
    expect(big.sheet.rows).toHaveLength(2)
    expect(desktop.asked.at(-1)?.input).toEqual({ unitId: 'unit', limit: 1000, cursor: 'page 2' })
  })

  test('that cannot be loaded anew stays, and says that it may be old', async () => {
    desktop.answer('listStaff', () => offline)
    await grid.fetch()
    expect([grid.state, grid.problem?.code, grid.sheet.rows.length]).toEqual(['ready', 'offline', 3])
    const never = new StaffGrid(desktop, 'unit')
    await never.fetch()
    expect(never.state).toBe('failed')
  })

  test('quick filters, each with its number', () => {
    change(susan.id, 'roleTitle', 'Renal dietitian')
    expect(grid.counts).toEqual({
      all: 3,
      changed: 1,
      toLookAt: 0,
      recipients: 1,
      noRoleTitle: 1,
      admins: 1,
      away: 0,
      never: 2,
      noCode: 3,
      noEmail: 1,
      unsound: 0,
    })
    grid.quick = 'noEmail'
    expect(grid.sheet.shown.map(({ name }) => name)).toEqual(['Iain Buchanan'])
    grid.quick = 'changed'
    expect(grid.sheet.shown.map(({ name }) => name)).toEqual(['Susan Turner'])
    grid.showAll()
    expect(grid.sheet.shown).toHaveLength(3)
    const bouncing = asRow(member('B', 'C', { emailState: 'bouncing' }))
    expect(passes('unsound', bouncing, { edited: new Map(), marked: new Map() })).toBe(true)
    expect(counted([bouncing], { edited: new Map(), marked: new Map() }).unsound).toBe(1)
  })
})

describe('cells that are not the unit’s', () => {
  test('name and address of somebody who belongs elsewhere too, with the reason', () => {
    const row = asRow({ ...susan, can: { ...susan.can, changeAccount: false } })
    const why = (id: string) =>
      grid.sheet.options.locked(
        row,
        grid.sheet.options.columns.find((one) => one.id === id)!,
      )
    expect(why('email')).toContain('Central Support can change their e-mail address')
    expect(why('lastName')).toContain('Central Support can change their name')
    expect([why('roleTitle'), why('isRecipient'), why('role')]).toEqual([null, null, null])
    expect(why('username')).toContain('stays as it is')
  })
})

test('the default messaging contact goes from one to another in one step, and to a recipient', () => {
  change(susan.id, 'isDefaultContact', 'yes')
  expect(staged().sort()).toEqual([
    'fiona.macleod isDefaultContact no',
    'susan.turner isDefaultContact yes',
    'susan.turner isRecipient yes',
  ])
  change(iain.id, 'isDefaultContact', 'yes')
  expect(staged()).not.toContain('susan.turner isDefaultContact yes')
  grid.sheet.set([{ row: fiona.id, column: 'isDefaultContact', edit: undefined }])
  expect(staged().filter((one) => one.includes('isDefaultContact'))).toEqual([])
})

describe('what the server says meanwhile', () => {
  test('it is asked when the hand rests, with what was on the screen', async () => {
    desktop.answer('previewChangeset', () => previewed([]))
    change(susan.id, 'roleTitle', 'a')
    grid.preview.soon()
    await vi.advanceTimersByTimeAsync(300)
    change(susan.id, 'roleTitle', 'ab')
    grid.preview.soon()
    await vi.advanceTimersByTimeAsync(600)
    const asked = desktop.asked.filter(({ name }) => name === 'previewChangeset')
    expect(asked).toHaveLength(1)
    expect(asked[0]!.input).toMatchObject({
      source: 'grid',
      rows: [{ id: susan.id, cells: { roleTitle: { from: 'Dietitian', to: 'ab' } } }],
    })
  })

  test('an error sits in its cell until the cell says something else', async () => {
    desktop.answer('previewChangeset', () =>
      previewed([line({ errors: [{ column: 'email', message: 'Not an address' }] })]),
    )
    change(susan.id, 'email', 'nonsense')
    await grid.preview.ask()
    expect(grid.preview.marks.get(susan.id)?.wrong.get('email')).toBe('Not an address')
    expect(grid.preview.bad).toBe(1)
    change(susan.id, 'email', 'susan@nhs.uk')
    expect(grid.preview.bad).toBe(0)
  })

  test('more errors than a page holds are all in their cells', async () => {
    const error = (n: number, accountId: string) => line({ line: n, accountId, errors: [{ column: 'email', message: 'No' }] }) // prettier-ignore
    desktop.answer('previewChangeset', () =>
      done({ changeset: { changes: 0, counts: { wrong: 2, conflict: 0 } }, rows: [error(1, susan.id)], next: 'more' }),
    )
    desktop.answer('showChangeset', ({ kind, cursor }: { kind: string; cursor?: string }) => {
      if (kind === 'conflict') return previewed([])
      return done({ changeset: {}, rows: [cursor ? error(2, iain.id) : error(1, susan.id)], next: cursor ? null : 'more' }) // prettier-ignore
    })
    change(susan.id, 'email', 'x')
    change(iain.id, 'email', 'y')
    await grid.preview.ask()
    expect([...grid.preview.marks.keys()]).toEqual([susan.id, iain.id])
  })

  test.each([
    ['keepMine', { from: 'Ward sister', to: 'Renal dietitian' }],
    ['takeTheirs', undefined],
  ] as const)('a conflict: %s', async (choice, edit) => {
    desktop.answer(
      'previewChangeset',
      () =>
      previewed([line({ kind: 'conflict', cells: [{ column: 'roleTitle', from: 'Dietitian', to: 'Renal dietitian', now: 'Ward sister' }] })]), // prettier-ignore
    )
    change(susan.id, 'roleTitle', 'Renal dietitian')
    await grid.preview.ask()
    expect(grid.preview.marks.get(susan.id)?.now.get('roleTitle')).toBe('Ward sister')
    grid[choice](susan.id, 'roleTitle', 'Ward sister')
    expect(grid.sheet.edits.get(susan.id, 'roleTitle')).toEqual(edit)
    expect(grid.sheet.byId.get(susan.id)?.cells.roleTitle).toBe('Ward sister')
    expect(grid.preview.bad).toBe(0)
  })

  test('those to look at are shown alone, and stay while they are mended', async () => {
    desktop.answer('previewChangeset', () =>
      previewed([line({ errors: [{ column: 'email', message: 'Not an address' }] })]),
    )
    change(susan.id, 'email', 'nonsense')
    await grid.preview.ask()
    grid.quick = 'toLookAt'
    change(susan.id, 'email', 'susan@nhs.uk')
    expect(grid.sheet.shown.map(({ name }) => name)).toEqual(['Susan Turner'])
  })

  test('what was decided in the review holds in the grid; what was written is no change any more', () => {
    change(susan.id, 'roleTitle', 'Renal dietitian')
    change(iain.id, 'roleTitle', 'Nurse')
    const settled = { column: 'roleTitle', now: 'Sister' }
    grid.settle([
      { ...settled, accountId: susan.id, choice: 'theirs' },
      { ...settled, accountId: iain.id, choice: 'mine' },
      { ...settled, accountId: fiona.id, choice: 'mine' },
    ])
    expect(grid.sheet.edits.kept).toEqual([{ row: iain.id, column: 'roleTitle', from: 'Sister', to: 'Nurse' }])
  })

  test('when it cannot be asked, nothing is lost and nothing is marked', async () => {
    desktop.answer('previewChangeset', () => refused({ code: 'unavailable' }))
    change(susan.id, 'roleTitle', 'x')
    await grid.preview.ask()
    expect([grid.preview.bad, grid.sheet.edits.cells, grid.preview.review?.problem?.code]).toEqual([0, 1, 'unavailable']) // prettier-ignore
  })
})

test('after it is applied, what was left out is still waiting, and the next changeset is another', async () => {
  desktop.answer('previewChangeset', () => previewed([]))
  change(susan.id, 'roleTitle', 'x')
  change(iain.id, 'roleTitle', 'y')
  const review = grid.preview.begin()
  await vi.advanceTimersByTimeAsync(0)
  review.without = [2]
  staff = [fiona, { ...susan, roleTitle: 'x' }, iain]
  await grid.applied(grid.preview.written(review))
  expect(staged()).toEqual(['iain.buchanan roleTitle y'])
  expect(grid.preview.begin().id).not.toBe(review.id)
})

test('rows from a spreadsheet: by their headers in any order, else in ours', () => {
  expect(newPeople([['E-mail', 'SURNAME', 'First name', 'Shoe size'], ['a@b.uk', 'Reid', 'Ann', '5'], ['', '', '', '']])).toEqual([{ email: 'a@b.uk', lastName: 'Reid', firstName: 'Ann' }]) // prettier-ignore
  expect(newPeople([['Reid', 'Ann', 'Nurse', '', 'Y']])).toEqual([
    { lastName: 'Reid', firstName: 'Ann', roleTitle: 'Nurse', isRecipient: 'yes' },
  ])
})
