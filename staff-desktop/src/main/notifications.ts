/**
 * Says that a message came while the app was not in front. The words are fixed: a ward PC's screen is read by everybody
 * who walks past, so a notification never says from whom, about whom or what.
 */
import { Notification } from 'electron'
import type { Client } from 'server/client'
import type { LiveEvent } from 'server/contract'

const words = { title: 'PatientView Messages', body: 'You have a new message.' }

export class Notifications {
  #now: () => number
  #onClick: (conversationId: string) => void
  /** The person has seen, or was told of, everything up to here; by the server's clock. */
  #told: number
  // Kept, because a notification that is garbage collected no longer hears its click.
  #shown: Notification | null = null

  constructor(options: { now: () => number; onClick: (conversationId: string) => void }) {
    this.#now = options.now
    this.#onClick = options.onClick
    this.#told = options.now()
  }

  /** The app was in front until now. */
  seenUntilNow() {
    this.#told = Math.max(this.#told, this.#now())
  }

  /** A live event says only that something changed: whether that is a new message for this person, the inbox knows. */
  async consider(event: LiveEvent, client: Client) {
    if (event.type === 'signedOut') return
    const { conversations } = await client.listConversations({ view: 'unread', limit: 1 })
    const newest = conversations[0]
    if (!newest || Date.parse(newest.lastActivityAt) <= this.#told) return
    this.#told = Date.parse(newest.lastActivityAt)
    this.#show(newest.id)
  }

  close() {
    this.#shown?.close()
    this.#shown = null
  }

  #show(conversationId: string) {
    this.close()
    this.#shown = new Notification(words)
    this.#shown.on('click', () => this.#onClick(conversationId))
    this.#shown.show()
  }
}
