/**
 * What somebody is writing. While they type it is kept on the server, so that neither a session that ends nor a lost
 * connection costs them their words; without JavaScript the form itself carries it.
 */
export interface Kept {
  subject: string
  text: string
  /** The id that the message will have, however often it is sent. */
  messageId: string
}

const pause = 800

/**
 * Typed, but not yet confirmed by the server: outlives a page that could not be loaded, and is tried again by
 * saveDrafts(). Only ever filled in a browser.
 */
const unconfirmed = new Map<string, { kept: Kept; draft: Draft }>()

export class Draft {
  subject = $state('')
  text = $state('')
  messageId = $state('')
  readonly #id: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> = Promise.resolve()
  #beingSent = false

  /** `id`: the conversation's, or for a new one the group's. */
  constructor(id: string, kept: Kept) {
    this.#id = id
    const typed = unconfirmed.get(id)
    const { subject, text, messageId } = typed?.kept ?? kept
    this.subject = subject
    this.text = text
    this.messageId = messageId
    if (typed) {
      this.#saving = typed.draft.#saving
      typed.draft = this
    }
  }

  /** Returns what takes it off the screen. */
  show(): () => void {
    return () => void this.save()
  }

  changed(): void {
    unconfirmed.set(this.#id, {
      kept: { subject: this.subject, text: this.text, messageId: this.messageId },
      draft: this,
    })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), pause)
  }

  save(): Promise<void> {
    clearTimeout(this.#timer)
    const typed = unconfirmed.get(this.#id)
    if (typed && !this.#beingSent) this.#saving = this.#saving.then(() => this.#put(typed.kept))
    return this.#saving
  }

  /** Before sending: a draft that is saved after its message was sent would come back from the dead. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer)
    this.#beingSent = true
    await this.#saving
  }

  refused(): Promise<void> {
    this.#beingSent = false
    this.changed()
    return this.save()
  }

  sent(next: Kept): void {
    this.#beingSent = false
    clearTimeout(this.#timer)
    unconfirmed.delete(this.#id)
    this.subject = next.subject
    this.text = next.text
    this.messageId = next.messageId
  }

  async #put(kept: Kept): Promise<void> {
    const current = () => unconfirmed.get(this.#id)?.kept === kept
    // Tried again and again, or sent meanwhile: once is enough.
    if (!current()) return
    const response = await fetch(`/api/drafts/${this.#id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(kept),
    }).catch(() => undefined)
    if (response?.ok && current()) unconfirmed.delete(this.#id)
  }
}

/** Whatever is not kept yet, also from pages that were left. */
export async function saveDrafts(): Promise<void> {
  await Promise.all([...unconfirmed.values()].map(({ draft }) => draft.save()))
}
