import type { Away, Broadcast, Person } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { limits, tooLong } from '../page/limits.ts'

const pause = 800

export type RepliesTo = Broadcast['replies']['to']

/** Who receives replies; `away` where somebody has chosen them a moment ago. */
export type Replier = Person & { away?: Away | null }

/** What is written, before it is sent to anybody. */
export interface Written {
  subject: string
  text: string
  repliesTo: RepliesTo
  people: Replier[]
  keepUntil: string | null
}

/**
 * A draft as one types it. It is kept on the server a moment after the last key: one save at a time, so that an older text
 * never overtakes a newer one. What somebody changed in another window meanwhile is shown, never written over unasked.
 */
export class BroadcastDraft {
  subject = $state('')
  text = $state('')
  repliesTo = $state<RepliesTo>('default_contact')
  people = $state.raw<Replier[]>([])
  keepUntil = $state<string | null>(null)
  /** `other`: it was changed elsewhere, and the person has to say which is to stay. */
  state = $state<'clean' | 'dirty' | 'saved' | 'failed' | 'other'>('clean')
  problem = $state.raw<Problem | null>(null)
  fields = $state.raw<Record<string, string>>({})
  /** As it is on the server, when it was changed elsewhere. */
  other = $state.raw<Broadcast | null>(null)

  readonly #desktop: Desktop
  readonly #place: { unitId: string; broadcastId: string }
  readonly #onsaved: (broadcast: Broadcast) => void
  #version: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> = Promise.resolve()
  #changes = 0

  constructor(
    desktop: Desktop,
    place: { unitId: string; broadcastId: string },
    { from, onsaved }: { from: Broadcast | null; onsaved: (broadcast: Broadcast) => void },
  ) {
    this.#desktop = desktop
    this.#place = place
    this.#onsaved = onsaved
    this.#version = from?.version ?? 0
    if (from) this.#take(from)
  }

  get version(): number {
    return this.#version
  }

  changed(field?: string) {
    this.#changes++
    if (field) this.#fine(field)
    if (this.state === 'other') return
    this.state = 'dirty'
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), pause)
  }

  fill(text: Pick<Written, 'subject' | 'text'>) {
    Object.assign(this, text)
    this.changed('subject')
    this.changed('text')
  }

  /** Saves now what is not saved yet; resolves when nothing is on its way. True when the server has all of it. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    if (this.state === 'dirty' || this.state === 'failed') {
      this.state = 'clean'
      this.#saving = this.#saving.then(() => this.#save())
    }
    await this.#saving
    return this.state === 'saved' || this.state === 'clean'
  }

  /** What is here stays, and what was changed elsewhere goes. */
  async keepMine(): Promise<void> {
    this.#version = this.other?.version ?? this.#version
    this.other = null
    this.state = 'dirty'
    await this.flush()
  }

  takeOther() {
    if (!this.other) return
    this.#take(this.other)
    this.#version = this.other.version
    this.#onsaved(this.other)
    this.other = null
    this.state = 'saved'
  }

  /** True when there is nothing to put right before it can be checked. */
  check(): boolean {
    const subject = this.subject.trim() ? tooLong(this.subject.trim(), limits.subject) : 'Enter a subject'
    const text = this.text.trim() ? tooLong(this.text.trim(), limits.text) : 'Enter the message'
    const people = this.repliesTo === 'people' && this.people.length === 0 ? 'Choose who receives replies' : null
    this.fields = {
      ...(subject ? { subject } : {}),
      ...(text ? { text } : {}),
      ...(people ? { people } : {}),
    }
    return Object.keys(this.fields).length === 0
  }

  async #save(): Promise<void> {
    const changes = this.#changes
    const { subject, text, keepUntil, repliesTo } = this
    // Somebody who has not chosen yet is not asked while they type: the choice is demanded before the check.
    const named = repliesTo === 'people' && this.people.length > 0
    const replies = named
      ? ({ to: 'people', accountIds: this.people.map(({ id }) => id) } as const)
      : ({ to: repliesTo === 'none' ? 'none' : 'default_contact' } as const)
    const input = { ...this.#place, version: this.#version, subject, text, replies, keepUntil }
    const outcome = await this.#desktop.call('saveBroadcast', input)
    if (outcome.ok) {
      this.#version = outcome.value.version
      this.problem = null
      this.#onsaved(outcome.value)
      if (changes === this.#changes) this.state = 'saved'
      return
    }
    this.problem = outcome.problem
    if (outcome.problem.code === 'changedMeanwhile') return this.#lookAtOther()
    this.state = 'failed'
    if (outcome.problem.code === 'notARecipient') this.fields = { ...this.fields, people: outcome.problem.message }
    else this.fields = { ...this.fields, ...renamed(outcome.problem.fields) }
  }

  async #lookAtOther(): Promise<void> {
    const outcome = await this.#desktop.call('showBroadcast', this.#place)
    if (outcome.ok) this.other = outcome.value
    this.state = outcome.ok ? 'other' : 'failed'
  }

  #take({ subject, text, replies, keepUntil }: Broadcast) {
    Object.assign(this, { subject, text, keepUntil, repliesTo: replies.to })
    this.people = replies.to === 'people' ? replies.people : []
  }

  #fine(field: string) {
    const { [field]: _, ...others } = this.fields
    this.fields = others
  }
}

/** The server says which part of a choice is wrong; here it is one field. */
function renamed(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, words]) => [name.startsWith('replies') ? 'people' : name, words]),
  )
}
