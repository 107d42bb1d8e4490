import type { Broadcast, BroadcastCheck, BroadcastReport } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import { newId } from '../page/newId.ts'
import { BroadcastDraft } from './broadcastDraft.svelte.ts'

const begun = ['sending', 'paused', 'done', 'stopped']
/**
 * How often to look, in milliseconds: the minute is counted down; counting how far thousands are costs the server more.
 * `settling`: a stop holds back what waited, a moment after it. `over`: people open it, and ring back, for days.
 */
const pauses = { waiting: 1000, sending: 2500, paused: 5000, settling: 2500, over: 60_000 }

/** Of those who have not opened it: whom a reminder tells, and how. */
export type Reminded = NonNullable<BroadcastReport['notOpened']>

type Deed = 'pauseBroadcast' | 'resumeBroadcast' | 'stopBroadcast'

/** One broadcast in front of an admin: written, checked, on its way, or gone out. */
export class OpenBroadcast {
  readonly id: string
  readonly unitId: string
  /** Null while it was never saved. */
  broadcast = $state.raw<Broadcast | null>(null)
  draft = $state.raw<BroadcastDraft | null>(null)
  /** Of a draft: what would happen if it were sent. Null while it is written. */
  check = $state.raw<BroadcastCheck | null>(null)
  report = $state.raw<BroadcastReport | null>(null)
  state = $state<'loading' | 'ready' | 'failed' | 'gone'>('loading')
  problem = $state.raw<Problem | null>(null)
  working = $state(false)
  /** The last look did not come through: what is shown may be old. */
  stale = $state(false)
  /** Somebody has pressed stop, and nobody has answered: it is tried until somebody does. */
  stopping = $state(false)
  /** When the minute ends by this computer's own clock, which goes on while the service is away. Of `performance.now()`. */
  minuteEnds = $state(0)

  readonly #desktop: Desktop
  #timer: ReturnType<typeof setTimeout> | undefined
  #reports = 0
  #stopped = false
  #looks = 0

  /** Without `id` it is a new one. */
  constructor(desktop: Desktop, unitId: string, id?: string) {
    this.#desktop = desktop
    this.unitId = unitId
    this.id = id ?? newId()
    if (id) return
    this.draft = this.#draftOf(null)
    this.state = 'ready'
  }

  get place() {
    return { unitId: this.unitId, broadcastId: this.id }
  }

