import type { Absence, Person, Recipient, Spell } from 'server/contract'
import type { Desktop, Endpoints, Outcome, Problem } from '../../bridge.ts'
import { calendarDay, dayAsShown, exampleDay, isCalendarDay } from '../page/calendarDay.ts'
import { RecipientList } from '../recipients/recipientList.svelte.ts'

type Shown = Awaited<ReturnType<Endpoints['showAbsences']>>
type Cover = Pick<Person, 'id' | 'name' | 'roleTitle'>

/** One of the person's units, with what is chosen for it. */
export interface UnitChoice {
  id: string
  name: string
  contact: Person | null
  ticked: boolean
  cover: Cover | null
}

/** A moment after the last change the server is asked who would get messages. */
const pause = 250

/** When somebody is away: what is set already, and a form for more of it or to change one. */
export class Absences {
  readonly people: RecipientList
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  shown = $state.raw<Shown | null>(null)
  /** As typed. */
  firstDay = $state('')
  lastDay = $state('')
  units = $state<UnitChoice[]>([])
  /** The absence that the form changes; null for a new one. */
  changing = $state.raw<Absence | null>(null)
  errors = $state.raw<Record<string, string>>({})
  /** Who would get messages, by unit; empty while the days are not entered or not right. */
  spells = $state.raw<Map<string, Spell[]>>(new Map())
  working = $state(false)
  readonly #desktop: Desktop
  readonly #place: { unitId: string; accountId: string }
  #timer: ReturnType<typeof setTimeout> | undefined
  #asked = 0

  constructor(desktop: Desktop, place: { unitId: string; accountId: string }) {
    this.#desktop = desktop
    this.#place = place
    this.people = new RecipientList((unitId, page) => this.#covers(unitId, page))
  }

  get chosen(): UnitChoice[] {
    return this.units.filter(({ ticked }) => ticked)
  }

  /** What is typed, as days. */
  get days(): { firstDay: string; lastDay: string } {
    return { firstDay: calendarDay(this.firstDay), lastDay: calendarDay(this.lastDay) }
  }

  async fetch(): Promise<void> {
    const outcome = await this.#desktop.call('showAbsences', this.#place)
    this.problem = outcome.ok ? null : outcome.problem
    if (!outcome.ok) return void (this.state = 'failed')
    this.shown = outcome.value
    this.begin()
    this.state = 'ready'
  }

  /** An empty form, for all units of theirs; today is where most absences begin, unless one has begun. */
  begin() {
    this.changing = null
    const today = this.shown?.today ?? ''
    const isAway = this.shown?.absences.some(({ firstDay }) => firstDay <= today)
    this.firstDay = isAway ? '' : dayAsShown(today)
    this.lastDay = ''
    this.units = (this.shown?.units ?? []).map((unit) => ({ ...unit, ticked: true, cover: null }))
    this.#fine()
  }

  change(absence: Absence) {
    this.changing = absence
    this.firstDay = dayAsShown(absence.firstDay)
    this.lastDay = dayAsShown(absence.lastDay)
    this.units = (this.shown?.units ?? [])
      .filter(({ id }) => id === absence.unitId)
      .map((unit) => ({ ...unit, ticked: true, cover: absence.cover?.receives ? absence.cover : null }))
    this.#fine()
    this.changed()
  }

  /** Something in the form is different now. */
  changed(field?: string) {
    if (field) this.errors = Object.fromEntries(Object.entries(this.errors).filter(([name]) => name !== field))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#preview(), pause)
  }

  /** The name of a unit's cover among the errors, as the server names it. */
  coverField({ id }: UnitChoice): string {
    const place = this.chosen.findIndex((unit) => unit.id === id)
    return place <= 0 ? 'coverId' : `elsewhere.${place - 1}.coverId`
  }

  /** True when it is stored. */
  async save(): Promise<boolean> {
    if (this.working) return false
    this.errors = this.#missing()
    this.problem = null
    if (Object.keys(this.errors).length > 0) return false
    this.working = true
    const asked = this.#asking()
    const outcome: Outcome<unknown> = this.changing
      ? await this.#desktop.call('changeAbsence', { ...asked, absenceId: this.changing.id })
      : await this.#desktop.call('setAbsence', asked)
    this.working = false
    if (!outcome.ok) this.#refused(outcome.problem)
    return outcome.ok
  }

  /** They are back, or it was taken back. */
  async end({ id, unitId }: Absence): Promise<boolean> {
    if (this.working) return false
    this.working = true
    const outcome = await this.#desktop.call('endAbsence', { ...this.#place, unitId, absenceId: id })
    this.working = false
    if (outcome.ok) await this.fetch()
    else this.problem = outcome.problem
    return outcome.ok
  }

  stop() {
    clearTimeout(this.#timer)
  }

  async #preview() {
    const turn = ++this.#asked
    if (Object.keys(this.#missing()).length > 0) return void (this.spells = new Map())
    const absenceId = this.changing?.id
    const outcome = await this.#desktop.call('previewAbsence', { ...this.#asking(), ...(absenceId && { absenceId }) })
    if (turn !== this.#asked) return
    this.spells = new Map(outcome.ok ? outcome.value.units.map(({ unitId, spells }) => [unitId, spells]) : [])
    if (outcome.ok) this.errors = {}
    else if (outcome.problem.code === 'badInput') this.errors = { ...outcome.problem.fields }
  }

  #asking() {
    const [first, ...others] = this.chosen
    return {
      unitId: first!.id,
      accountId: this.#place.accountId,
      ...this.days,
      coverId: first!.cover?.id ?? null,
      elsewhere: others.map(({ id, cover }) => ({ unitId: id, coverId: cover?.id ?? null })),
    }
  }

  #missing(): Record<string, string> {
    const missing: Record<string, string> = {}
    if (!isCalendarDay(this.firstDay)) missing.firstDay = `Enter the first day, such as ${exampleDay}`
    if (!isCalendarDay(this.lastDay)) missing.lastDay = `Enter the last day, such as ${exampleDay}`
    if (this.chosen.length === 0) missing.units = 'Choose at least one unit'
    return missing
  }

  #refused(problem: Problem) {
    this.errors = { ...problem.fields }
    if (Object.keys(problem.fields).length === 0) this.problem = problem
  }

  #fine() {
    this.errors = {}
    this.problem = null
    this.spells = new Map()
  }

  async #covers(unitId: string, page: { filter?: string; cursor?: string }) {
    const outcome = await this.#desktop.call('listCovers', { ...this.#place, unitId, ...page })
    if (!outcome.ok) return outcome
    const { covers, next } = outcome.value
    const recipients = covers.map((person): Recipient => ({ ...person, dateOfBirth: null, reach: null }))
    return { ok: true as const, value: { recipients, next } }
  }
}
