import { browserSupportsWebAuthnAutofill } from '@simplewebauthn/browser'
import type { AskedToSignIn, PasskeyAnswer, ProblemReply } from 'server/contract'
import { askToSignIn, stopAsking } from './ask.ts'
import { passkeyWords } from './words.ts'

/** Shorter than a challenge works. */
const renewEvery = 4 * 60_000

/**
 * Signing in with a passkey: by the button, or by what the browser offers in the username's field, which waits for as long
 * as the page is open. `send` takes the answer to our server, and says what is wrong with it.
 */
export class PasskeySignIn {
  asking = $state(false)
  /** The device has answered, and our server has yet to. */
  sending = $state(false)
  problem = $state('')
  #gone = false
  /** What our server has refused once, a browser would offer again and again. */
  #refused = false
  readonly #send: (answer: PasskeyAnswer) => void

  constructor(send: (answer: PasskeyAnswer) => void) {
    this.#send = send
  }

  async ask(): Promise<void> {
    if (this.asking) return
    this.asking = true
    this.problem = ''
    const asked = await askedByServer()
    if (this.#cancelled()) return
    const outcome = 'failure' in asked ? asked : await askToSignIn(asked)
    if ('answer' in outcome) return this.#answer(outcome.answer)
    if ('failure' in outcome) this.fail(outcome.failure)
  }

  /** They thought better of it: whatever the device shows goes, and the browser offers again what it offered before. */
  cancel(): void {
    stopAsking()
    this.fail('')
  }

  /** Our server does not take it: from then on only the button asks. */
  refuse(problem: string): void {
    this.#refused = true
    this.fail(problem)
  }

  /** Beside the button; the browser offers again what it offered before. */
  fail(problem: string): void {
    this.asking = false
    this.sending = false
    this.problem = problem
    void this.offer()
  }

  /** It may be, while our server is asked. */
  #cancelled(): boolean {
    return !this.asking
  }

  #answer(answer: PasskeyAnswer): void {
    this.asking = true
    this.sending = true
    this.problem = ''
    this.#send(answer)
  }

  /** Says nothing when it does not work: nobody asked for it. */
  async offer(): Promise<void> {
    if (!(await browserSupportsWebAuthnAutofill())) return
    while (this.#mayOffer()) {
      await untilSeen()
      const asked = await askedByServer()
      if ('failure' in asked || !this.#mayOffer()) return
      const renewal = { due: false }
      const renewing = setTimeout(() => {
        renewal.due = true
        stopAsking()
      }, renewEvery)
      const outcome = await askToSignIn(asked, { quietly: true })
      clearTimeout(renewing)
      if ('answer' in outcome) return this.#answer(outcome.answer)
      if (!renewal.due) return
    }
  }

  #mayOffer(): boolean {
    return !this.#gone && !this.#refused && !this.asking
  }

  leave(): void {
    this.#gone = true
    stopAsking()
  }
}

async function askedByServer(): Promise<AskedToSignIn | { failure: string }> {
  try {
    const response = await fetch('/api/session/passkey/challenge', { method: 'POST' })
    if (response.ok) return (await response.json()) as AskedToSignIn
    return { failure: ((await response.json()) as ProblemReply).message }
  } catch {
    return { failure: passkeyWords.failed.offline }
  }
}

function untilSeen(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve()
  return new Promise((resolve) => document.addEventListener('visibilitychange', () => resolve(), { once: true }))
}
