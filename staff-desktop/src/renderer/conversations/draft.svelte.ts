import type { Desktop } from '../../bridge.ts'

/** What the server keeps for somebody who is interrupted. */
export interface DraftText {
  subject: string
  text: string
  messageId: string
}

const pause = 800

/**
 * Keeps a draft on the server, a moment after the last key. One save at a time, so that an older text never overtakes
 * a newer one, and a caller that is about to send can wait until nothing is on its way.
 */
export class Draft {
  state = $state<'clean' | 'dirty' | 'saved' | 'failed'>('clean')
  readonly #desktop: Desktop
  readonly #read: () => DraftText
  readonly #id: () => string | null
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> = Promise.resolve()

  constructor(desktop: Desktop, { id, read }: { id: () => string | null; read: () => DraftText }) {
    this.#desktop = desktop
    this.#id = id
    this.#read = read
  }

  changed() {
    this.state = 'dirty'
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), pause)
  }

  /** Saves now what is not saved yet. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    const draftId = this.#id()
    if (draftId === null || (this.state !== 'dirty' && this.state !== 'failed')) return this.#saving
    this.state = 'clean'
    const draft = this.#read()
    this.#saving = this.#saving.then(async () => {
      const outcome = await this.#desktop.call('saveDraft', { draftId, ...draft })
      if (this.state !== 'dirty') this.state = outcome.ok ? (draft.text || draft.subject ? 'saved' : 'clean') : 'failed'
    })
    return this.#saving
  }

  /** The text has been sent or thrown away: nothing more is saved; resolves when the last save has arrived. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer)
    this.state = 'clean'
    await this.#saving
    this.state = 'clean'
  }
}
