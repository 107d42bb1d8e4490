/** Everything that one signed-in person has in front of them. Dropped as a whole when the session ends. */
import type { Component } from 'svelte'
import type { Me, Recipient, Role, SessionEnds } from 'server/contract'
import type { Desktop, Outcome } from '../bridge.ts'
import { OwnAbsence } from './absences/ownAbsence.svelte.ts'
import { OwnAccount } from './accounts/own/ownAccount.svelte.ts'
import { Inbox, type ShownView } from './conversations/inbox.svelte.ts'
import { NewConversation } from './conversations/newConversation.svelte.ts'
import { Thread } from './conversations/thread.svelte.ts'
import { Units } from './groups/units.svelte.ts'
import { NewsDesk } from './news/newsDesk.svelte.ts'
import { Toasts } from './page/toasts.svelte.ts'

export type OpenDialog =
  'new' | 'colleague' | 'leave' | 'shortcuts' | 'switchOn' | 'switchOff' | 'handOver' | 'unsaved' | 'other' | null

/** A dialog that a room brings along; it is given `onclose` as well. */
export interface OtherDialog {
  component: Component<Record<string, unknown> & { onclose: () => void }>
  props: Record<string, unknown>
}

const adminRoles: Role[] = ['unit_admin', 'specialty_admin', 'support']
export const administers = ({ memberships }: Pick<Me, 'memberships'>): boolean =>
  memberships.some(({ role }) => adminRoles.includes(role))

export class Desk {
  readonly desktop: Desktop
  readonly me: Me
  readonly inbox: Inbox
  readonly toasts = new Toasts()
  readonly units: Units
  readonly news: NewsDesk
  readonly account: OwnAccount
  readonly absence: OwnAbsence
  /** What is beside the left pane. */
  place = $state<'conversations' | 'units' | 'news' | 'account'>('conversations')
  ends = $state.raw<SessionEnds>()
  thread = $state.raw<Thread | null>(null)
  newConversation = $state.raw<NewConversation | null>(null)
  dialog = $state<OpenDialog>(null)
  other = $state.raw<OtherDialog | null>(null)
  #stops: (() => void)[] = []

  constructor(desktop: Desktop, me: Me, ends: SessionEnds) {
    this.desktop = desktop
    this.me = me
    this.ends = ends
    this.inbox = new Inbox(desktop)
    this.units = new Units(desktop)
    this.news = new NewsDesk(desktop)
    this.account = new OwnAccount(desktop)
    this.absence = new OwnAbsence(desktop, me)
  }

  /** What would be lost with this desk. */
  get unsaved(): boolean {
    return this.units.unsaved.length > 0 || this.news.unsavedForms.length > 0 || this.account.unsaved.length > 0
  }

  /** Whether there may be units that the person keeps right; nobody else sees anything of them. */
  get administers(): boolean {
    return administers(this.me)
  }

