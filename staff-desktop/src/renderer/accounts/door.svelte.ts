import type { Desktop, EndReason, SessionChange, SignedIn, Start } from '../../bridge.ts'
import { Connection } from './connection.svelte.ts'
import { Desk } from '../desk.svelte.ts'
import type { KeptAccount } from './own/ownAccount.svelte.ts'
import type { KeptUnit } from '../groups/unitPage.svelte.ts'
import type { KeptNews } from '../news/newsDesk.svelte.ts'
import type { UnitTab } from '../groups/units.svelte.ts'

/** Where somebody was when they were locked out. */
interface Place {
  accountId: string
  conversationId: string | undefined
  at: Desk['place']
  atTab: UnitTab
  /** What was changed in units and not saved or applied: settings and staff. There is nothing about patients in it. */
  unsaved: KeptUnit[]
  /** What they were changing about themselves, and writing for many. */
  account: KeptAccount
  news: KeptNews | null
}

const limited = { mustEnrol: true, recoveryCodesLeft: null, openConversation: null }

function codesLeftInWords(left: number): string {
  if (left === 0) return 'That was your last recovery code. Make new ones in your account.'
  return `You have ${left} recovery ${left === 1 ? 'code' : 'codes'} left.`
}

/** Who is in: nobody, or one person with their desk. */
export class Door {
  start = $state.raw<Start | null>(null)
  desk = $state.raw<Desk | null>(null)
  /** Who is in, and may do nothing before they have set up a code at sign-in. */
  enrolling = $state.raw<SignedIn | null>(null)
  ended = $state<EndReason | null>(null)
  /** Kept over a lock only, when the same person usually comes back. */
  lastUsername = $state('')
  readonly connection: Connection
  readonly desktop: Desktop
  /** The last person finds their place again after a lock, and nobody else does. Nothing about patients is kept but ids. */
  #place: Place | null = null

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

  letIn(signedIn: SignedIn) {
    const { me, session, openConversation, mustEnrol, recoveryCodesLeft } = signedIn
    this.enrolling = mustEnrol ? signedIn : null
    if (mustEnrol) return
    const desk = new Desk(this.desktop, me, session)
    desk.start()
    const place = this.#place?.accountId === me.id ? this.#place : null
    this.#place = null
    desk.units.restore(place?.unsaved ?? [])
    if (place) {
      desk.units.tab = place.atTab
      desk.account.restore(place.account)
      if (place.news) desk.news.restore(place.news)
    }
    const first = openConversation ?? place?.conversationId
    if (first) void desk.open(first)
    if (place?.at === 'units' && !openConversation) desk.showUnits()
    if (place?.at === 'account' && !openConversation) desk.showAccount()
    if (place?.at === 'news' && !openConversation) desk.showNews()
    this.ended = null
    this.desk = desk
    if (recoveryCodesLeft !== null) desk.toasts.show({ text: codesLeftInWords(recoveryCodesLeft) })
  }

  #changed(change: SessionChange) {
    if (change.state === 'open') {
      if (this.desk) this.desk.ends = change.ends
      return
    }
    const { desk } = this
    this.enrolling = null
    if (desk) {
      const left = change.state === 'ended' && change.reason === 'signedOut'
      this.#place = {
        accountId: desk.me.id,
        conversationId: desk.thread?.id,
        at: desk.place,
        atTab: desk.units.tab,
        // Who signs out has been asked about them.
        unsaved: left ? [] : desk.units.keep(),
        account: left ? { email: null, telephone: null } : desk.account.keep(),
        news: left ? null : desk.news.keep(),
      }
      desk.close()
    }
    this.desk = null
    if (change.state === 'mustEnrol') {
      if (desk) this.enrolling = { ...limited, me: desk.me, session: desk.ends! }
      return
    }
    this.ended = change.reason
    if (change.reason !== 'locked') this.lastUsername = ''
  }
}