  async fetch(): Promise<void> {
    const look = ++this.#looks
    clearTimeout(this.#timer)
    if (this.stopping) await this.#stop()
    const outcome = await this.#desktop.call('showBroadcast', this.place)
    if (look !== this.#looks) return
    // Both are shown at once: figures of two moments contradict each other.
    const report = outcome.ok && this.#reportIsDue(outcome.value) ? await this.#askReport() : null
    if (look !== this.#looks) return
    this.stale = !outcome.ok
    if (outcome.ok) {
      // What could not be reached is there again.
      if (this.problem?.code === 'offline') this.problem = null
      this.accept(outcome.value, report)
    } else {
      this.problem = outcome.problem
      if ([403, 404].includes(outcome.problem.status)) this.state = this.broadcast || !this.draft ? 'gone' : this.state
      else if (!this.broadcast && !this.draft) this.state = 'failed'
    }
    this.#lookAgain()
  }

  async fetchReport(): Promise<void> {
    this.report = (await this.#askReport()) ?? this.report
  }

  /** Text that is not saved yet is, and nothing is looked at any more. */
  leave() {
    this.#stopped = true
    clearTimeout(this.#timer)
    void this.draft?.flush()
  }

  /** Comes back to it. */
  again() {
    this.#stopped = false
    if (this.broadcast) void this.fetch()
  }

  /** Into a draft in which nothing stands yet. */
  useLaunchText(): Promise<boolean> {
    return this.#work(async () => {
      const outcome = await this.#desktop.call('showLaunchText', { unitId: this.unitId })
      if (!outcome.ok) return outcome.problem
      this.draft?.fill(outcome.value)
      return null
    })
  }

  /** From writing to the check; false when something has to be put right first. */
  async toCheck(): Promise<boolean> {
    const { draft } = this
    if (!draft || this.working || !draft.check()) return false
    return this.#work(async () => {
      // A draft that nobody has touched since it was opened is on the server as it is.
      if (!this.broadcast) draft.changed()
      if (!(await draft.flush())) return draft.problem
      return this.#check()
    })
  }

  toWriting() {
    this.check = null
    this.problem = null
  }

  /** A broadcast that waits for approval or has it becomes a draft again with the first change. */
  edit() {
    if (!this.broadcast?.can.edit) return
    this.draft = this.#draftOf(this.broadcast)
    this.check = null
  }

  /** `patients`: as many as the person has seen and confirmed. */
  send(patients: number): Promise<boolean> {
    return this.#work(async () => {
      const { version } = this.broadcast!
      const outcome = await this.#desktop.call('sendBroadcast', { ...this.place, version, patients })
      if (!outcome.ok && this.check) {
        // Their number, the approval or another broadcast has changed: what stands here is to be true again.
        await this.#check()
        await this.#refresh()
      }
      return this.#outcome(outcome)
    })
  }

  test(): Promise<boolean> {
    const { version } = this.broadcast!
    return this.#work(async () => {
      const outcome = await this.#desktop.call('testBroadcast', { ...this.place, version })
      return outcome.ok ? null : outcome.problem
    })
  }

  askForApproval(): Promise<boolean> {
    const { version } = this.broadcast!
    return this.#do(() => this.#desktop.call('askForApproval', { ...this.place, version }))
  }

  approve(): Promise<boolean> {
    const { version } = this.broadcast!
    return this.#do(() => this.#desktop.call('approveBroadcast', { ...this.place, version }))
  }

  sendBack(reason: string): Promise<boolean> {
    const { version } = this.broadcast!
    return this.#do(() => this.#desktop.call('sendBackBroadcast', { ...this.place, version, reason }))
  }

  move(deed: Deed): Promise<boolean> {
    const { changedAt: seen } = this.broadcast!
    if (deed === 'stopBroadcast') return this.#do(() => this.#stop())
    return this.#do(() => this.#desktop.call(deed, { ...this.place, seen }))
  }

  async #stop(): Promise<Outcome<Broadcast>> {
    const outcome = await this.#desktop.call('stopBroadcast', this.place)
    if (outcome.ok) this.accept(outcome.value)
    this.stopping = !outcome.ok && (outcome.problem.code === 'offline' || outcome.problem.status >= 500)
    return outcome
  }

  async discard(): Promise<boolean> {
    const { draft } = this
    await draft?.flush()
    if (!this.broadcast) return true
    return this.#work(async () => {
      const outcome = await this.#desktop.call('discardBroadcast', this.place)
      return outcome.ok ? null : outcome.problem
    })
  }

  /** Whom the reminders go to; null when they do not. */
  async remind(): Promise<Reminded | null> {
    let reminded: Reminded | null = null
    await this.#work(async () => {
      const outcome = await this.#desktop.call('remindNotOpened', this.place)
      if (outcome.ok) reminded = outcome.value
      await this.fetchReport()
      return outcome.ok ? null : outcome.problem
    })
    return reminded
  }

  accept(broadcast: Broadcast, report: BroadcastReport | null = null) {
    const before = this.broadcast?.state
    this.broadcast = broadcast
    if (broadcast.minute) this.minuteEnds = performance.now() + broadcast.minute.secondsLeft * 1000
    this.report = report ?? this.report
    this.state = 'ready'
    if (broadcast.state === 'draft' && broadcast.can.edit) this.draft ??= this.#draftOf(broadcast)
    else this.draft = null
    // Stopped in its minute: it is written again.
    if (before === 'waiting' && broadcast.state === 'draft') this.draft = this.#draftOf(broadcast)
    if (broadcast.state !== 'draft' && broadcast.state !== 'approved') this.check = null
  }

  async #check(): Promise<Problem | null> {
    const outcome = await this.#desktop.call('checkBroadcast', this.place)
    if (!outcome.ok) return outcome.problem
    const { missing } = outcome.value
    if (Object.keys(missing).length > 0 && this.draft) {
      this.draft.fields = Object.fromEntries(
        Object.entries(missing).map(([name, words]) => [name === 'replies' ? 'people' : name, words]),
      )
      this.check = null
      return { status: 422, code: 'badInput', message: '', fields: missing, newer: [] }
    }
    this.check = outcome.value
    return null
  }

  /** Also for a broadcast that is approved and not written any more. */
  checkAgain(): Promise<boolean> {
    return this.#work(() => this.#check())
  }

  #draftOf(from: Broadcast | null): BroadcastDraft {
    return new BroadcastDraft(this.#desktop, this.place, { from, onsaved: (saved) => (this.broadcast = saved) })
  }

  async #refresh(): Promise<void> {
    const outcome = await this.#desktop.call('showBroadcast', this.place)
    if (outcome.ok) this.accept(outcome.value)
  }

  async #do(call: () => Promise<Outcome<Broadcast>>): Promise<boolean> {
    return this.#work(async () => {
      const outcome = await call()
      if (!outcome.ok) await this.#refresh()
      return this.#outcome(outcome)
    })
  }

  async #outcome(outcome: Outcome<Broadcast>): Promise<Problem | null> {
    if (!outcome.ok) return outcome.problem
    this.#looks++
    this.accept(outcome.value, begun.includes(outcome.value.state) ? await this.#askReport() : null)
    this.#lookAgain()
    return null
  }

  /** Counting takes a while: an answer from before a stop must not stand as what became of it. */
  async #askReport(): Promise<BroadcastReport | null> {
    const turn = ++this.#reports
    const outcome = await this.#desktop.call('showBroadcastReport', this.place)
    return turn === this.#reports && outcome.ok ? outcome.value : null
  }

  /** Counting over all patients: while it goes out, not at every look. */
  #reportIsDue({ state }: Broadcast): boolean {
    if (!begun.includes(state)) return false
    return state !== 'sending' || !this.report || this.#looks % 4 === 0
  }

  /** One thing at a time; true when it was done. */
  async #work(deed: () => Promise<Problem | null>): Promise<boolean> {
    if (this.working) return false
    this.working = true
    this.problem = null
    const refused = await deed()
    this.working = false
    this.problem = refused?.code === 'offline' ? { ...refused, message: offlineWords } : refused
    return refused === null
  }

  #lookAgain() {
    clearTimeout(this.#timer)
    const after = this.#pause()
    if (!this.#stopped && after !== null) this.#timer = setTimeout(() => void this.fetch(), after)
  }

  #pause(): number | null {
    const state = this.broadcast?.state
    if (state === 'waiting' || state === 'sending' || state === 'paused') return pauses[state]
    if (state !== 'done' && state !== 'stopped') return null
    return this.report && this.report.emails.waiting === 0 ? pauses.over : pauses.settling
  }
}

const offlineWords = 'No connection: it is not certain whether this was done. Look again before you try again.'
