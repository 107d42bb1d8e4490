import type { Launch } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { limits, tooLong } from '../page/limits.ts'
import { newId } from '../page/newId.ts'

interface Progress {
  launch: Launch | null
  fetch(): Promise<void>
  accept(launch: Launch): void
}

interface Told {
  told: number
  conversations: number
}

/** The message that tells a unit's staff what starts: offered, changed, and sent to those who were not told yet. */
export class Telling {
  subject = $state('')
  text = $state('')
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  fields = $state.raw<Record<string, string>>({})
  problem = $state.raw<Problem | null>(null)
  sending = $state(false)

  readonly #desktop: Desktop
  readonly #unitId: string
  readonly #progress: Progress
  #messageId = newId()

  constructor(desktop: Desktop, unitId: string, progress: Progress) {
    this.#desktop = desktop
    this.#unitId = unitId
    this.#progress = progress
  }

  get toTell(): number {
    return this.#progress.launch?.staffTold.toTell ?? 0
  }

  /** With what was typed before, else with the text that is offered. */
  async begin(): Promise<void> {
    this.problem = null
    this.fields = {}
    if (this.subject || this.text) return
    this.state = 'loading'
    const outcome = await this.#desktop.call('showLaunchMessage', { unitId: this.#unitId })
    this.state = outcome.ok ? 'ready' : 'failed'
    if (!outcome.ok) return void (this.problem = outcome.problem)
    this.subject = outcome.value.subject
    this.text = outcome.value.text
  }

  typed(field: 'subject' | 'text') {
    this.fields = Object.fromEntries(Object.entries(this.fields).filter(([name]) => name !== field))
  }

  /** Null when something has to be changed first, or when it did not arrive; everything typed is still there. */
  async send(): Promise<Told | null> {
    if (this.sending) return null
    this.fields = this.#wrong()
    this.problem = null
    if (Object.keys(this.fields).length > 0) return null
    this.sending = true
    const outcome = await this.#desktop.call('tellStaff', {
      ...{ unitId: this.#unitId, people: this.toTell, messageId: this.#messageId },
      ...{ subject: this.subject, text: this.text },
    })
    this.sending = false
    if (outcome.ok) return this.#sent(outcome.value)
    this.fields = outcome.problem.fields
    this.problem = outcome.problem.code === 'offline' ? { ...outcome.problem, message: offlineWords } : outcome.problem
    if (outcome.problem.code === 'changedMeanwhile') await this.#progress.fetch()
    return null
  }

  #sent({ launch, told, conversations }: Told & { launch: Launch }): Told {
    this.subject = ''
    this.text = ''
    this.#messageId = newId()
    this.#progress.accept(launch)
    return { told, conversations }
  }

  #wrong(): Record<string, string> {
    const subject = this.subject.trim() ? tooLong(this.subject.trim(), limits.subject) : 'Enter a subject'
    const text = this.text.trim() ? tooLong(this.text.trim(), limits.text) : 'Enter your message'
    return { ...(subject && { subject }), ...(text && { text }) }
  }
}

const offlineWords =
  'No connection: this may not have been sent. Everything is kept, and trying again cannot send it twice.'
