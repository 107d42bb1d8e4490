import type { Away } from '../absences/contract.ts'
import { fullName } from '../accounts/Account.ts'
import type { Person } from '../accounts/contract.ts'
import { presentContact } from '../groups/present.ts'
import type { Reach } from '../patients/contract.ts'
import type { Actor } from '../http/scene.ts'
import type {
  Conversation,
  ConversationLine,
  Entry,
  Message as MessageShown,
  Notice as NoticeShown,
  Progress,
} from './contract.ts'
import { named } from './authorOf.ts'
import type { Draft } from './Draft.ts'
import type { FoundConversation, ParticipantRow } from './findConversation.ts'
import type { LineRow } from './listConversations.ts'
import type { EntryPage } from './listEntries.ts'
import type { Message } from './Message.ts'
import type { Notice } from './Notice.ts'
import { abilities, patientOf, takesNoReplies } from './policy.ts'

export function presentMessage(message: Message, actor: Pick<Actor, 'accountId'>): MessageShown {
  return {
    type: 'message',
    id: message.id,
    seq: message.seq,
    author: {
      id: message.authorId,
      name: message.authorName,
      roleTitle: message.authorRoleTitle,
      kind: message.authorKind,
    },
    mine: message.authorId === actor.accountId,
    text: message.text,
    sentAt: message.sentAt.toISOString(),
  }
}

function presentNotice(notice: Notice): NoticeShown {
  const { id, text, at, afterSeq, aboutAccountId } = notice
  return { type: 'notice', id, text, at: at.toISOString(), afterSeq, notEmailed: aboutAccountId }
}

/** Messages and notices in the order in which they happened. */
function presentEntries({ messages, notices }: EntryPage, actor: Actor): Entry[] {
  const place = (entry: Entry) => (entry.type === 'message' ? entry.seq : entry.afterSeq + 0.5)
  return [...messages.map((message) => presentMessage(message, actor)), ...notices.map(presentNotice)].sort(
    (one, other) => place(one) - place(other),
  )
}

export function presentConversation(
  actor: Actor,
  conversation: FoundConversation,
  page: EntryPage,
  draft: Draft | undefined,
  away: Map<string, Away>,
  reach: Map<string, Reach>,
): Conversation {
  const { id, subject, group, participants, mine, lastSeq } = conversation
  const patient = patientOf(conversation)
  const isStaff = actor.kind === 'staff'
  return {
    id,
    subject,
    group: { id: group.id, name: group.name, contact: presentContact(group) },
    patient:
      isStaff && patient
        ? {
            id: patient.accountId,
            name: fullName(patient),
            dateOfBirth: patient.dateOfBirth,
            nhsNumber: patient.nhsNumber,
          }
        : null,
    participants: participants
      .filter(({ onlyWrote }) => !onlyWrote || isFromThem(conversation, actor))
      .map((participant) => ({
        ...presentPerson(participant),
        left: participant.left && !participant.onlyWrote,
        away: away.get(participant.accountId) ?? null,
        reach: reach.get(participant.accountId) ?? null,
      })),
    entries: [...presentEntries(page, actor), ...whereRepliesGo(conversation, page, actor)],
    older: page.older,
    lastSeq,
    lastReadSeq: mine.lastReadSeq,
    archived: mine.archived,
    progress: isStaff ? null : progress({ ...conversation, staffHasRead: staffHasRead(conversation) }),
    firstReply: firstReply(conversation, actor, away),
    openedByPatient:
      isStaff && patient?.lastReadAt ? { seq: patient.lastReadSeq, at: patient.lastReadAt.toISOString() } : null,
    draft: draft ? { text: draft.text, messageId: draft.messageId } : null,
    can: abilities(conversation),
  }
}

/** Until somebody takes part, a patient has a broadcast from whoever wrote it, and not from nobody. */
function isFromThem({ participants }: FoundConversation, actor: Actor): boolean {
  return actor.kind === 'patient' && !participants.some(({ kind, left }) => kind === 'staff' && !left)
}

/** R14: before it is written, and who of them is away. */
function firstReply(
  conversation: FoundConversation,
  actor: Actor,
  away: Map<string, Away>,
): Conversation['firstReply'] {
  const { participants, repliers } = conversation
  if (!repliers || actor.kind !== 'patient') return null
  const author = isFromThem(conversation, actor) ? participants.find(({ onlyWrote }) => onlyWrote) : undefined
  return {
    writtenBy: author?.accountId ?? null,
    goesTo: repliers.map(({ accountId, name, roleTitle }) => ({
      ...{ id: accountId, name, roleTitle, kind: 'staff' as const },
      away: away.get(accountId) ?? null,
    })),
  }
}

/** R11: whoever gets a broadcast sees who will get what they say to it, before they say it; or that nobody will. */
function whereRepliesGo({ id, repliers, lastSeq, ...conversation }: FoundConversation, page: EntryPage, actor: Actor) {
  const last = page.messages.at(-1)
  if (!repliers || actor.kind !== 'patient' || last?.seq !== lastSeq) return []
  if (repliers.length === 0 && !takesNoReplies({ repliers, ...conversation })) return []
  const names = repliers.map(named).join(', ')
  const text =
    repliers.length > 0
      ? `If you reply, your message goes to ${names}.`
      : 'You cannot reply to this message. If you have a question, start a new conversation.'
  return [{ type: 'notice' as const, id, text, at: last.sentAt.toISOString(), afterSeq: lastSeq, notEmailed: null }]
}

function presentPerson(participant: ParticipantRow): Person {
  return {
    id: participant.accountId,
    name: fullName(participant),
    roleTitle: participant.roleTitle,
    kind: participant.kind,
  }
}

function staffHasRead({ participants, lastSeq }: FoundConversation): boolean {
  return participants.some(({ kind, lastReadSeq }) => kind === 'staff' && lastReadSeq >= lastSeq)
}

interface LastMessage {
  lastAuthorKind: Person['kind']
  patientHasWritten: boolean
  staffHasRead: boolean
}

/** R7: what a patient is told about what they wrote. */
function progress({ lastAuthorKind, patientHasWritten, staffHasRead }: LastMessage): Progress | null {
  if (!patientHasWritten) return null
  if (lastAuthorKind === 'staff') return 'answered'
  return staffHasRead ? 'being_looked_at' : 'received'
}

export function presentLine(row: LineRow, actor: Actor): ConversationLine {
  const isStaff = actor.kind === 'staff'
  const patient = row.others.find(({ kind }) => kind === 'patient')
  const { authorId, authorName, authorKind, excerpt } = row.lastMessage
  return {
    id: row.id,
    subject: row.subject,
    groupName: row.groupName,
    patient:
      isStaff && patient
        ? { id: patient.id, name: patient.name, dateOfBirth: patient.dateOfBirth, unreachable: patient.unreachable }
        : null,
    others: row.others.map(({ id, name, roleTitle, kind }) => ({ id, name, roleTitle, kind })),
    lastMessage: { authorName, mine: authorId === actor.accountId, excerpt: excerpt.replace(/\s+/g, ' ').trim() },
    lastActivityAt: new Date(row.lastActivityAt).toISOString(),
    lastSeq: row.lastSeq,
    unread: row.unread,
    archived: row.archived,
    progress: isStaff ? null : progress({ ...row, lastAuthorKind: authorKind }),
  }
}
