import { expect, test } from 'vitest'
import type { ChangesetRow } from 'server/contract'
import { done, fakeDesktop, offline, refused } from '../fakeDesktop.ts'
import type { Cells, FieldName } from './fields.ts'
import { PersonForm } from './personForm.svelte.ts'
import { aChangeset, aRow, preview } from './testing.ts'
import { saveWords, whatHappens } from './whatHappens.ts'

const all: FieldName[] = ['firstName', 'lastName', 'dateOfBirth', 'nhsNumber', 'email', 'telephone']
const isla: Cells = {
  firstName: 'Isla',
  lastName: 'McKenzie',
  dateOfBirth: '1961-03-09',
  nhsNumber: '9434765919',
  email: 'isla@example.org',
  telephone: '0131 496 0120',
}

function aForm({ cells, row = aRow({}) }: { cells?: Cells; row?: ChangesetRow } = {}) {
  const desktop = fakeDesktop({
    previewChangeset: () => preview(row),
    applyChangeset: () => done(aChangeset({ state: 'applied' })),
  })
  const person = cells ? { id: 'p1', cells } : null
  const form = new PersonForm(desktop, { unitId: 'u1', list: 'patients', person, fields: all })
  const asked = (name: string) => desktop.asked.filter((one) => one.name === name).map(({ input }) => input as never)
  return { desktop, form, asked }
}

function type(form: PersonForm, typed: Partial<Record<FieldName, string>>) {
  for (const [name, text] of Object.entries(typed)) {
    form.typed[name] = text
    form.changes(name as FieldName)
  }
}

const jean = { firstName: 'Jean', lastName: 'O’Brien', dateOfBirth: '31/12/1961' }

test('an edit sends the cells that differ, each with what was on the screen', async () => {
  const { form, asked } = aForm({ cells: isla, row: aRow({ kind: 'changed', accountId: 'p1' }) })
  expect(form.typed).toMatchObject({ dateOfBirth: '9 March 1961', nhsNumber: '943 476 5919' })
  expect(form.changed).toEqual([])
  type(form, { email: ' isla@example.com ', nhsNumber: '9434765919', telephone: '' })
  expect(saveWords(form)).toBe('Save 2 changes')
  expect(await form.save()).toBeTruthy()
  expect(asked('previewChangeset')).toMatchObject([
    {
      list: 'patients',
      source: 'form',
      rows: [
        {
          id: 'p1',
          cells: {
            email: { from: 'isla@example.org', to: 'isla@example.com' },
            telephone: { from: '0131 496 0120', to: '' },
          },
        },
      ],
    },
  ])
  expect(asked('applyChangeset')).toMatchObject([{ changes: 1 }])
})

test('what is missing is said at once; the server is not asked', async () => {
  const { form, desktop } = aForm()
  expect(await form.save()).toBeNull()
  expect(Object.keys(form.errors)).toEqual(['firstName', 'lastName', 'dateOfBirth'])
  expect(desktop.asked).toEqual([])
})

test('what is wrong stands with its field, what was typed stays, and nothing is written', async () => {
  const row = aRow({ kind: 'wrong', errors: [{ column: 'nhsNumber', message: 'Check the NHS number' }] })
  const { form, asked } = aForm({ row })
  type(form, { ...jean, nhsNumber: '943 476 5918' })
  expect(await form.save()).toBeNull()
  expect(form.errors).toEqual({ nhsNumber: 'Check the NHS number' })
  expect(form.typed.nhsNumber).toBe('943 476 5918')
  expect(asked('applyChangeset')).toEqual([])
  type(form, { nhsNumber: '943 476 5919' })
  expect(form.errors).toEqual({})
})