  start() {
    this.#stops = [
      this.desktop.on('live', (event) => {
        if (event.type === 'hello') this.#catchUp()
        if (event.type === 'conversation') this.#changed(event.conversationId)
      }),
      this.desktop.on('connection', ({ state }) => state === 'online' || this.thread?.composer.lost()),
      this.desktop.on('openConversation', (id) => void this.open(id)),
    ]
    void this.inbox.show()
    void this.account.fetch()
    if (this.administers) void this.units.fetch()
  }

  /** What is being written goes to the server; nothing is left here afterwards. */
  close() {
    for (const stop of this.#stops) stop()
    void this.saveDrafts()
    this.toasts.dismiss()
    this.thread = null
    this.newConversation = null
  }

  async saveDrafts(): Promise<void> {
    await Promise.all([
      this.thread?.composer.draft.flush(),
      this.newConversation?.draft.flush(),
      this.units.saveDrafts(),
      this.news.keepDraft(),
    ])
  }

  async open(id: string): Promise<void> {
    this.place = 'conversations'
    if (this.thread?.id === id && ['ready', 'loading'].includes(this.thread.state)) return
    this.toasts.dismiss()
    void this.thread?.composer.draft.flush()
    const thread = new Thread(this.desktop, id)
    this.thread = thread
    this.inbox.openId = id
    this.inbox.cursorId = id
    await thread.fetch()
  }

  shut() {
    void this.thread?.composer.draft.flush()
    this.thread = null
    this.inbox.openId = null
  }

  show(list: { view?: ShownView; groupId?: string | null; search?: string }) {
    this.toasts.dismiss()
    this.place = 'conversations'
    void this.inbox.show(list)
  }

  showUnits() {
    if (!this.administers || this.place === 'units') return
    this.place = 'units'
    this.units.show()
  }

  /** Somebody in the list of people we cannot reach, of a unit that the person looks after. */
  lookForUnreachable(unitId: string, name: string) {
    this.toasts.dismiss()
    this.place = 'units'
    this.units.open(unitId)
    this.units.look('unreachable', name)
  }

  showNews() {
    this.place = 'news'
    void this.news.fetch()
  }

  /** For the patients of a unit: the item of this id, else a new one. */
  async writeNews(unitId: string, newsId?: string): Promise<void> {
    this.place = 'news'
    await this.news.fetch()
    this.news.side = 'write'
    if (newsId) await this.news.edit(newsId)
    else this.news.begin(unitId)
  }

  showAccount() {
    if (this.place === 'account') return
    this.toasts.dismiss()
    this.place = 'account'
  }

  /** `to`: somebody who is chosen already. */
  beginConversation(to?: { groupId: string; person: Recipient }) {
    if (this.dialog !== null) return
    this.toasts.dismiss()
    this.newConversation = new NewConversation(this.desktop)
    this.dialog = 'new'
    void this.newConversation.begin(to?.groupId ?? this.inbox.groupId, to?.person)
  }

  /** One message to all patients of a unit that the person administers; what was begun in a dialog is kept. */
  beginBroadcast(unitId: string) {
    this.closeDialog()
    this.place = 'units'
    this.units.open(unitId)
    this.units.tab = 'broadcasts'
    void this.units.page?.broadcasts.begin()
  }

  /** Opens a room's own dialog, in place of the one that is open. */
  openDialog<Props extends { onclose: () => void }>(component: Component<Props>, props: Omit<Props, 'onclose'>) {
    this.other = { component: component as unknown as OtherDialog['component'], props }
    this.dialog = 'other'
  }

  closeDialog() {
    if (this.dialog === 'new') {
      const left = this.newConversation
      this.newConversation = null
      if (left && (left.subject || left.text)) {
        void left.draft.flush()
        this.toasts.show({ text: 'Your draft is kept for when you start a new conversation.' })
      }
    }
    // What a room's dialog was given stays, for it goes on with it after it has closed.
    this.dialog = null
  }

  async sent(ids: string[]): Promise<void> {
    this.newConversation = null
    this.dialog = null
    if (ids.length > 1) this.toasts.show({ text: `${ids.length} conversations started.` })
    void this.inbox.refresh()
    if (ids.length === 1) await this.open(ids[0]!)
  }

  /** The person has the thread before their eyes. */
  async markRead(): Promise<void> {
    const thread = this.thread
    if (!thread || !(await thread.markRead())) return
    this.inbox.markRead(thread.id)
    void this.inbox.refresh()
  }

  archive(id: string): Promise<void> {
    return this.#move(id, 'archiveConversation', 'Archived.', () => this.unarchive(id))
  }

  unarchive(id: string): Promise<void> {
    return this.#move(id, 'unarchiveConversation', 'Moved to the inbox.', () => this.archive(id))
  }

  async leave(): Promise<void> {
    const thread = this.thread
    if (!thread) return
    const outcome = await this.desktop.call('leaveConversation', { conversationId: thread.id })
    this.dialog = null
    if (this.#explain(outcome)) return
    this.toasts.show({ text: 'You have left the conversation.' })
    if (this.thread === thread) this.shut()
    this.inbox.remove(thread.id)
    void this.inbox.refresh()
  }

  async #move(
    id: string,
    name: 'archiveConversation' | 'unarchiveConversation',
    words: string,
    undo: () => Promise<void>,
  ): Promise<void> {
    const outcome = await this.desktop.call(name, { conversationId: id })
    if (this.#explain(outcome)) return
    if (this.thread?.id === id && name === 'archiveConversation') this.shut()
    if (!this.inbox.search && (this.inbox.view === 'archived') !== (name === 'archiveConversation'))
      this.inbox.remove(id)
    this.toasts.show({ text: words, action: { label: 'Undo', run: () => void undo() } })
    void this.inbox.refresh()
    if (this.thread?.id === id) void this.thread.fetch()
  }

  #changed(id: string) {
    void this.inbox.refresh()
    if (this.thread?.id === id) void this.thread.fetch()
  }

  #catchUp() {
    void this.inbox.refresh({ everything: true })
    void this.thread?.fetch()
    this.account.catchUp(this.place === 'account')
    void this.absence.fetch()
    if (this.administers) this.units.catchUp()
    if (this.place === 'news') void this.news.fetch()
    void this.saveDrafts()
  }

  /** True when it did not work, and says why. */
  #explain(outcome: Outcome<unknown>): boolean {
    if (!outcome.ok && outcome.problem.code !== 'signedOut')
      this.toasts.show({ text: outcome.problem.message, bad: true })
    return !outcome.ok
  }
}
