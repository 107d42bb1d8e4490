import { beforeEach, describe, expect, test } from 'vitest'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import type { Asked } from './asked.ts'
import { Review } from './review.svelte.ts'
import { aChangeset, aPage, aRow } from './samples.ts'

const title = (from: string, to: string, now: string | null = null) => ({ column: 'roleTitle', from, to, now })
const twoChanges = aPage(aChangeset({ changed: 2 }), [
  aRow(1, 'changed', { cells: [title('', 'Dietitian')] }),
  aRow(2, 'changed', { cells: [title('', 'Nurse')] }),
])
const asked: Asked = {
  rows: [
    { id: 'susan', cells: { roleTitle: { from: '', to: 'Dietitian' }, isRecipient: { from: 'no', to: 'yes' } } },
    { id: 'ewan', cells: { roleTitle: { from: '', to: 'Nurse' } } },
  ],
}
const changedMeanwhile = refused({ status: 409, code: 'changedMeanwhile' })
const alreadyApplied = refused({ status: 409, code: 'alreadyApplied' })

let desktop: FakeDesktop
beforeEach(() => void (desktop = fakeDesktop({ previewChangeset: () => done(twoChanges) })))

const aReview = (source: 'grid' | 'csv' | 'undo' = 'grid') =>
  new Review(desktop, { unitId: 'edinburgh', list: 'staff', source })
const lastAsked = (name: string) => desktop.asked.findLast((one) => one.name === name)?.input as Record<string, unknown>

describe('applying', () => {
  test('names the number that was shown and why', async () => {
    const review = aReview()
    expect(await review.ask(asked)).toBe(true)
    desktop.answer('applyChangeset', () => done(aChangeset({ changed: 2 }, { state: 'applied' })))
    expect(await review.apply(' New rota ')).toBe(true)
    expect(lastAsked('applyChangeset')).toEqual({
      ...{ unitId: 'edinburgh', changesetId: review.id, changes: 2, why: 'New rota' },
    })
    expect(review.changeset?.state).toBe('applied')
  })

  test('an answer that is lost changes nothing here; the same is applied again, and is found to be ours', async () => {
    const review = aReview()
    await review.ask(asked)
    desktop.answer('applyChangeset', () => offline)
    expect(await review.apply()).toBe(false)
    expect(review).toMatchObject({ state: 'ready', problem: { code: 'offline' } })
    expect(review.rows).toHaveLength(2)

    const ids = desktop.asked.filter(({ name }) => name === 'applyChangeset')
    desktop.answer('applyChangeset', () => alreadyApplied)
    desktop.answer('showChangeset', () =>
      done({ ...twoChanges, changeset: aChangeset({ changed: 2 }, { state: 'applied' }) }),
    )
    expect(await review.apply()).toBe(true)
    expect(review).toMatchObject({ state: 'applied', problem: null })
    expect(lastAsked('applyChangeset').changesetId).toBe((ids[0]!.input as { changesetId: string }).changesetId)
  })

  test('a preview that is asked for again after a lost answer finds it applied as well', async () => {
    const review = aReview()
    desktop.answer('previewChangeset', () => alreadyApplied)
    desktop.answer('showChangeset', () =>
      done({ ...twoChanges, changeset: aChangeset({ changed: 2 }, { state: 'applied' }) }),
    )
    expect(await review.ask(asked)).toBe(true)
    expect(review.isApplied).toBe(true)
  })

  test('nothing is applied twice by two clicks', async () => {
    const review = aReview()
    await review.ask(asked)
    desktop.answer('applyChangeset', () => done(aChangeset({ changed: 2 }, { state: 'applied' })))
    await Promise.all([review.apply(), review.apply()])
    expect(desktop.asked.filter(({ name }) => name === 'applyChangeset')).toHaveLength(1)
  })

  test('what others did meanwhile is shown, and nothing counts as applied', async () => {
    const review = aReview()
    await review.ask(asked)
    desktop.answer('applyChangeset', () => changedMeanwhile)
    const conflict = aRow(1, 'conflict', { cells: [title('', 'Dietitian', 'Cook')] })
    desktop.answer('showChangeset', () => done(aPage(aChangeset({ changed: 1, conflict: 1 }), [conflict])))
    expect(await review.apply()).toBe(false)
    expect(review).toMatchObject({ state: 'ready', overtaken: true, problem: null })
    expect(review.rows).toEqual([conflict])
  })
})

