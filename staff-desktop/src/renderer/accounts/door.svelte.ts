import type { Desktop, SessionChange, SignedIn, Start } from '../../bridge.ts'
import { Connection } from './connection.svelte.ts'
import { Desk } from '../desk.svelte.ts'

/** Who is in: nobody, or one person with their desk. */
export class Door {
  start = $state.raw<Start | null>(null)
  desk = $state.raw<Desk | null>(null)
  ended = $state<'signedOut' | 'timedOut' | 'locked' | null>(null)
  /** Kept over a lock only, when the same person usually comes back. */
  lastUsername = $state('')
  readonly connection: Connection
  readonly desktop: Desktop
  /** Where the last person was, as ids only: they find their place again after a lock, and nobody else does. */
  #place: { accountId: string; conversationId: string } | null = null

  constructor(desktop: Desktop) {
    this.desktop = desktop
    this.connection = new Connection(desktop)
    desktop.on('session', (change) => this.#changed(change))
  }

  async begin(): Promise<void> {
    const start = await this.desktop.start()
    this.connection.current = start.connection
    if (start.signedIn) this.letIn(start.signedIn)
    this.start = start
  }

  letIn({ me, session, openConversation }: SignedIn) {
    const desk = new Desk(this.desktop, me, session)
    desk.start()
    const place = this.#place?.accountId === me.id ? this.#place.conversationId : null
    const first = openConversation ?? place
    if (first) void desk.open(first)
    this.ended = null
    this.desk = desk
  }

  #changed(change: SessionChange) {
    if (change.state === 'open') {
      if (this.desk) this.desk.ends = change.ends
      return
    }
    const { desk } = this
    if (desk) {
      const conversationId = desk.thread?.id
      this.#place = conversationId ? { accountId: desk.me.id, conversationId } : null
      desk.close()
    }
    this.desk = null
    this.ended = change.reason
    if (change.reason !== 'locked') this.lastUsername = ''
  }
}
