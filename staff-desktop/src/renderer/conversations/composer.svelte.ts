/**
 * A reply while it is being written and sent. The text is never taken from the person before the server has it:
 *
 * writing -> sending -> sent (empty again)
 *                    -> stale: something newer is there; shown above the untouched text (R5)
 *                    -> notSent: no answer; the same id is sent again, so it cannot arrive twice
 *                    -> refused: the server says what to change
 */
import type { Entry, Message } from 'server/contract'
import type { Desktop } from '../../bridge.ts'
import { limits, tooLong } from '../page/limits.ts'
import { newId } from '../page/newId.ts'
import { Draft } from './draft.svelte.ts'

export type Sending =
  | { is: 'writing' }
  | { is: 'sending' }
  | { is: 'stale'; newer: Message[] }
  | { is: 'notSent'; message: string; why: 'offline' | 'backOnline' | 'other' }
  | { is: 'refused'; message: string }

export class Composer {
  text = $state('')
  sending = $state.raw<Sending>({ is: 'writing' })
  /** Said once above the text, until the person types. */
  note = $state<string | null>(null)
  readonly draft: Draft
  readonly #desktop: Desktop
  readonly #conversationId: string
  #messageId = newId()
  /** The last message that was there when the person began to write: what is newer they may have missed. */
  #seenSeq = 0

  constructor(desktop: Desktop, conversationId: string) {
    this.#desktop = desktop
    this.#conversationId = conversationId
    this.draft = new Draft(desktop, {
      id: () => conversationId,
      read: () => ({ subject: '', text: this.text, messageId: this.#messageId }),
    })
  }

  /** Takes up a draft of an earlier session; never over a text that is there. */
  restore(draft: { text: string; messageId: string } | null) {
    if (!draft || this.text !== '') return
    this.text = draft.text
    this.#messageId = draft.messageId
    this.note = 'This is the draft that you left here.'
  }

  typed() {
    this.note = null
    if (this.sending.is === 'refused') this.sending = { is: 'writing' }
    this.draft.changed()
  }

  /** The thread has been (re)loaded: what counts as seen, and whether a send that got no answer arrived after all. */
  caughtUp(lastSeq: number, entries: Entry[]) {
    if (this.text.trim() === '' || this.#seenSeq === 0) this.#seenSeq = lastSeq
    const arrived = entries.find((entry) => entry.type === 'message' && entry.id === this.#messageId)
    if (this.sending.is === 'sending') return
    if (arrived?.type !== 'message') return this.#found()
    if (sameText(arrived.text, this.text)) void this.#begin(arrived.seq)
    else {
      this.#messageId = newId()
      this.#seenSeq = Math.max(this.#seenSeq, arrived.seq)
      this.sending = { is: 'writing' }
      this.note = 'Your message was sent before the connection broke. What you have changed since then is still here.'
    }
  }

  /** There is no line to the server (any more). */
  lost() {
    if (this.sending.is === 'notSent' && this.sending.why === 'backOnline') this.sending = notSentOffline
  }

  /** The person has been shown what is new and wants to change their text. */
  edit() {
    if (this.sending.is !== 'stale') return
    this.#seenNewer(this.sending.newer)
    this.sending = { is: 'writing' }
  }

  /** Sends; also again after `notSent`, and anyway after `stale`. Returns the stored message. */
  async send(): Promise<Message | null> {
    if (this.sending.is === 'sending') return null
    const wrong = this.text.trim() === '' ? 'Enter your message' : tooLong(this.text.trim(), limits.text)
    if (wrong) {
      this.sending = { is: 'refused', message: wrong }
      return null
    }
    if (this.sending.is === 'stale') this.#seenNewer(this.sending.newer)
    this.sending = { is: 'sending' }
    await this.draft.settle()
    const outcome = await this.#desktop.call('sendMessage', {
      conversationId: this.#conversationId,
      id: this.#messageId,
      text: this.text,
      lastSeenSeq: this.#seenSeq,
    })
    if (outcome.ok) {
      await this.#begin(outcome.value.seq)
      return outcome.value
    }
    const { code, message, fields, newer } = outcome.problem
    if (code === 'newerMessages') this.sending = { is: 'stale', newer: newer as Message[] }
    else if (code === 'badInput') this.sending = { is: 'refused', message: fields.text ?? message }
    else this.sending = code === 'offline' ? notSentOffline : { is: 'notSent', message, why: 'other' }
    this.draft.changed()
    return null
  }

  /** The server has answered after a send that got no answer. */
  #found() {
    if (this.sending.is !== 'notSent' || this.sending.why !== 'offline') return
    this.sending = {
      is: 'notSent',
      message: 'You are online again. Your message was not sent yet.',
      why: 'backOnline',
    }
  }

  #seenNewer(newer: Message[]) {
    this.#seenSeq = Math.max(this.#seenSeq, ...newer.map(({ seq }) => seq))
  }

  /** Empty and ready for the next message. */
  async #begin(seenSeq: number) {
    this.text = ''
    this.note = null
    this.#messageId = newId()
    this.#seenSeq = seenSeq
    this.sending = { is: 'writing' }
    await this.draft.settle()
  }
}

const notSentOffline: Sending = {
  is: 'notSent',
  message: 'No connection: your message was not sent. Your text is kept, and trying again cannot send it twice.',
  why: 'offline',
}

/** The server trims and makes line ends equal. */
function sameText(sent: string, typed: string) {
  return sent === typed.replace(/\r\n?/g, '\n').trim()
}