describe('what stands against it', () => {
  const wrong = [aRow(3, 'wrong'), aRow(7, 'wrong')]

  test('all wrong rows are left out, also those that are not on the screen', async () => {
    const review = aReview('csv')
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ changed: 1, wrong: 2 }), [wrong[0]!], 'more')))
    await review.ask({ csv: 'YSxi' })
    desktop.answer('showChangeset', ({ cursor }: { cursor?: string }) =>
      done(aPage(aChangeset({ wrong: 2 }), [wrong[cursor ? 1 : 0]!], cursor ? null : 'more')),
    )
    await review.leaveOut('wrong')
    expect(lastAsked('previewChangeset')).toMatchObject({ changesetId: review.id, csv: 'YSxi', without: [3, 7] })
  })

  test('who gives the default messaging contact up is left out with who was to get it', async () => {
    const review = aReview()
    const heir = aRow(1, 'wrong', { cells: [{ column: 'isDefaultContact', from: 'no', to: 'yes', now: null }] })
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ changed: 2, wrong: 1 }), [heir])))
    desktop.answer('showChangeset', () => done(aPage(aChangeset({ wrong: 1 }), [heir])))
    const flag = (to: string) => ({ isDefaultContact: { to } })
    const rows = [
      { id: 'susan', cells: flag('yes') },
      { id: 'ewan', cells: asked.rows![1]!.cells },
      { id: 'fiona', cells: flag('no') },
    ]
    await review.ask({ rows })
    await review.leaveOut('wrong')
    expect(lastAsked('previewChangeset').without).toEqual([1, 3])
    expect(review.leftTogether).toBe(true)
  })

  test('somebody new who is on the list already: what was typed goes into their row', async () => {
    const candidates = [{ id: 'susan', name: 'Susan Turner', about: 'Edinburgh: on this list already' }]
    desktop.answer('previewChangeset', () =>
      done(aPage(aChangeset({ wrong: 1 }), [aRow(1, 'wrong', { accountId: null, candidates })])),
    )
    const review = aReview()
    await review.ask({
      rows: [{ cells: { lastName: { to: 'Turner' }, roleTitle: { to: 'Dietitian' }, email: { to: '' } } }],
    })
    await review.changeInstead(1, 'susan')
    expect(lastAsked('previewChangeset').rows).toEqual([
      { id: 'susan', cells: { lastName: { to: 'Turner' }, roleTitle: { to: 'Dietitian' } } },
    ])
    expect(lastAsked('previewChangeset').same).toBeUndefined()
  })

  test('when they cannot be fetched nothing is left out, and it says so', async () => {
    const review = aReview('csv')
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ wrong: 2 }), wrong)))
    await review.ask({ csv: 'YSxi' })
    desktop.answer('showChangeset', () => offline)
    expect(await review.leaveOut('wrong')).toBe(false)
    expect(review).toMatchObject({ state: 'ready', problem: { code: 'offline' }, without: [] })
  })

  test('decisions about new people are asked with together, when the last one is made', async () => {
    const candidates = [{ id: 'susan', name: 'Susan Turner', about: 'Dietitian' }]
    const open = [aRow(1, 'wrong', { accountId: null, candidates }), aRow(2, 'wrong', { accountId: null, candidates })]
    desktop.answer('previewChangeset', () => done(aPage(aChangeset({ wrong: 2 }), open)))
    const review = aReview()
    await review.ask(asked)
    expect(review.undecided).toBe(2)
    await review.decide(1, 'susan')
    expect(review.undecided).toBe(1)
    expect(desktop.asked).toHaveLength(1)
    await review.decide(2, null)
    expect(lastAsked('previewChangeset').same).toEqual([
      { line: 1, accountId: 'susan' },
      { line: 2, accountId: null },
    ])
  })

  const conflicts = [
    aRow(1, 'conflict', {
      cells: [title('', 'Dietitian', 'Cook'), { column: 'isRecipient', from: 'no', to: 'yes', now: null }],
    }),
    aRow(2, 'conflict', { cells: [title('', 'Nurse', 'Sister')] }),
  ]
  const inConflict = aPage(aChangeset({ conflict: 2 }), conflicts)

  test('mine is changed from what they made of it, theirs is not asked for, and the rest of the row stays', async () => {
    desktop.answer('previewChangeset', () => done(inConflict))
    desktop.answer('showChangeset', () => done(inConflict))
    const review = aReview()
    await review.ask(asked)
    await review.choose(2, 'mine')
    expect(desktop.asked.filter(({ name }) => name === 'previewChangeset')).toHaveLength(1)
    await review.choose(1, 'theirs')
    expect(lastAsked('previewChangeset').rows).toEqual([
      { id: 'susan', cells: { isRecipient: { from: 'no', to: 'yes' } } },
      { id: 'ewan', cells: { roleTitle: { from: 'Sister', to: 'Nurse' } } },
    ])
  })

  test('of a file, theirs is the row left out', async () => {
    desktop.answer('previewChangeset', () => done(inConflict))
    desktop.answer('showChangeset', () => done(inConflict))
    const review = aReview('csv')
    await review.ask({ csv: 'YSxi' })
    await review.chooseAll('theirs')
    expect(lastAsked('previewChangeset')).toMatchObject({ csv: 'YSxi', without: [1, 2] })
  })
})

describe('the rows', () => {
  test('come page by page, and one kind of them when it is asked for', async () => {
    desktop.answer('previewChangeset', () => done({ ...twoChanges, next: 'b' }))
    const review = aReview()
    await review.ask(asked)
    desktop.answer('showChangeset', () => done(aPage(twoChanges.changeset, [aRow(9, 'unchanged')])))
    await Promise.all([review.pages.loadMore(), review.pages.loadMore()])
    expect(review.rows.map(({ line }) => line)).toEqual([1, 2, 9])
    expect(review.pages.hasMore).toBe(false)
    await review.pages.show('unchanged')
    expect(lastAsked('showChangeset')).toMatchObject({ kind: 'unchanged' })
    expect(review.rows.map(({ line }) => line)).toEqual([9])
  })

  test('stay when the next page or another kind does not come', async () => {
    desktop.answer('previewChangeset', () => done({ ...twoChanges, next: 'b' }))
    desktop.answer('showChangeset', () => offline)
    const review = aReview()
    await review.ask(asked)
    await review.pages.loadMore()
    await review.pages.show('new')
    expect(review.rows).toHaveLength(2)
    expect(review.pages).toMatchObject({ kind: null, hasMore: true, problem: { code: 'offline' } })
  })
})
