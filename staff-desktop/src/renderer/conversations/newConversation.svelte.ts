import type { Group, Recipient } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { allGroups } from '../groups/groups.ts'
import { limits, tooLong } from '../page/limits.ts'
import { newId } from '../page/newId.ts'
import { RecipientList, recipientsFrom } from '../recipients/recipientList.svelte.ts'
import { Draft } from './draft.svelte.ts'

export interface Started {
  ids: string[]
}

/** A conversation before its first message: the group, the people, subject and text. */
export class NewConversation {
  groups = $state.raw<Group[]>([])
  groupsState = $state<'loading' | 'ready' | 'failed'>('loading')
  groupId = $state<string | null>(null)
  chosen = $state.raw<Recipient[]>([])
  subject = $state('')
  text = $state('')
  fields = $state.raw<Record<string, string>>({})
  problem = $state.raw<Problem | null>(null)
  sending = $state(false)
  readonly recipients: RecipientList
  readonly draft: Draft
  readonly patients = $derived(this.chosen.filter(({ kind }) => kind === 'patient').length)
  readonly group = $derived(this.groups.find(({ id }) => id === this.groupId) ?? null)

  readonly #desktop: Desktop
  #messageId = newId()

  constructor(desktop: Desktop) {
    this.#desktop = desktop
    this.recipients = new RecipientList(recipientsFrom(desktop))
    this.draft = new Draft(desktop, {
      id: () => this.groupId,
      read: () => ({ subject: this.subject, text: this.text, messageId: this.#messageId }),
    })
  }

  /** With `person`, who is in that group, chosen already. */
  async begin(groupId: string | null, person?: Recipient): Promise<void> {
    this.groupsState = 'loading'
    const outcome = await allGroups(this.#desktop)
    if (!outcome.ok) {
      this.groupsState = 'failed'
      this.problem = outcome.problem
      return
    }
    this.problem = null
    this.groups = outcome.value
    this.groupsState = 'ready'
    const first = this.groups.find(({ id }) => id === groupId) ?? this.groups[0]
    if (first) await this.chooseGroup(first.id, first.id === groupId ? person : undefined)
  }

  async chooseGroup(groupId: string, person?: Recipient): Promise<void> {
    await this.draft.flush()
    this.groupId = groupId
    this.chosen = person ? [person] : []
    this.recipients.filter = ''
    await Promise.all([this.recipients.show(groupId), this.#restore(groupId)])
  }

  has(id: string) {
    return this.chosen.some((person) => person.id === id)
  }

  toggle(person: Recipient) {
    this.chosen = this.has(person.id) ? this.chosen.filter(({ id }) => id !== person.id) : [...this.chosen, person]
    this.#fine('recipientIds')
  }

  typed(field: 'subject' | 'text') {
    this.#fine(field)
    this.draft.changed()
  }

  /** Null when something has to be changed first, or when it did not arrive; everything typed is still there. */
  async send(): Promise<Started | null> {
    if (this.sending || !this.groupId) return null
    this.fields = this.#wrong()
    this.problem = null
    if (Object.keys(this.fields).length > 0) return null
    this.sending = true
    await this.draft.settle()
    const outcome = await this.#desktop.call('startConversation', {
      groupId: this.groupId,
      recipientIds: this.chosen.map(({ id }) => id),
      subject: this.subject,
      messageId: this.#messageId,
      text: this.text,
    })
    this.sending = false
    if (outcome.ok) {
      this.subject = ''
      this.text = ''
      return { ids: outcome.value.conversations.map(({ id }) => id) }
    }
    this.problem = outcome.problem.code === 'offline' ? { ...outcome.problem, message: offlineWords } : outcome.problem
    this.fields = { ...outcome.problem.fields }
    if (outcome.problem.code === 'notARecipient') this.fields = { recipientIds: outcome.problem.message }
    this.draft.changed()
    return null
  }

  async #restore(groupId: string) {
    const outcome = await this.#desktop.call('showDraft', { draftId: groupId })
    if (!outcome.ok || !outcome.value.draft || this.groupId !== groupId || this.subject || this.text) return
    const { subject, text, messageId } = outcome.value.draft
    this.subject = subject
    this.text = text
    this.#messageId = messageId
  }

  #wrong(): Record<string, string> {
    const wrong: Record<string, string> = {}
    if (this.chosen.length === 0) wrong.recipientIds = 'Choose who to write to'
    else if (this.chosen.length > limits.recipients) {
      wrong.recipientIds = `Choose at most ${limits.recipients} people. You have chosen ${this.chosen.length}.`
    }
    const subject = this.subject.trim() ? tooLong(this.subject.trim(), limits.subject) : 'Enter a subject'
    const text = this.text.trim() ? tooLong(this.text.trim(), limits.text) : 'Enter your message'
    if (subject) wrong.subject = subject
    if (text) wrong.text = text
    return wrong
  }

  #fine(field: string) {
    if (!(field in this.fields)) return
    const { [field]: _, ...others } = this.fields
    this.fields = others
  }
}

const offlineWords = 'No connection: nothing was sent. Everything is kept, and trying again cannot send it twice.'
