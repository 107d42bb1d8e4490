/**
 * Who is signed in. The token lives here, in memory, and nowhere else.
 *
 * The PC may be shared and left alone, so the session ends by itself: when the limits pass (also offline, by this PC's
 * clock), when the server says so, when the PC locks or sleeps. Only the person's own keys, clicks and taps extend it.
 */
import { ApiProblem, type Client } from 'server/client'
import { problems, type Me, type SessionEnds } from 'server/contract'
import type { EndReason, Endpoints, Outcome, SessionChange } from '../bridge.ts'
import { outcomeOf, type Server } from './server.ts'

interface Open {
  token: string
  person: Client
  app: Client
  me: Me
  ends: SessionEnds
  /** Nothing is open to them but setting up a code at sign-in. */
  mustEnrol: boolean
}

/** What the server says to whoever comes in. */
interface LetIn {
  token: string
  me: Me
  session: SessionEnds
  mustEnrol: boolean
  recoveryCodesLeft?: number | null
}
export type Entered = Omit<LetIn, 'token' | 'recoveryCodesLeft'> & { recoveryCodesLeft: number | null }

/** How long `saveDraft` still works for a session that ended without being asked to. */
const lastWords = 2_000
const mostExtensions = 30_000

export class Session {
  #server: Server
  #tell: (change: SessionChange) => void
  #open: Open | null = null
  #leaving: { open: Open; close: () => Promise<void> } | null = null
  #timeOut: NodeJS.Timeout | undefined
  #extending: NodeJS.Timeout | undefined
  #extendedAt = 0
  #attempt = 0
  /** Between the password and the code. */
  #ticket: string | null = null

  constructor(server: Server, tell: (change: SessionChange) => void) {
    this.#server = server
    this.#tell = tell
  }

  get open(): Readonly<Open> | null {
    return this.#open
  }

  async signIn(credentials: { username: string; password: string }): Promise<Outcome<Entered>> {
    await this.end('signedOut')
    return this.#enter(this.#server.anybody.signIn({ ...credentials, door: 'desktop' }))
  }

