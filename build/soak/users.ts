/** Twenty people who work steadily: patients and staff of one unit, each with a live stream that is cut now and then. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient, overHttp, type Client } from '../../server/src/contract/client.ts'
import { demoPassword } from '../../server/src/config.ts'
import { demoPatients } from '../demo/patients.ts'
import { demoStaff } from '../demo/staff.ts'
import type { DemoPerson } from '../demo/people.ts'

const unitKey = 'edinburgh'
const unitName = 'Edinburgh Renal Unit'
const patients = 12
const staff = 8

interface Worked {
  requests: number
  sent: number
  refused: number
}

/** They stop when `until` says so; resolves when the last has. */
export async function work(origin: string, leaveOut: string[], until: AbortSignal): Promise<Worked> {
  const isIn = ({ username, memberships }: DemoPerson) =>
    memberships.some(({ group }) => group === unitKey) && !leaveOut.includes(username)
  const receives = ({ memberships }: DemoPerson) => memberships.some(({ recipient }) => recipient)
  const people = [
    ...demoPatients.filter(isIn).slice(0, patients),
    ...demoStaff.filter((one) => isIn(one) && receives(one)).slice(0, staff),
  ]
  const worked: Worked = { requests: 0, sent: 0, refused: 0 }
  await Promise.all(people.map((person, place) => new User(origin, person, place, worked).work(until)))
  return worked
}

class User {
  readonly #client: Client
  readonly #origin: string
  readonly #person: DemoPerson
  readonly #worked: Worked
  readonly #headers: Record<string, string>

  constructor(origin: string, person: DemoPerson, place: number, worked: Worked) {
    this.#origin = origin
    this.#person = person
    this.#worked = worked
    this.#headers = { 'x-forwarded-for': `10.1.0.${place + 1}` }
    this.#client = createClient(overHttp({ origin, headers: () => this.#headers }))
  }

  async work(until: AbortSignal): Promise<void> {
    const { username, kind } = this.#person
    const door = kind === 'patient' ? 'portal' : 'desktop'
    const { token } = await this.#client.signIn({ username, password: demoPassword, door })
    this.#headers.authorization = `Bearer ${token}`
    const group = (await this.#client.listGroups()).groups.find(({ name }) => name === unitName)!
    const listening = this.#listen(until)
    while (!until.aborted) {
      await this.#act(group.id)
      await pause(500 + Math.random() * 2000)
    }
    await listening
  }

  /** Whatever somebody else has done meanwhile may refuse it; that is no fault here. */
  async #act(groupId: string): Promise<void> {
    const acts = [this.#answer, this.#answer, this.#answer, this.#look, this.#look, this.#begin]
    const act = acts[Math.floor(Math.random() * acts.length)]!
    await act.call(this, groupId).catch((error: unknown) => {
      this.#worked.refused++
      if ((error as { status?: number }).status === undefined) throw error
    })
    this.#worked.requests++
  }

  async #answer(): Promise<void> {
    const { conversations } = await this.#client.listConversations({ view: 'inbox', limit: 20 })
    const { id } = conversations[Math.floor(Math.random() * conversations.length)] ?? {}
    if (!id) return
    const { lastSeq } = await this.#client.showConversation({ conversationId: id })
    await this.#client.markRead({ conversationId: id, seq: lastSeq })
    await this.#client.saveDraft({ draftId: id, text: 'Thank you', messageId: randomUUID() })
    await this.#client.sendMessage({ conversationId: id, id: randomUUID(), text: 'Thank you.', lastSeenSeq: lastSeq })
    this.#worked.sent++
    if (Math.random() < 0.2) await this.#client.archiveConversation({ conversationId: id })
  }

  async #look(groupId: string): Promise<void> {
    await this.#client.listConversations({ view: 'all', search: 'thank' })
    await this.#client.listRecipients({ groupId, filter: 'ann' })
    await this.#client.listNews()
    await this.#client.showAccount()
  }

  async #begin(groupId: string): Promise<void> {
    if (Math.random() < 0.7) return
    const { recipients } = await this.#client.listRecipients({ groupId, only: 'staff', limit: 10 })
    const { id } = recipients[Math.floor(Math.random() * recipients.length)] ?? {}
    if (!id) return
    const messageId = randomUUID()
    const said = { subject: 'A question', text: 'May I eat bananas?' }
    await this.#client.startConversation({ groupId, recipientIds: [id], messageId, ...said })
    this.#worked.sent++
  }

  /** A stream, and after a minute or so another one. */
  async #listen(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const cut = AbortSignal.any([until, AbortSignal.timeout(20_000 + Math.floor(Math.random() * 60_000))])
      await fetch(`${this.#origin}/api/live`, { headers: this.#headers, signal: cut })
        .then(async (response) => {
          for await (const _ of response.body!) if (cut.aborted) return
        })
        .catch((error: unknown) => {
          if (!cut.aborted) throw error
        })
    }
  }
}
