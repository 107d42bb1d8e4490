/**
 * Conversations between patients and staff.
 *
 * - conversation: a subject, its participants and its messages; belongs to one group; about at most one patient
 * - message: immutable plain text by one author, with their name and role title as they were when it was written
 * - notice: a line written by the system
 * - seq: the number of a message inside its conversation, from 1 without a gap
 * - unread: the conversation has a message newer than the last one that the caller read
 */
import { z } from 'zod'
import { away } from '../absences/contract.ts'
import { person } from '../accounts/contract.ts'
import { unitContact } from '../groups/contract.ts'
import { reach, unreachableReason } from '../patients/contract.ts'
import { endpoint, nothing } from '../contract/endpoint.ts'
import {
  cursor,
  day,
  filter,
  id,
  instant,
  limits,
  optionalText,
  pageQuery,
  seq,
  seqAsText,
  typedLine,
  typedText,
} from '../contract/words.ts'

const subject = typedLine({
  most: limits.subject,
  missing: 'Enter a subject',
  tooLong: `Subject must be ${limits.subject} characters or fewer`,
})
const text = typedText({
  most: limits.text,
  missing: 'Enter your message',
  tooLong: `Message must be ${limits.text.toLocaleString('en-GB')} characters or fewer`,
})

/** What a patient is told about their last message. Null for staff, and while there is no message of the patient. */
export const progress = z.enum(['received', 'being_looked_at', 'answered'])
export type Progress = z.infer<typeof progress>

export const message = z.object({
  type: z.literal('message'),
  id,
  seq,
  author: person,
  /** Written by the caller. */
  mine: z.boolean(),
  text: z.string(),
  sentAt: instant,
})
export type Message = z.infer<typeof message>

export const notice = z.object({
  type: z.literal('notice'),
  id,
  text: z.string(),
  at: instant,
  /** The message that it follows; 0 before the first. */
  afterSeq: seq,
  /** Of whom it says that they were not e-mailed. */
  notEmailed: id.nullable(),
})
export type Notice = z.infer<typeof notice>

export const entry = z.discriminatedUnion('type', [message, notice])
export type Entry = z.infer<typeof entry>

/** The patient that a conversation is about, as staff see them. */
export const patientBanner = z.object({
  id,
  name: z.string(),
  dateOfBirth: day.nullable(),
  /** Ten digits without spaces. */
  nhsNumber: z.string().nullable(),
})

/** At most 1,000 are counted: 1,000 means "1,000 or more". */
const count = z.number().int().min(0).max(1000)
export const counts = z.object({ inbox: count, unread: count, archived: count })
export type Counts = z.infer<typeof counts>

export const view = z.enum(['inbox', 'unread', 'archived', 'all'])
export type View = z.infer<typeof view>

/** A conversation as a line of the inbox. */
export const conversationLine = z.object({
  id,
  subject: z.string(),
  groupName: z.string(),
  /** For staff; null in a conversation among staff. */
  patient: patientBanner
    .pick({ id: true, name: true, dateOfBirth: true })
    .extend({ unreachable: unreachableReason.nullable() })
    .nullable(),
  /** The other participants, the patient first. */
  others: z.array(person),
  lastMessage: z.object({ authorName: z.string(), mine: z.boolean(), excerpt: z.string() }),
  lastActivityAt: instant,
  lastSeq: seq,
  unread: z.boolean(),
  archived: z.boolean(),
  progress: progress.nullable(),
})
export type ConversationLine = z.infer<typeof conversationLine>

export const participant = person.extend({
  left: z.boolean(),
  /** Null when they are here, or have left. */
  away: away.nullable(),
  /** For staff, of the others who take part. */
  reach: reach.nullable(),
})
export type Participant = z.infer<typeof participant>

export const conversation = z.object({
  id,
  subject: z.string(),
  group: z.object({ id, name: z.string(), contact: unitContact }),
  patient: patientBanner.nullable(),
  participants: z.array(participant),
  /** Oldest first: the last page, or the page before `before`. */
  entries: z.array(entry),
  /** The `before` that fetches older entries; null when there are none. */
  older: seq.nullable(),
  lastSeq: seq,
  lastReadSeq: seq,
  archived: z.boolean(),
  progress: progress.nullable(),
  /** For the patient, of a broadcast that waits for their first reply; otherwise those who take part read it. */
  firstReply: z
    .object({
      /** Who of those who take part has written it, and reads no replies; null when others read what is said. */
      writtenBy: id.nullable(),
      /** Who gets the reply besides; empty when nobody does. */
      goesTo: z.array(person.extend({ away: away.nullable() })),
    })
    .nullable(),
  /** For staff: up to which message the patient has opened the conversation, and when. */
  openedByPatient: z.object({ seq, at: instant }).nullable(),
  draft: z.object({ text: z.string(), messageId: id }).nullable(),
  can: z.object({
    reply: z.boolean(),
    addParticipant: z.boolean(),
    leave: z.boolean(),
    archive: z.boolean(),
    unarchive: z.boolean(),
  }),
})
export type Conversation = z.infer<typeof conversation>

