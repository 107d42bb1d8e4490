import type { ManagedNews, NewsGroup, NewsItem, NewsLine } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import { NewsForm } from './newsForm.svelte.ts'

export type ManagedLine = Pick<ManagedNews, 'id' | 'group' | 'content' | 'state'>
type Pages = { news: { id: string }[]; next: string | null }

/** What was being written, for who comes back after a lock. */
export interface KeptNews {
  side: NewsDesk['side']
  form: NewsForm | null
  forms: NewsForm[]
}

/** News in front of one person: what there is to read and, for who writes it, what they have written. */
export class NewsDesk {
  side = $state<'read' | 'write'>('read')
  lines = $state.raw<NewsLine[]>([])
  written = $state.raw<ManagedLine[]>([])
  /** For whom the person writes; empty for who only reads. */
  groups = $state.raw<NewsGroup[]>([])
  next = $state.raw<{ read: string | null; write: string | null }>({ read: null, write: null })
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  item = $state.raw<NewsItem | null>(null)
  form = $state.raw<NewsForm | null>(null)
  /** What is not saved stays as it was typed while something else is looked at. */
  unsavedForms = $derived.by(() => this.#forms.filter((form) => form.changed))

  readonly #desktop: Desktop
  #forms = $state.raw<NewsForm[]>([])
  #asked = 0

  constructor(desktop: Desktop) {
    this.#desktop = desktop
  }

  async fetch(): Promise<void> {
    const turn = ++this.#asked
    const [read, groups, written] = await Promise.all([
      this.#desktop.call('listNews', { limit: 50 }),
      this.#desktop.call('listNewsGroups', { limit: 100 }),
      this.#desktop.call('listManagedNews', { limit: 50 }),
    ])
    if (turn !== this.#asked) return
    const failed = [read, groups, written].find((outcome) => !outcome.ok)
    this.problem = failed ? failed.problem : null
    if (!read.ok || !groups.ok || !written.ok) {
      if (this.state === 'loading') this.state = 'failed'
      return
    }
    this.lines = read.value.news
    this.groups = groups.value.groups
    this.written = written.value.news
    this.next = { read: read.value.next, write: written.value.next }
    this.state = 'ready'
  }

  async loadMore(): Promise<void> {
    const { side } = this
    const cursor = this.next[side]
    if (!cursor) return
    const outcome: Outcome<Pages> = await this.#desktop.call(side === 'read' ? 'listNews' : 'listManagedNews', {
      cursor,
      limit: 50,
    })
    if (!outcome.ok || this.next[side] !== cursor) return void (this.problem = outcome.ok ? null : outcome.problem)
    if (side === 'read') this.lines = [...this.lines, ...(outcome.value.news as NewsLine[])]
    else this.written = [...this.written, ...(outcome.value.news as ManagedLine[])]
    this.next = { ...this.next, [side]: outcome.value.next }
  }

  async open(newsId: string): Promise<void> {
    const outcome = await this.#desktop.call('showNews', { newsId })
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) this.item = outcome.value
  }

  /** For this group, else for the first. */
  begin(groupId?: string) {
    const group = this.groups.find(({ id }) => id === groupId) ?? this.groups[0]
    if (!group) return
    this.side = 'write'
    const unsaved = this.unsavedForms.find((form) => !form.item && (!groupId || form.group.id === groupId))
    this.#show(unsaved ?? new NewsForm(group))
  }

  async edit(newsId: string): Promise<void> {
    const unsaved = this.unsavedForms.find(({ id }) => id === newsId)
    if (unsaved) return this.#show(unsaved)
    const outcome = await this.#desktop.call('showManagedNews', { newsId })
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) this.#show(new NewsForm(outcome.value))
  }

  /** What is being written is not lost with a session that ends; what is out is changed by nobody but on purpose. */
  async keepDraft(): Promise<void> {
    for (const form of this.unsavedForms)
      if (form.state === 'draft' && !form.meanwhile && form.canBeSaved) await form.save(this.#desktop)
  }

  /** Back to what is not saved. */
  goOn(form: NewsForm) {
    this.side = 'write'
    this.#show(form)
  }

  keep(): KeptNews {
    return { side: this.side, form: this.side === 'write' ? this.form : null, forms: this.unsavedForms }
  }

  restore({ side, form, forms }: KeptNews) {
    this.side = side
    this.#forms = forms
    // That it could not be saved when the session had ended is no news any more.
    for (const one of forms) one.problem = null
    if (form) this.#show(form)
  }

  #show(form: NewsForm) {
    this.form = form
    this.#forms = [...this.#forms.filter(({ id, changed }) => id !== form.id && changed), form]
  }
}