test('a likely duplicate is decided before anything is added', async () => {
  const candidates = [{ id: 'c1', name: 'Jean O’Brien', about: 'born 31 December 1961, Fife Renal Unit' }]
  const errors = [{ column: null, message: 'Say whether it is the same person' }]
  const { form, desktop, asked } = aForm({ row: aRow({ kind: 'wrong', candidates, errors }) })
  type(form, jean)
  expect(await form.save()).toBeNull()
  expect(form).toMatchObject({ candidates, problem: null })
  expect(await form.save()).toBeNull()
  expect(form.errors.decided).toBeTruthy()
  expect(asked('previewChangeset')).toHaveLength(1)

  desktop.answer('previewChangeset', () => preview(aRow({ kind: 'new', candidates, sameAs: 'c1' })))
  form.decide('c1')
  expect(form.isHere).toBe(false)
  expect(saveWords(form)).toBe('Let Jean O’Brien join')
  expect(await form.save()).toBeTruthy()
  expect(asked('previewChangeset').at(-1)).toMatchObject({ same: [{ line: 1, accountId: 'c1' }] })
  expect(asked('applyChangeset')).toHaveLength(1)
})

test('an NHS number of somebody in another unit does not bring them in unasked', async () => {
  const candidates = [{ id: 'c1', name: 'Jean O’Brien', about: 'born 31 December 1961, a patient of another unit' }]
  const { form, asked } = aForm({ row: aRow({ kind: 'new', candidates }) })
  type(form, { ...jean, nhsNumber: '9434765919' })
  expect(await form.save()).toBeNull()
  expect(form).toMatchObject({ candidates, problem: null })
  expect(asked('applyChangeset')).toEqual([])
})

test('who is on the list already is not added: the way leads to them', async () => {
  const candidates = [{ id: 'c1', name: 'Jean O’Brien', about: 'born 31 December 1961, a patient of this unit' }]
  const { form, asked } = aForm({ row: aRow({ kind: 'wrong', candidates }) })
  type(form, jean)
  await form.save()
  form.decide('c1')
  expect(form.isHere).toBe(true)
  expect(saveWords(form)).toBe('Open Jean O’Brien')
  expect(whatHappens(form, '')).toEqual([expect.stringContaining('Nobody is added')])
  // The server said so with the candidate: nothing more is asked.
  expect(asked('previewChangeset')).toHaveLength(1)
  expect(asked('applyChangeset')).toEqual([])
  form.decide(null)
  expect(form.isHere).toBe(false)
})

test('a decision belongs to the person who was typed: another name asks again', async () => {
  const candidates = [{ id: 'c1', name: 'Jean O’Brien', about: '' }]
  const { form } = aForm({ row: aRow({ kind: 'wrong', candidates }) })
  type(form, jean)
  await form.save()
  form.decide(null)
  type(form, { firstName: 'Jane' })
  expect(form).toMatchObject({ candidates: [], decided: undefined })
})

test('adding never changes somebody who is on the list, whatever their number says', async () => {
  const { form, asked } = aForm({ row: aRow({ kind: 'changed', accountId: 'p9', name: 'Isla McKenzie' }) })
  type(form, { ...jean, nhsNumber: '9434765919' })
  expect(await form.save()).toBeNull()
  expect(form.problem).toContain('cannot be saved as it is')
  expect(asked('applyChangeset')).toEqual([])
})

test('a conflict shows what is there now; saving again replaces that, and taking theirs gives in', async () => {
  const cells = [{ column: 'email', from: 'isla@example.org', to: 'isla@example.com', now: 'i.mckenzie@example.net' }]
  const { form, desktop, asked } = aForm({ cells: isla, row: aRow({ kind: 'conflict', accountId: 'p1', cells }) })
  type(form, { email: 'isla@example.com' })
  expect(await form.save()).toBeNull()
  expect(form.conflicts).toEqual([{ name: 'email', now: 'i.mckenzie@example.net' }])
  expect(form.typed.email).toBe('isla@example.com')

  desktop.answer('previewChangeset', () => preview(aRow({ kind: 'changed', accountId: 'p1' })))
  expect(await form.save()).toBeTruthy()
  expect(asked('previewChangeset')[1]).toMatchObject({
    rows: [{ cells: { email: { from: 'i.mckenzie@example.net', to: 'isla@example.com' } } }],
  })
  form.takeTheirs('email')
  expect(form.typed.email).toBe('i.mckenzie@example.net')
  expect(form.changed).toEqual([])
})

