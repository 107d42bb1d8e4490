/** What everybody did and was told, in order, so that a break can be shown with its own history and nothing else. */
export interface Line {
  /** Milliseconds since the beginning. */
  at: number
  who: string
  what: string
  /** Ids of conversations, people, messages, broadcasts. */
  about: string[]
}

/** A message that somebody sent, and what they were told about it. */
export interface Sent {
  id: string
  /** The text is nobody else's. */
  text: string
  authorId: string
  /** Null: it starts a conversation with each of `patients`, or one. */
  conversationId: string | null
  /** Of a start: how many conversations it makes. */
  copies: number
  recipientIds: string[]
  outcome: 'under way' | 'acknowledged' | 'refused' | 'unknown'
  seq: number | null
  /** Of a start that was acknowledged. */
  conversationIds: string[]
}

/** A break of an invariant. */
export interface Break {
  invariant: string
  what: string
  /** Whose history shows it. */
  about: string[]
}

export class Story {
  readonly sent = new Map<string, Sent>()
  readonly breaks: Break[] = []
  /** How often each thing was done and how it ended. */
  readonly counts = new Map<string, number>()
  /** Who may take part in which conversation, by what anybody was told or may have done unseen. */
  readonly mayTakePart = new Map<string, Set<string>>()
  readonly #lines: Line[] = []
  readonly #began = performance.now()

  now(): number {
    return performance.now() - this.#began
  }

  tell(who: string, what: string, about: string[]): void {
    this.#lines.push({ at: this.now(), who, what, about })
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by)
  }

  broken(invariant: string, what: string, about: string[]): void {
    this.breaks.push({ invariant, what, about })
  }

  mayJoin(conversationId: string, accountIds: string[]): void {
    const known = this.mayTakePart.get(conversationId) ?? new Set()
    for (const id of accountIds) known.add(id)
    this.mayTakePart.set(conversationId, known)
  }

  /** Faults belong to every history, but only those while it went on. */
  historyOf(about: string[]): string[] {
    const own = this.#lines.filter((line) => line.about.some((id) => about.includes(id)))
    const [first, last] = [own[0]?.at ?? 0, own.at(-1)?.at ?? 0]
    return this.#lines
      .filter((line) => own.includes(line) || (line.who === faults && line.at > first - 2000 && line.at < last + 2000))
      .map(({ at, who, what }) => `+${(at / 1000).toFixed(3).padStart(8)} s  ${who.padEnd(24)} ${what}`)
  }
}

/** Under this name the faults stand in the story. */
export const faults = '*** fault'