const conversationId = z.object({ conversationId: id })

export const conversationEndpoints = {
  startConversation: endpoint({
    summary:
      'Start a conversation with its first message; with several patients among the recipients, one separate conversation for each.',
    method: 'POST',
    path: '/conversations',
    caller: 'signedIn',
    body: z.object({
      groupId: id,
      recipientIds: z
        .array(id, 'Choose who to write to')
        .min(1, 'Choose who to write to')
        .max(limits.recipients, `Choose at most ${limits.recipients} people`)
        .transform((ids) => [...new Set(ids)]),
      subject,
      /** Made by the client: sending it again starts nothing twice. */
      messageId: id,
      text,
    }),
    response: z.object({
      conversations: z.array(z.object({ id, patientName: z.string().nullable() })),
    }),
    problems: ['notARecipient', 'messageIdUsed'],
  }),
  listConversations: endpoint({
    summary:
      'A page of the caller’s conversations, newest activity first, with the counts of every view. A POST, because what is searched for must not stand in a URL.',
    method: 'POST',
    path: '/inbox',
    caller: 'signedIn',
    body: z.object({
      view: view.default('inbox'),
      groupId: id.optional(),
      search: filter.meta({ description: 'Words that must all occur in subject, messages or names.' }),
      ...pageQuery,
    }),
    response: z.object({ conversations: z.array(conversationLine), next: cursor.nullable(), counts }),
  }),
  showConversation: endpoint({
    summary: 'A conversation with its last entries, or with those before a message.',
    method: 'GET',
    path: '/conversations/:conversationId',
    caller: 'signedIn',
    params: conversationId,
    query: z.object({
      before: seqAsText.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: conversation,
  }),
  sendMessage: endpoint({
    summary: 'Send a message to everybody in the conversation.',
    method: 'POST',
    path: '/conversations/:conversationId/messages',
    caller: 'signedIn',
    params: conversationId,
    body: z.object({
      /** Made by the client: sending the same id twice stores one message. */
      id,
      text,
      /** The last message that the sender has seen; if something newer is there, the reply is refused with it. */
      lastSeenSeq: seqAsText,
    }),
    response: message,
    problems: ['newerMessages', 'messageIdUsed'],
  }),
  markRead: endpoint({
    summary: 'The caller has read the conversation up to a message. Never moves back.',
    method: 'POST',
    path: '/conversations/:conversationId/read',
    caller: 'signedIn',
    params: conversationId,
    body: z.object({ seq }),
    response: nothing,
  }),
  archiveConversation: endpoint({
    summary: 'Move the conversation out of the caller’s inbox until a new message comes.',
    method: 'POST',
    path: '/conversations/:conversationId/archive',
    caller: 'signedIn',
    params: conversationId,
    response: nothing,
  }),
  unarchiveConversation: endpoint({
    summary: 'Move the conversation back to the caller’s inbox.',
    method: 'POST',
    path: '/conversations/:conversationId/unarchive',
    caller: 'signedIn',
    params: conversationId,
    response: nothing,
  }),
  addParticipant: endpoint({
    summary:
      'Add a member of staff from the caller’s recipient list; they see the history, and a notice says who added them.',
    method: 'POST',
    path: '/conversations/:conversationId/participants',
    caller: 'signedIn',
    params: conversationId,
    body: z.object({ accountId: id }),
    response: nothing,
    problems: ['notARecipient', 'alreadyTakingPart'],
  }),
  leaveConversation: endpoint({
    summary: 'Leave the conversation; only staff, and not the last of them.',
    method: 'POST',
    path: '/conversations/:conversationId/leave',
    caller: 'signedIn',
    params: conversationId,
    response: nothing,
    problems: ['lastMemberOfStaff'],
  }),
  showDraft: endpoint({
    summary: 'The text that the caller was writing, for a conversation or (by the group’s id) for a new one.',
    method: 'GET',
    path: '/drafts/:draftId',
    caller: 'signedIn',
    params: z.object({ draftId: id }),
    response: z.object({
      draft: z.object({ subject: z.string(), text: z.string(), messageId: id }).nullable(),
    }),
  }),
  saveDraft: endpoint({
    summary:
      'Keep what the caller is writing, under a conversation’s or (for a new one) a group’s id. An empty text forgets it. Also for a session that has just timed out.',
    method: 'PUT',
    path: '/drafts/:draftId',
    caller: 'recentlySignedIn',
    whileEnrolling: true,
    params: z.object({ draftId: id }),
    body: z.object({
      subject: optionalText({ most: limits.draftSubject, tooLong: 'This subject is too long to keep' }).default(''),
      text: optionalText({ most: limits.draftText, tooLong: 'This text is too long to keep' }),
      messageId: id,
    }),
    response: nothing,
  }),
}
