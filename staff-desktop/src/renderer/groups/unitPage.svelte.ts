import type { ChangesetRow, Unit, UnitSettings } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import type { KeptEdits } from '../sheet/edits.svelte.ts'
import { Broadcasts } from '../broadcasts/broadcasts.svelte.ts'
import { StaffGrid } from '../staff/staffGrid.svelte.ts'
import { UnitLaunch } from '../launch/unitLaunch.svelte.ts'
import { newId } from '../page/newId.ts'
import { UnitForm, type Rebased } from './unitForm.svelte.ts'

/** What somebody else has changed while this page was open. */
export interface Meanwhile extends Rebased {
  by: string
  at: string
}

/** What was typed and not saved or applied, for somebody who comes back after a lock. */
export interface KeptUnit {
  unitId: string
  settings: { base: UnitSettings; typed: UnitSettings } | null
  staff: KeptEdits
}

/** One unit in front of an admin. */
export class UnitPage {
  readonly id: string
  readonly staff: StaffGrid
  readonly broadcasts: Broadcasts
  readonly launch: UnitLaunch
  unit = $state.raw<Unit | null>(null)
  form = $state.raw<UnitForm | null>(null)
  state = $state<'loading' | 'ready' | 'failed' | 'gone'>('loading')
  problem = $state.raw<Problem | null>(null)
  saving = $state(false)
  /** Why saving did not work, when it is not a field's fault. */
  saveProblem = $state<string | null>(null)
  meanwhile = $state.raw<Meanwhile | null>(null)
  readonly changed = $derived(this.form?.changed ?? false)
  /** Settings that are not saved, or changes to people that are not applied. */
  readonly unsaved = $derived.by(() => this.changed || this.staff.unsaved)

  readonly #desktop: Desktop
  #asked = 0

  constructor(desktop: Desktop, id: string, kept?: KeptUnit) {
    this.#desktop = desktop
    this.id = id
    this.staff = new StaffGrid(desktop, id)
    this.broadcasts = new Broadcasts(desktop, id)
    this.launch = new UnitLaunch(desktop, id)
    if (kept?.settings) this.form = new UnitForm(kept.settings.base, kept.settings.typed)
    if (kept) this.staff.sheet.edits.restore(kept.staff)
  }

  async fetch(): Promise<void> {
    const turn = ++this.#asked
    if (!this.unit) this.state = 'loading'
    const outcome = await this.#desktop.call('showUnit', { unitId: this.id })
    if (turn !== this.#asked) return
    if (outcome.ok) return this.#accept(outcome.value)
    this.problem = outcome.problem
    if ([403, 404].includes(outcome.problem.status)) this.state = 'gone'
    else if (!this.unit) this.state = 'failed'
  }

  /** True when it is saved. */
  async save({ again = false } = {}): Promise<boolean> {
    const { form, unit } = this
    if (!form || !unit || (this.saving && !again) || !form.check()) return false
    this.saving = true
    this.saveProblem = null
    const { version } = unit
    const outcome = await this.#desktop.call('saveUnitSettings', { unitId: this.id, version, ...form.typed })
    const saved = outcome.ok ? this.#saved(outcome.value) : await this.#notSaved(outcome.problem, again)
    this.saving = false
    return saved
  }

  /** Null when it is done. */
  switchMessaging(on: boolean, defaultContactId?: string): Promise<Problem | null> {
    const version = this.unit?.version ?? 1
    return this.#change(
      this.#desktop.call('switchMessaging', {
        unitId: this.id,
        version,
        on,
        ...(defaultContactId ? { defaultContactId } : {}),
      }),
    )
  }

  /**
   * Null when it is done; after `changedMeanwhile` the unit says who holds it now. A changeset like any other change of the
   * unit's people, so it is found under Changes, and can be undone there.
   */
  async handOver(toId: string): Promise<Problem | null> {
    const fromId = this.unit?.defaultContact?.id
    const place = { unitId: this.id, changesetId: newId() }
    const moved = { from: 'no', to: 'yes' }
    const previewed = await this.#desktop.call('previewChangeset', {
      ...{ ...place, list: 'staff', source: 'form' },
      rows: [
        { id: toId, cells: { isDefaultContact: moved } },
        ...(fromId ? [{ id: fromId, cells: { isDefaultContact: { from: moved.to, to: moved.from } } }] : []),
      ],
    })
    if (!previewed.ok) return previewed.problem
    const { changeset, rows } = previewed.value
    // Whoever holds it by now gives it up as well: that is not what was seen here.
    const isAsSeen = rows.every(({ accountId }) => accountId === toId || accountId === fromId)
    const applied =
      changeset.can.apply && isAsSeen
        ? await this.#desktop.call('applyChangeset', { ...place, changes: changeset.changes })
        : null
    await this.fetch()
    if (applied?.ok) return null
    return applied?.problem ?? refusedBecause(rows)
  }

  keep(): KeptUnit | null {
    const { form } = this
    const settings = form?.changed ? { base: form.base, typed: form.typed } : null
    const staff = this.staff.keep()
    return settings || staff.length > 0 ? { unitId: this.id, settings, staff } : null
  }

  #saved(unit: Unit): true {
    this.meanwhile = null
    this.unit = unit
    // What was typed while it was on its way stays unsaved.
    this.form?.rebase(unit.settings)
    return true
  }

  async #notSaved(problem: Problem, again: boolean): Promise<boolean> {
    if (problem.code === 'badInput') this.form!.errors = problem.fields
    else if (problem.code !== 'changedMeanwhile')
      this.saveProblem = problem.code === 'offline' ? offlineWords : problem.message
    else {
      const meanwhile = await this.#lookAgain()
      // An answer that was lost on its way here: what is there is what was typed.
      if (!this.changed) return true
      // Only the messaging or its contact has changed: nothing stands against these settings.
      if (!meanwhile && !again) return this.save({ again: true })
      if (!meanwhile) this.saveProblem = problem.message
    }
    return false
  }

  /** Whether somebody else has changed what is shown here. */
  async #lookAgain(): Promise<boolean> {
    const before = this.meanwhile
    await this.fetch()
    const found = this.meanwhile !== before
    if (!found) this.meanwhile = null
    return found
  }

  async #change(call: Promise<Outcome<Unit>>): Promise<Problem | null> {
    const outcome = await call
    if (outcome.ok) {
      this.#accept(outcome.value)
      return null
    }
    if (outcome.problem.code === 'changedMeanwhile') await this.fetch()
    return outcome.problem
  }

  #accept(unit: Unit) {
    this.#asked++
    this.problem = null
    const rebased = this.form?.rebase(unit.settings)
    this.form ??= new UnitForm(unit.settings)
    if (rebased && this.form.changed && rebased.followed.length + rebased.both.length > 0)
      this.meanwhile = { ...rebased, by: unit.lastChange?.by ?? 'Somebody', at: unit.lastChange?.at ?? '' }
    this.unit = unit
    this.state = 'ready'
  }
}

const offlineWords =
  'No connection: this may not have been saved. Everything you typed is still here, and saving again cannot do harm.'

/** Why a preview cannot be applied: what is wrong with a row, or that somebody else was quicker. */
function refusedBecause(rows: ChangesetRow[]): Problem {
  const message = rows.flatMap(({ errors }) => errors)[0]?.message ?? 'Somebody else has changed this meanwhile.'
  return { status: 409, code: 'changedMeanwhile', message, fields: {}, newer: [] }
}
