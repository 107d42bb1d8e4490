/** Somebody who uses the service: the real client over HTTP, a live view, and dice of their own. */
import { createClient, overHttp, type Client } from '../../server/src/contract/client.ts'
import { api, apiPrefix } from '../../server/src/contract/index.ts'
import type { Person as Row } from '../../server/test/build.ts'
import type { Dice } from './dice.ts'
import { insist, type Outcome } from './insist.ts'
import { LiveView } from './LiveView.ts'
import type { Story } from './Story.ts'

/** As long as a browser that is asked for nothing in particular waits, only shorter. */
const answerMs = 8000

/** Everybody's. */
export const password = 'a-quiet-town-2026'

export class Person {
  readonly id: string
  readonly name: string
  readonly kind: 'patient' | 'staff'
  readonly unitId: string
  readonly client: Client
  readonly view: LiveView
  readonly dice: Dice
  readonly story: Story
  /** Up to which message they were told that it is read. */
  readonly read = new Map<string, number>()
  /** Conversations that they left, or tried to. */
  readonly left = new Set<string>()
  readonly #username: string
  readonly #address: string
  #token = ''

  constructor(row: Row, n: number, origin: string, dice: Dice, story: Story) {
    this.id = row.id
    this.name = `${row.name} (${row.kind === 'patient' ? 'patient' : (row.roleTitle ?? 'staff')})`
    this.kind = row.kind
    this.unitId = row.unit.id
    this.dice = dice
    this.story = story
    this.#username = row.username
    // Each at an address of their own, as behind any load balancer that says so.
    this.#address = `10.0.${Math.floor(n / 250)}.${1 + (n % 250)}`
    const headers = () => ({
      'x-forwarded-for': this.#address,
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
    })
    const impatient: typeof fetch = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(answerMs) })
    this.client = createClient(overHttp({ origin, headers, fetch: impatient }))
    this.view = new LiveView(
      (signal) => fetch(new URL(apiPrefix + api.live.path, origin), { headers: headers(), signal }),
      this.client,
    )
  }

  /** Says what they did and how it ended. */
  tell(what: string, about: string[]): void {
    this.story.tell(this.name, what, [this.id, ...about])
  }

  try<T>(call: () => Promise<T>, options?: { patienceMs?: number }): Promise<Outcome<T>> {
    return insist(this.story, call, options)
  }

  async signIn(): Promise<void> {
    const door = this.kind === 'patient' ? 'portal' : 'desktop'
    const attempt = () => this.client.signIn({ username: this.#username, password, door })
    // Whoever is outside goes on trying.
    const outcome = await this.try(attempt, { patienceMs: 600_000 })
    this.tell(`signed in: ${outcome.is === 'refused' ? outcome.problem.code : outcome.is}`, [])
    if (outcome.is === 'done') this.#token = outcome.value.token
    else this.story.broken('sessions', `${this.name} could not sign in`, [this.id])
  }

  /** Whatever was signed out is refused, by whichever server answers. */
  async signOut(): Promise<void> {
    const outcome = await this.try(() => this.client.signOut())
    this.tell(`signed out: ${outcome.is === 'refused' ? outcome.problem.code : outcome.is}`, [])
    if (outcome.is !== 'done') return
    for (let n = 0; n < 4; n++) {
      const after = await this.try(() => this.client.whoAmI(), { patienceMs: 5000 })
      if (after.is === 'done') this.story.broken('sessions', `${this.name} was let in after signing out`, [this.id])
    }
  }
}