  async signInWithCode(code: string): Promise<Outcome<Entered>> {
    if (!this.#ticket) return signInAgain
    return this.#enter(this.#server.anybody.signInWithCode({ ticket: this.#ticket, code }))
  }

  async #enter(reply: Promise<LetIn>): Promise<Outcome<Entered>> {
    const attempt = ++this.#attempt
    const outcome = await outcomeOf(
      reply.catch((error: unknown) => {
        if (error instanceof ApiProblem && error.ticket && attempt === this.#attempt) this.#ticket = error.ticket
        throw error
      }),
    )
    if (!outcome.ok) return outcome
    const { token, me, session, mustEnrol, recoveryCodesLeft = null } = outcome.value
    // The PC was locked while the server answered, or somebody signed in twice.
    if (attempt !== this.#attempt) {
      void outcomeOf(this.#server.as(token).person.signOut())
      return signedOut
    }
    const ends = this.#server.onThisClock(session)
    this.#ticket = null
    this.#open = { token, me, ends, mustEnrol, ...this.#server.as(token) }
    this.#extendedAt = Date.now()
    this.#waitForTheEnd(ends)
    return { ok: true, value: { me, session: ends, mustEnrol, recoveryCodesLeft } }
  }

  async call(name: keyof Endpoints, input: unknown): Promise<Outcome<unknown>> {
    if (name === 'extendSession') return this.#extend()
    const open = this.#open ?? (name === 'saveDraft' ? this.#leaving?.open : undefined)
    if (!open) return signedOut
    const outcome = await outcomeOf((open.app[name] as (input: unknown) => Promise<unknown>)(input))
    if (!outcome.ok && outcome.problem.status === 401) await this.timedOut(open.token)
    if (outcome.ok) this.#noteEnrolment(open, name, outcome.value)
    else if (outcome.problem.code === 'secondFactorDemanded') this.mustEnrol(open.token)
    return outcome
  }

  #noteEnrolment(open: Open, name: keyof Endpoints, value: unknown) {
    if (name === 'confirmSecondFactor') open.mustEnrol = false
    // The unit has stopped asking for it.
    if (name === 'showSecondFactor' && (value as { demandedBy: string[] }).demandedBy.length === 0)
      open.mustEnrol = false
    if (name !== 'removeSecondFactor' || !(value as { mustEnrol: boolean }).mustEnrol) return
    this.mustEnrol(open.token)
  }

  /** A unit of theirs demands a code, perhaps since a moment ago: everything else is closed until they have set one up. */
  mustEnrol(token: string) {
    const open = this.#open
    if (open?.token !== token || open.mustEnrol) return
    open.mustEnrol = true
    this.#tell({ state: 'mustEnrol' })
  }

  /** The person is there. Many a second; the server hears of it at most every half minute, and always of the last one. */
  active() {
    if (!this.#open || this.#extending) return
    const every = Math.min(mostExtensions, (Date.parse(this.#open.ends.idleEndsAt) - this.#extendedAt) / 4)
    const wait = Math.max(0, this.#extendedAt + every - Date.now())
    this.#extending = setTimeout(() => void this.#extend(), wait)
  }

  /**
   * The server no longer knows this token. A late answer to an earlier session's request must not end the present one.
   * Before the limits have passed it was somebody's doing (the account was closed or reset), and not the person's idleness.
   */
  async timedOut(token: string) {
    const open = this.#open
    if (open?.token !== token) return
    if (Date.now() + slack >= endOf(open.ends)) return this.end(limitOf(open.ends))
    await this.end('ended')
    void this.#sayWhy(open)
  }

  /** What was on the screen is gone by then; the sign-in page says more as soon as it is known, while nobody is in. */
  async #sayWhy({ app }: Open) {
    const attempt = this.#attempt
    const reason = await app.whoAmI().then(
      () => undefined,
      (error: unknown) => (error instanceof ApiProblem ? error.ended : undefined),
    )
    if (reason && attempt === this.#attempt) this.#tell({ state: 'ended', reason })
  }

  /** Resolves when the server knows; what is on the screen is told to go first. */
  async end(reason: EndReason) {
    this.#attempt++
    this.#ticket = null
    const open = this.#open
    if (!open) {
      if (reason === 'signedOut') await this.#leaving?.close()
      return
    }
    this.#open = null
    clearTimeout(this.#timeOut)
    clearTimeout(this.#extending)
    this.#extending = undefined
    this.#tell({ state: 'ended', reason })
    const close = async () => {
      clearTimeout(timer)
      if (this.#leaving?.open === open) this.#leaving = null
      // Offline nobody hears this; the server's own idle limit ends the session then.
      if (reason === 'signedOut' || reason === 'locked') await outcomeOf(open.person.signOut())
    }
    const timer = setTimeout(() => void close(), lastWords)
    this.#leaving = { open, close }
    if (reason === 'signedOut') await close()
  }

  async #extend(): Promise<Outcome<SessionEnds>> {
    clearTimeout(this.#extending)
    this.#extending = undefined
    const open = this.#open
    if (!open) return signedOut
    this.#extendedAt = Date.now()
    const outcome = await outcomeOf(open.person.extendSession())
    if (!outcome.ok) {
      if (outcome.problem.status === 401) await this.timedOut(open.token)
      return outcome
    }
    const ends = this.#server.onThisClock(outcome.value)
    if (this.#open === open) {
      open.ends = ends
      this.#waitForTheEnd(ends)
      this.#tell({ state: 'open', ends })
    }
    return { ok: true, value: ends }
  }

  #waitForTheEnd(ends: SessionEnds) {
    clearTimeout(this.#timeOut)
    this.#timeOut = setTimeout(() => void this.end(limitOf(ends)), endOf(ends) - Date.now())
  }
}

/** The server's clock and this one are never quite the same. */
const slack = 2_000
const endOf = ({ idleEndsAt, endsAt }: SessionEnds) => Math.min(Date.parse(idleEndsAt), Date.parse(endsAt))

const limitOf = ({ idleEndsAt, endsAt }: SessionEnds) =>
  Date.parse(endsAt) <= Date.parse(idleEndsAt) ? 'tooLong' : 'idle'

const refusal = (status: number, code: 'signedOut' | 'signInAgain'): Outcome<never> => ({
  ok: false,
  problem: { status, code, message: problems[code].message, fields: {}, newer: [] },
})
const signedOut = refusal(401, 'signedOut')
const signInAgain = refusal(410, 'signInAgain')
