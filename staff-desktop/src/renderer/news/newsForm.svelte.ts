/** An item of news while somebody writes it. Knows how it was when they began, so what they have changed can be told. */
import type { ManagedNews, NewsAudience, NewsContent, NewsGroup } from 'server/contract'
import { daysAfter, londonNow } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { calendarDay, dayAsShown, exampleDay, isCalendarDay } from '../page/calendarDay.ts'
import { newId } from '../page/newId.ts'

export const newsLimits = { title: 150, text: 5000 }

type Field = 'title' | 'text' | 'showsFrom' | 'showsUntil'

export class NewsForm {
  readonly id: string
  title = $state('')
  text = $state('')
  audience = $state<NewsAudience>('patients')
  isPublic = $state(false)
  pinned = $state(false)
  /** As typed. */
  showsFrom = $state('')
  showsUntil = $state('')
  group = $state.raw<NewsGroup>({ id: '', name: '', kind: 'unit' })
  /** As the server has it; null while it was never saved. */
  item = $state.raw<ManagedNews | null>(null)
  /** What somebody else made of it while it was changed here. */
  meanwhile = $state.raw<ManagedNews | null>(null)
  errors = $state.raw<Record<string, string>>({})
  problem = $state.raw<Problem | null>(null)
  saving = $state(false)

  readonly typed: NewsContent = $derived.by(() => ({
    title: this.title.replace(/\s+/g, ' ').trim(),
    text: this.text.trim(),
    audience: this.audience,
    isPublic: this.isPublic && this.audience !== 'staff',
    pinned: this.pinned,
    showsFrom: calendarDay(this.showsFrom),
    showsUntil: calendarDay(this.showsUntil),
  }))
  readonly changed = $derived(
    this.item
      ? JSON.stringify(inOrder(this.item.content)) !== JSON.stringify(this.typed)
      : Boolean(this.title || this.text),
  )
  readonly state = $derived(this.item?.state ?? 'draft')

  /** A new one shows for four weeks, unless somebody says otherwise. */
  constructor(of: ManagedNews | NewsGroup, now = new Date()) {
    if ('content' in of) {
      this.id = of.id
      this.#show(of)
      return
    }
    this.id = newId()
    this.group = of
    const today = londonNow(now).day
    this.showsFrom = dayAsShown(today)
    this.showsUntil = dayAsShown(daysAfter(today, 28))
  }

  fine(name: string) {
    this.errors = Object.fromEntries(Object.entries(this.errors).filter(([field]) => field !== name))
  }

  check(): boolean {
    this.errors = this.#wrong()
    return this.canBeSaved
  }

  get canBeSaved(): boolean {
    return Object.keys(this.#wrong()).length === 0
  }

  #wrong(): Partial<Record<Field, string>> {
    const { title, text, showsFrom, showsUntil } = this.typed
    const wrong: Partial<Record<Field, string>> = {}
    if (!title) wrong.title = 'Enter a title'
    else if (title.length > newsLimits.title) wrong.title = `Use at most ${newsLimits.title} characters`
    if (!text) wrong.text = 'Enter the text'
    else if (text.length > newsLimits.text) wrong.text = `Use at most ${newsLimits.text} characters`
    if (!isCalendarDay(showsFrom)) wrong.showsFrom = `Enter a day, such as ${exampleDay}`
    if (!isCalendarDay(showsUntil)) wrong.showsUntil = `Enter a day, such as ${exampleDay}`
    else if (isCalendarDay(showsFrom) && showsUntil < showsFrom)
      wrong.showsUntil = 'The last day cannot be before the first'
    return wrong
  }

  /** True when it is saved. */
  async save(desktop: Desktop, { anybodyMayRead = false } = {}): Promise<boolean> {
    if (this.saving || !this.check()) return false
    const { id: newsId, group, typed } = this
    this.saving = true
    this.problem = null
    const version = this.item?.version ?? 0
    const input = { newsId, version, groupId: group.id, ...typed, ...(anybodyMayRead && { anybodyMayRead }) }
    const outcome = await desktop.call('saveNews', input)
    this.saving = false
    if (outcome.ok) this.#saved(outcome.value)
    else if (outcome.problem.code === 'badInput') this.errors = outcome.problem.fields
    else if (outcome.problem.code === 'changedMeanwhile') return this.lookAgain(desktop)
    else this.problem = outcome.problem
    return outcome.ok
  }

  /** After somebody else was quicker. True when what is there is what was typed: only the answer was lost. */
  async lookAgain(desktop: Desktop): Promise<boolean> {
    const outcome = await desktop.call('showManagedNews', { newsId: this.id })
    if (!outcome.ok) {
      this.problem = outcome.problem
      return false
    }
    const wasChanged = this.changed
    const mine = this.typed
    this.item = outcome.value
    if (!wasChanged) this.#show(outcome.value)
    if (JSON.stringify(inOrder(outcome.value.content)) === JSON.stringify(mine)) return true
    this.meanwhile = outcome.value
    return false
  }

  takeTheirs() {
    if (this.meanwhile) this.#show(this.meanwhile)
    this.meanwhile = null
  }

  discard() {
    if (this.item) this.#show(this.item)
    this.meanwhile = null
    this.problem = null
  }

  /** After it was published or withdrawn. */
  accept(item: ManagedNews) {
    this.#saved(item)
  }

  #saved(item: ManagedNews) {
    this.item = item
    this.meanwhile = null
  }

  #show(item: ManagedNews) {
    const { title, text, audience, isPublic, pinned, showsFrom, showsUntil } = item.content
    Object.assign(this, { title, text, audience, isPublic, pinned })
    this.showsFrom = dayAsShown(showsFrom)
    this.showsUntil = dayAsShown(showsUntil)
    this.group = item.group
    this.item = item
    this.errors = {}
  }
}

function inOrder({ title, text, audience, isPublic, pinned, showsFrom, showsUntil }: NewsContent): NewsContent {
  return { title, text, audience, isPublic, pinned, showsFrom, showsUntil }
}
