import type { Desktop, Problem } from '../../../bridge.ts'

/** Somebody who sets up a code at sign-in: their password, the app, the recovery codes. */
export class Enrolment {
  step = $state<'password' | 'app' | 'codes'>('password')
  /** For the app, while it is being set up. */
  secret = $state.raw<{ secret: string; uri: string } | null>(null)
  recoveryCodes = $state.raw<string[]>([])
  working = $state(false)
  problem = $state.raw<Problem | null>(null)
  readonly #desktop: Desktop

  constructor(desktop: Desktop) {
    this.#desktop = desktop
  }

  async begin(password: string): Promise<void> {
    if (!password) return this.#refuse('password', 'Enter your password')
    const outcome = await this.#ask(() => this.#desktop.call('startSecondFactor', { password }))
    if (!outcome?.ok) return
    this.secret = outcome.value
    this.step = 'app'
  }

  async confirm(code: string): Promise<void> {
    if (!code.trim()) return this.#refuse('code', 'Enter the six digits that your app shows')
    const outcome = await this.#ask(() => this.#desktop.call('confirmSecondFactor', { code }))
    if (outcome?.ok) {
      this.secret = null
      this.recoveryCodes = outcome.value.recoveryCodes
      this.step = 'codes'
    }
    // It took too long: there is another picture to scan, for which they show once more who they are.
    else if (outcome?.problem.code === 'notBegun') {
      this.secret = null
      this.step = 'password'
    }
  }

  async #ask<Answer extends { ok: true } | { ok: false; problem: Problem }>(
    ask: () => Promise<Answer>,
  ): Promise<Answer | null> {
    if (this.working) return null
    this.working = true
    this.problem = null
    const outcome = await ask()
    this.working = false
    if (!outcome.ok) this.problem = outcome.problem
    return outcome
  }

  #refuse(field: string, sentence: string) {
    this.problem = { status: 422, code: 'badInput', message: '', fields: { [field]: sentence }, newer: [] }
  }
}
