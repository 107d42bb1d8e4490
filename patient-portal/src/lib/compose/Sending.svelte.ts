/** Sends a form in the background; whatever happens to it, the text stays and a sentence says what happened. */
import type { SubmitFunction } from '$app/forms'
import { inPlace } from '#lib/page/inPlace.ts'
import { words } from '#lib/words.ts'
import type { Draft } from './Draft.svelte.ts'

export class Sending {
  busy = $state(false)
  /** Set when there was no answer at all. */
  unanswered = $state('')
  readonly #draft: Draft
  readonly #afterwards: () => void

  constructor(draft: Draft, afterwards: () => void = () => {}) {
    this.#draft = draft
    this.#afterwards = afterwards
  }

  readonly enhance: SubmitFunction = async ({ cancel }) => {
    if (this.busy) return cancel()
    this.busy = true
    this.unanswered = ''
    await this.#draft.settle()
    return async ({ result, update }) => {
      if (result.type !== 'redirect') void this.#draft.refused()
      if (result.type === 'error') {
        this.unanswered = navigator.onLine ? words.compose.noAnswer : words.compose.offline
      } else {
        await update(inPlace)
        if (result.type === 'redirect') this.#afterwards()
      }
      this.busy = false
    }
  }
}
