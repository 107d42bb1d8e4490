/**
 * When the session ends by itself, by the server's clock. Activity of the person moves the idle limit (at most one
 * request a minute); the absolute limit stays.
 */
import type { SessionEnds } from 'server/contract'

const minute = 60_000

export class SessionClock {
  #ends: SessionEnds = $state.raw({ idleEndsAt: '', endsAt: '', warnSeconds: 0 })
  #now = $state(0)
  /** The server's clock minus this computer's, which may be wrong. */
  #ahead = 0
  #extendedAt = 0
  readonly #over: () => void

  constructor(over: () => void) {
    this.#over = over
  }

  readonly #end = $derived(Math.min(Date.parse(this.#ends.idleEndsAt), Date.parse(this.#ends.endsAt)))
  readonly isAbsolute = $derived(Date.parse(this.#ends.endsAt) <= Date.parse(this.#ends.idleEndsAt))
  readonly warns = $derived(this.#now > 0 && this.#end - this.#now <= this.#ends.warnSeconds * 1000)
  readonly minutesLeft = $derived(Math.max(1, Math.ceil((this.#end - this.#now) / minute)))

  set(ends: SessionEnds, serverNow: string): void {
    this.#ends = ends
    this.#ahead = Date.parse(serverNow) - Date.now()
  }

  /** Returns what stops it. */
  start(): () => void {
    const active = () => this.#active()
    const signs = ['keydown', 'pointerdown', 'pointermove'] as const
    for (const sign of signs) addEventListener(sign, active, { passive: true })
    this.#extendedAt = Date.now()
    const ticking = setInterval(() => this.#tick(), 1_000)
    return () => {
      for (const sign of signs) removeEventListener(sign, active)
      clearInterval(ticking)
    }
  }

  async extend(): Promise<void> {
    this.#extendedAt = Date.now()
    const response = await fetch('/api/session/extend', { method: 'POST' }).catch(() => undefined)
    if (response?.ok) this.#ends = (await response.json()) as SessionEnds
    else if (response?.status === 401) this.#over()
  }

  #active(): void {
    if (Date.now() - this.#extendedAt >= minute || (this.warns && !this.isAbsolute)) void this.extend()
  }

  #tick(): void {
    this.#now = Date.now() + this.#ahead
    // A second later than the server's own limit, so that it agrees that the session is over.
    if (this.#now > this.#end + 1_000) this.#over()
  }
}
