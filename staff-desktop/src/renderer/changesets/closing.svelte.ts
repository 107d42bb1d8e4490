import type { MemberOfStaff, Person, Recipient } from 'server/contract'
import type { Desktop, Endpoints, Problem } from '../../bridge.ts'
import { RecipientList } from '../recipients/recipientList.svelte.ts'
import { Review } from './review.svelte.ts'

export type Leaver = Awaited<ReturnType<Endpoints['showLeaver']>>

/** Where somebody stops working. */
export type Extent = 'this unit' | 'altogether'

type TakesOver = Pick<Person, 'id' | 'name' | 'roleTitle'> & { username: string }

/** Somebody leaves: a changeset of one row, with who takes their conversations over. */
export class Closing {
  readonly unitId: string
  readonly accountId: string
  readonly review: Review
  readonly people: RecipientList
  leaver = $state.raw<Leaver | null>(null)
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  extent = $state<Extent>('this unit')
  takesOver = $state.raw<TakesOver | null>(null)
  /** What is wrong, in sentences, beside the button. */
  errors = $state.raw<string[]>([])
  working = $state(false)

  readonly #desktop: Desktop
  readonly #usernames = new Map<string, string>()

  constructor(desktop: Desktop, { unitId, accountId }: { unitId: string; accountId: string }) {
    this.#desktop = desktop
    this.unitId = unitId
    this.accountId = accountId
    this.review = new Review(desktop, { unitId, list: 'staff', source: 'form' })
    this.people = new RecipientList((groupId, page) => this.#colleagues(groupId, page))
  }

  async fetch(): Promise<void> {
    this.state = 'loading'
    const outcome = await this.#desktop.call('showLeaver', { unitId: this.unitId, accountId: this.accountId })
    this.problem = outcome.ok ? null : outcome.problem
    this.state = outcome.ok ? 'ready' : 'failed'
    if (!outcome.ok) return
    const { value } = outcome
    this.leaver = value
    this.takesOver = value.takesOver
    this.extent = value.can.closeHere ? 'this unit' : 'altogether'
    // Who works nowhere else leaves altogether, where that is for the admin to say.
    if (value.elsewhere.length === 0 && value.can.closeAltogether) this.extent = 'altogether'
  }

  get canClose(): boolean {
    const can = this.leaver?.can
    return Boolean(this.extent === 'altogether' ? can?.closeAltogether : can?.closeHere)
  }

  get needsTaker(): boolean {
    return (this.leaver?.openConversations ?? 0) > 0 || (this.leaver?.covers.length ?? 0) > 0
  }

  choose({ id, name, roleTitle }: Recipient) {
    this.takesOver = { id, name, roleTitle, username: this.#usernames.get(id) ?? '' }
    this.errors = []
  }

  /** True when the account is closed, by this call or by an earlier one whose answer was lost. */
  async close(): Promise<boolean> {
    if (this.working || !this.canClose) return false
    if (this.needsTaker && !this.takesOver) {
      this.errors = ['Choose who takes over.']
      return false
    }
    this.working = true
    this.errors = []
    const taker = this.needsTaker ? this.takesOver?.username : undefined
    const cells = { close: { to: this.extent }, ...(taker ? { takesOver: { to: taker } } : {}) }
    await this.review.ask({ rows: [{ id: this.accountId, cells }] })
    const wrong = this.review.rows.flatMap(({ errors }) => errors.map(({ message }) => message))
    const done = this.review.isApplied || (wrong.length === 0 && (await this.review.apply()))
    if (!done) this.errors = wrong.length > 0 ? wrong : [this.#why()]
    this.working = false
    return done
  }

  #why(): string {
    const { problem, overtaken } = this.review
    if (this.review.unsure)
      return 'There was no answer, so nobody knows whether it was done. Try again: it is not done twice.'
    if (overtaken) return 'Somebody else changed something meanwhile, so nothing was done. Try again.'
    return problem?.message ?? 'It could not be done. Try again.'
  }

  async #colleagues(unitId: string, page: { filter?: string; cursor?: string }) {
    const outcome = await this.#desktop.call('listStaff', { unitId, ...page })
    if (!outcome.ok) return outcome
    const { staff, next } = outcome.value
    const others = staff.filter(({ id }) => id !== this.accountId)
    for (const { id, username } of others) this.#usernames.set(id, username)
    return { ok: true as const, value: { recipients: others.map(asRecipient), next } }
  }
}

function asRecipient({ id, firstName, lastName, roleTitle }: MemberOfStaff): Recipient {
  return { id, name: `${firstName} ${lastName}`, kind: 'staff', roleTitle, dateOfBirth: null, reach: null, away: null }
}
