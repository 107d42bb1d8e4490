import type { AskedRow, Changeset, ChangesetList, ChangesetRow } from 'server/contract'
import type { Desktop } from '../../bridge.ts'
import { newId } from '../page/newId.ts'
import { change, inWords } from './change.ts'
import { asCell, asShown, fields, type Cells, type FieldName } from './fields.ts'
import { isOnTheList } from './onTheList.ts'

interface Options {
  unitId: string
  list: ChangesetList
  /** Null: somebody new. */
  person: { id: string; cells: Cells } | null
  /** What is typed already. */
  typed?: Cells
  fields: readonly FieldName[]
}

/** What somebody else has made of a field meanwhile. */
export interface Conflict {
  name: FieldName
  now: string
}

/** By these two people are taken for one. */
const identity: FieldName[] = ['firstName', 'lastName', 'dateOfBirth', 'nhsNumber', 'email']

/** One person's facts while they are typed: a changeset of one row. What was typed stays whatever comes of it. */
export class PersonForm {
  typed = $state<Record<string, string>>({})
  errors = $state.raw<Partial<Record<FieldName | 'decided', string>>>({})
  /** What is wrong with none of the fields. */
  problem = $state<string | null>(null)
  conflicts = $state.raw<Conflict[]>([])
  candidates = $state.raw<ChangesetRow['candidates']>([])
  /** The candidate who is meant; null: somebody else; undefined: not said yet. */
  decided = $state<string | null | undefined>(undefined)
  readonly chosen = $derived(this.candidates.find(({ id }) => id === this.decided))
  /** The candidate who is meant is on the list already: there is nobody to add. */
  readonly isHere = $derived(this.chosen !== undefined && isOnTheList(this.chosen))
  working = $state(false)
  readonly names: readonly FieldName[]
  readonly isNew: boolean
  /** What the server has, as far as it is known here. */
  base = $state.raw<Cells>({})
  readonly changed = $derived.by(() => this.names.filter((name) => this.cell(name) !== (this.base[name] ?? '')))
  readonly fullName = $derived([this.cell('firstName'), this.cell('lastName')].filter(Boolean).join(' '))

  readonly #desktop: Desktop
  readonly #options: Options
  #attempt = { id: newId(), of: '' }

  constructor(desktop: Desktop, options: Options) {
    this.#desktop = desktop
    this.#options = options
    this.names = options.fields
    this.isNew = options.person === null
    this.base = options.person?.cells ?? {}
    const { typed = {} } = options
    this.typed = Object.fromEntries(
      this.names.map((name) => [name, asShown(name, typed[name] ?? this.base[name] ?? '')]),
    )
  }

  get cells(): Cells {
    return Object.fromEntries(this.names.map((name) => [name, this.cell(name)]))
  }

  cell(name: FieldName): string {
    return asCell(name, this.typed[name] ?? '')
  }

  /** Somebody types in it: what was wrong is judged again when it is saved. */
  changes(name: FieldName) {
    this.#fine(name)
    if (!identity.includes(name) || this.candidates.length === 0) return
    this.candidates = []
    this.decided = undefined
    this.#fine('decided')
  }

  decide(who: string | null) {
    this.decided = who
    this.problem = null
    this.#fine('decided')
  }

  takeTheirs(name: FieldName) {
    this.typed[name] = asShown(name, this.base[name] ?? '')
    this.conflicts = this.conflicts.filter((conflict) => conflict.name !== name)
    this.#fine(name)
  }

  /** The changeset when it is done. */
  async save(): Promise<Changeset | null> {
    if (this.working || !this.#check()) return null
    this.working = true
    this.problem = null
    const asked = this.#asks()
    const { unitId, list } = this.#options
    const id = this.#idFor(JSON.stringify(asked))
    const outcome = await change(this.#desktop, { unitId, list, source: 'form', id, ...asked }, ({ rows }) =>
      this.#isMeant(rows[0]),
    )
    this.working = false
    if ('done' in outcome) return outcome.done
    if ('problem' in outcome) this.problem = inWords(outcome.problem)
    else this.#explain(outcome.stopped.rows[0])
    return null
  }

  /** An NHS number may say that it is somebody of another unit, of whom nobody was thinking. */
  #isMeant(row: ChangesetRow | undefined): boolean {
    if (!this.isNew) return true
    return row?.kind === 'new' && (row.candidates.length === 0 || this.decided !== undefined)
  }

  #asks() {
    return { rows: [this.#row()], ...this.#same() }
  }

  #row(): AskedRow {
    const { person } = this.#options
    const cells = this.changed.map((name) => [
      name,
      { to: this.cell(name), ...(person ? { from: this.base[name] ?? '' } : {}) },
    ])
    return { ...(person ? { id: person.id } : {}), cells: Object.fromEntries(cells) as AskedRow['cells'] }
  }

  #same() {
    return this.decided === undefined ? {} : { same: [{ line: 1, accountId: this.decided }] }
  }

  /** The same for the same change only: an answer that was lost must not hide what was typed after it. */
  #idFor(asked: string): string {
    if (this.#attempt.of !== asked) this.#attempt = { id: newId(), of: asked }
    return this.#attempt.id
  }

  #check(): boolean {
    const wrong: typeof this.errors = {}
    for (const name of this.names) {
      const { missing } = fields[name]
      if (missing && !this.cell(name) && (this.isNew || this.base[name])) wrong[name] = missing
    }
    if (this.candidates.length > 0 && this.decided === undefined) wrong.decided = 'Say whether it is the same person'
    this.errors = wrong
    return Object.keys(wrong).length === 0
  }

  #explain(row: ChangesetRow | undefined) {
    const wrong: typeof this.errors = {}
    const others: string[] = []
    for (const { column, message } of row?.errors ?? []) {
      if (this.names.includes(column as FieldName)) wrong[column as FieldName] ??= message
      else others.push(message)
    }
    this.candidates = row?.candidates ?? []
    this.#meet(row)
    this.errors = wrong
    // The question is asked with the people to choose from; nothing else has to say that it is open.
    const asks = this.candidates.length > 0 && this.decided === undefined
    this.problem = asks ? null : others.join(' ') || null
    if (!asks && others.length === 0 && Object.keys(wrong).length === 0 && this.conflicts.length === 0)
      this.problem = 'This cannot be saved as it is. Close this and look at the person again.'
  }

  /** From here on what they made of it is what would be replaced, and the person has seen it. */
  #meet(row: ChangesetRow | undefined) {
    const met = (row?.cells ?? []).filter(({ now, column }) => now !== null && this.names.includes(column as FieldName))
    this.conflicts = met.map(({ column, now }) => ({ name: column as FieldName, now: now ?? '' }))
    this.base = { ...this.base, ...Object.fromEntries(this.conflicts.map(({ name, now }) => [name, now])) }
  }

  #fine(name: FieldName | 'decided') {
    if (!(name in this.errors)) return
    const { [name]: _, ...others } = this.errors
    this.errors = others
  }
}