test('what somebody changed between preview and apply is shown, too', async () => {
  const { form, desktop } = aForm({ cells: isla, row: aRow({ kind: 'changed', accountId: 'p1' }) })
  const cells = [{ column: 'telephone', from: '0131 496 0120', to: '1', now: '2' }]
  desktop.answer('applyChangeset', () => {
    desktop.answer('previewChangeset', () => preview(aRow({ kind: 'conflict', accountId: 'p1', cells })))
    return refused({ status: 409, code: 'changedMeanwhile' })
  })
  type(form, { telephone: '1' })
  expect(await form.save()).toBeNull()
  expect(form.conflicts).toEqual([{ name: 'telephone', now: '2' }])
})

test('an answer that was lost: the same again is the same changeset, and was done', async () => {
  const { form, desktop, asked } = aForm()
  desktop.answer('applyChangeset', () => offline)
  type(form, jean)
  expect(await form.save()).toBeNull()
  expect(form.problem).toContain('trying again cannot do it twice')
  desktop.answer('previewChangeset', () => refused({ status: 409, code: 'alreadyApplied' }))
  desktop.answer('showChangeset', () => done({ changeset: aChangeset({ state: 'applied' }), rows: [], next: null }))
  expect(await form.save()).toMatchObject({ state: 'applied' })
  const [first, second] = asked('previewChangeset') as { changesetId: string }[]
  expect(second!.changesetId).toBe(first!.changesetId)
})

test('after a lost answer another text is another changeset', async () => {
  const { form, desktop, asked } = aForm()
  desktop.answer('applyChangeset', () => offline)
  type(form, jean)
  await form.save()
  type(form, { telephone: '0131 496 0199' })
  await form.save()
  const [first, second] = asked('previewChangeset') as { changesetId: string }[]
  expect(second!.changesetId).not.toBe(first!.changesetId)
})

test('says beforehand who is sent what', () => {
  const { form: added } = aForm()
  type(added, jean)
  expect(whatHappens(added, '')).toEqual([expect.stringContaining('can come in by a letter only')])
  type(added, { email: 'jean@example.org' })
  expect(whatHappens(added, '')).toEqual([
    'Jean O’Brien will be e-mailed a link to choose a password at jean@example.org.',
  ])
  expect(saveWords(added)).toBe('Add Jean O’Brien')

  const { form: edited } = aForm({ cells: isla })
  expect(whatHappens(edited, 'Isla McKenzie')).toEqual([])
  type(edited, { email: 'new@example.org' })
  expect(whatHappens(edited, 'Isla McKenzie')).toEqual([
    'Isla McKenzie will be e-mailed a link at new@example.org, to show that the address is theirs.',
    'The old address, isla@example.org, is told that it was changed, if it was confirmed.',
  ])
  type(edited, { email: '' })
  expect(whatHappens(edited, 'Isla McKenzie')[0]).toContain('No e-mail will reach')
})

test('while the address is wrong, nobody is said to be e-mailed at it', async () => {
  const errors = [{ column: 'email', message: 'This is not an e-mail address.' }]
  const { form } = aForm({ row: aRow({ kind: 'wrong', errors }) })
  for (const wrong of ['jean', 'jean o@example.org', 'jean@example', 'jean@example.']) {
    type(form, { ...jean, email: wrong })
    expect(whatHappens(form, '')).toEqual([])
  }
  type(form, { email: 'jean@example.org' })
  expect(whatHappens(form, '')).toHaveLength(1)
  await form.save()
  expect(whatHappens(form, '')).toEqual([])

  const { form: edited } = aForm({ cells: isla })
  type(edited, { email: 'new@' })
  expect(whatHappens(edited, 'Isla McKenzie')).toEqual([])
})

test('a year of two digits is not guessed', () => {
  const { form } = aForm()
  type(form, { dateOfBirth: '9.3.1961' })
  expect(form.cell('dateOfBirth')).toBe('1961-03-09')
  type(form, { dateOfBirth: '9.3.25' })
  expect(form.cell('dateOfBirth')).toBe('9.3.25')
})
