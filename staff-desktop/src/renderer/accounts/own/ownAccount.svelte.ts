import type { EmailWish, OwnAccount as Held, OwnSession } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../../bridge.ts'

/** What was typed and not saved, for who comes back after a lock. A password is never among it. */
export interface KeptAccount {
  email: string | null
  telephone: string | null
}

/** What is held of the signed-in person. What is on the screen stays until there is an answer. */
export class OwnAccount {
  held = $state.raw<Held | null>(null)
  sessions = $state.raw<OwnSession[] | null>(null)
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  /** Typed into a form that is open and not saved; null while it is closed. */
  email = $state<string | null>(null)
  telephone = $state<string | null>(null)
  /** Why e-mails do not reach the person. */
  readonly trouble = $derived(this.held && this.held.emailState !== 'verified' ? this.held.emailState : null)

  /** What is typed and not what is held. */
  readonly unsaved = $derived([
    ...(isChanged(this.email, this.held?.email) ? ['e-mail address'] : []),
    ...(isChanged(this.telephone, this.held?.telephone) ? ['telephone number'] : []),
  ])

  readonly #desktop: Desktop
  #asked = 0
  #askedSessions = 0
  #chosen = 0
  #lastChoice: Promise<unknown> = Promise.resolve()
  #savedWish: EmailWish | null = null

  constructor(desktop: Desktop) {
    this.#desktop = desktop
  }

  async fetch(): Promise<void> {
    const turn = ++this.#asked
    if (!this.held) this.state = 'loading'
    const outcome = await this.#desktop.call('showAccount')
    if (turn !== this.#asked) return
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) {
      this.held = outcome.value
      this.#savedWish = outcome.value.emailWish
      this.state = 'ready'
    } else if (!this.held) this.state = 'failed'
  }

  async fetchSessions(): Promise<void> {
    const turn = ++this.#askedSessions
    const outcome = await this.#desktop.call('listSessions')
    if (turn === this.#askedSessions && outcome.ok) this.sessions = outcome.value.sessions
  }

  /** Something may have come to pass elsewhere: a link was opened in a browser, somebody signed in on another PC. */
  catchUp(open: boolean) {
    void this.fetch()
    if (open) void this.fetchSessions()
  }

  verifyEmail(): Promise<Outcome<{ sentTo: string; lately: boolean }>> {
    return this.#desktop.call('verifyOwnEmail')
  }

  /** Null when it is done. */
  async changeEmail(currentPassword: string): Promise<Problem | null> {
    const outcome = await this.#desktop.call('changeEmail', { email: this.email ?? '', currentPassword })
    if (!outcome.ok) return outcome.problem
    this.email = null
    await this.fetch()
    return null
  }

  /** Null when it is done. */
  async changeTelephone(): Promise<Problem | null> {
    const outcome = await this.#desktop.call('changeTelephone', { telephone: this.telephone ?? '' })
    if (!outcome.ok) return outcome.problem
    this.telephone = null
    await this.fetch()
    return null
  }

  /** Null when it is done: every other session of the person has ended by then. */
  async changePassword(passwords: { currentPassword: string; password: string }): Promise<Problem | null> {
    const outcome = await this.#desktop.call('changePassword', passwords)
    if (!outcome.ok) return outcome.problem
    await this.fetchSessions()
    return null
  }

  async endOtherSessions(): Promise<Outcome<{ ended: number }>> {
    const outcome = await this.#desktop.call('endOtherSessions')
    if (outcome.ok) await this.fetchSessions()
    return outcome
  }

  /**
   * Shown at once, and put back if it was not saved. Arrow keys pass over choices: one is sent after the other, and those
   * that were passed over while one was on its way are not. Gives what was saved when it was chosen; null when it was passed over.
   */
  async choose(emailWish: EmailWish): Promise<Outcome<EmailWish> | null> {
    const turn = ++this.#chosen
    const before = this.#savedWish
    this.#show(emailWish)
    await this.#lastChoice
    if (turn !== this.#chosen) return null
    const call = this.#desktop.call('chooseEmailWish', { emailWish })
    this.#lastChoice = call
    const outcome = await call
    if (outcome.ok) this.#savedWish = emailWish
    if (turn !== this.#chosen) return null
    if (outcome.ok) return { ok: true, value: before ?? emailWish }
    this.#show(this.#savedWish ?? emailWish)
    return outcome
  }

  keep(): KeptAccount {
    return { email: this.email, telephone: this.telephone }
  }

  restore({ email, telephone }: KeptAccount) {
    this.email = email
    this.telephone = telephone
  }

  /** An answer that is on its way still has the choice of before. */
  #show(emailWish: EmailWish) {
    this.#asked++
    if (this.held) this.held = { ...this.held, emailWish }
  }
}

const isChanged = (typed: string | null, held: string | null | undefined) =>
  typed !== null && typed.trim() !== (held ?? '')
