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

/** The drafts on the screen. */
const open = new Set<Draft>()

/** Typed, but not yet confirmed by the server: outlives a page that could not be loaded. Only ever filled in a browser. */
const unconfirmed = new Map<string, Kept>()

export class Draft {
  subject = $state('')
  text = $state('')
  messageId = $state('')
  readonly #id: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> = Promise.resolve()

  /** `id`: the conversation's, or for a new one the group's. */
  constructor(id: string, kept: Kept) {
    this.#id = id
    const { subject, text, messageId } = unconfirmed.get(id) ?? kept
    this.subject = subject
    this.text = text
    this.messageId = messageId
  }

  /** Returns what takes it off the screen. */
  show(): () => void {
    open.add(this)
    return () => {
      open.delete(this)
      void this.save()
    }
  }

  changed(): void {
    unconfirmed.set(this.#id, this.#kept())
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), pause)
  }

  save(): Promise<void> {
    clearTimeout(this.#timer)
    const kept = unconfirmed.get(this.#id)
    if (kept) this.#saving = this.#saving.then(() => this.#put(kept))
    return this.#saving
  }

  /** Before sending: a draft that is saved after its message was sent would come back from the dead. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#saving
  }

  sent(next: Kept): void {
    clearTimeout(this.#timer)
    unconfirmed.delete(this.#id)
    this.subject = next.subject
    this.text = next.text
    this.messageId = next.messageId
  }

  async #put(kept: Kept): Promise<void> {
    const response = await fetch(`/api/drafts/${this.#id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(kept),
    }).catch(() => undefined)
    if (response?.ok && unconfirmed.get(this.#id) === kept) unconfirmed.delete(this.#id)
  }

  #kept(): Kept {
    return { subject: this.subject, text: this.text, messageId: this.messageId }
  }
}

export async function saveOpenDrafts(): Promise<void> {
  await Promise.all([...open].map((draft) => draft.save()))
}
