import type { AccountKind } from '../accounts/contract.ts'
import { plannedRows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { ContactRow } from '../groups/present.ts'
import type { Scene } from '../http/scene.ts'
import { findRepliers, type Replier } from './repliers.ts'

export interface ParticipantRow {
  accountId: string
  kind: AccountKind
  firstName: string
  lastName: string
  /** In the conversation's group, or else wherever they have one. */
  roleTitle: string | null
  dateOfBirth: string | null
  nhsNumber: string | null
  /** Or their account is closed. */
  left: boolean
  lastReadSeq: number
  lastReadAt: Date | null
  archived: boolean
  /** Has only written the broadcast, and never had the conversation in their inbox. */
  onlyWrote: boolean
  /** The membership by which they are here, when they are away from it today. */
  awayAs: string | null
}

export interface FoundConversation {
  id: string
  subject: string
  lastSeq: number
  lastAuthorKind: AccountKind
  patientHasWritten: boolean
  /** Null when it began otherwise. */
  broadcastId: string | null
  /** Who will get the patient’s next message besides those who take part; only of a broadcast that waits for its first reply. */
  repliers: Replier[] | null
  group: ContactRow & { id: string; name: string }
  participants: ParticipantRow[]
  /** The actor's own row. */
  mine: ParticipantRow
}

/**
 * The conversation with everybody in it, if the actor takes part in it; otherwise it is as if it did not exist.
 * `lock` holds back other messages and changes of its participants until the transaction ends; it is a statement of its
 * own, so that everything after it sees what those whom it waited for have done.
 */
export async function findConversation(
  { actor, trx }: Pick<Scene, 'actor' | 'trx'>,
  conversationId: string,
  { lock = false } = {},
): Promise<FoundConversation> {
  if (lock) {
    await trx.raw(
      `select from conversations c where c.id = :conversationId and exists (
         select from participants where conversation_id = c.id and account_id = :actorId and left_at is null)
       for no key update of c`,
      { conversationId, actorId: actor.accountId },
    )
  }
  const found = await plannedRows<ParticipantRow & Omit<FoundConversation, 'participants' | 'mine' | 'repliers'>>(
    trx,
    select,
    {
      conversationId,
      actorId: actor.accountId,
    },
  )
  const mine = found.find(({ accountId }) => accountId === actor.accountId)
  if (!mine) throw new Problem('notFound')
  const { id, subject, lastSeq, lastAuthorKind, patientHasWritten, broadcastId, group } = mine
  const nobodyListens = !found.some(({ kind, left }) => kind === 'staff' && !left)
  const patientId = found.find(({ kind }) => kind === 'patient')?.accountId
  const repliers =
    broadcastId && (!patientHasWritten || nobodyListens) ? await findRepliers(trx, broadcastId, patientId) : null
  return {
    ...{ id, subject, lastSeq, lastAuthorKind, patientHasWritten, broadcastId, repliers, group },
    ...{ participants: found, mine },
  }
}

/** Theirs in the conversation's group; without one, that which they share with its patient. */
const awayAs = `(
  select b.membership_id
    from (select theirs.id from memberships theirs
           where theirs.account_id = p.account_id and theirs.ended_at is null
             and (theirs.group_id = c.group_id
               or exists (select from participants patient
                            join memberships patients on patients.account_id = patient.account_id
                           where patient.conversation_id = c.id and patient.account_kind = 'patient'
                             and patients.group_id = theirs.group_id and patients.ended_at is null))
           order by theirs.group_id = c.group_id desc, theirs.id limit 1) as here
    join absences b on b.membership_id = here.id and b.ended_at is null
                   and local_day(now()) between b.first_day and b.last_day)`

const select = `
  select c.id, c.subject, c.last_seq as "lastSeq", c.broadcast_id as "broadcastId",
         (select author_kind from messages where conversation_id = c.id and seq = c.last_seq) as "lastAuthorKind",
         exists (select from messages where conversation_id = c.id and author_kind = 'patient') as "patientHasWritten",
         json_build_object('id', g.id, 'name', g.name, 'telephone', g.telephone,
           'outOfHoursTelephone', g.out_of_hours_telephone, 'openingHours', g.opening_hours,
           'nation', g.nation, 'bankHolidays', g.bank_holidays,
           'openOnBankHolidays', g.open_on_bank_holidays, 'answerTime', g.answer_time) as "group",
         p.account_id as "accountId", p.account_kind as kind, a.first_name as "firstName", a.last_name as "lastName",
         (select m.role_title from memberships m
           where m.account_id = p.account_id
           order by m.group_id = c.group_id desc, m.ended_at nulls first limit 1) as "roleTitle",
         a.date_of_birth as "dateOfBirth", a.nhs_number as "nhsNumber", p.left_at is not null or a.closed_at is not null as "left",
         p.last_read_seq as "lastReadSeq", p.last_read_at as "lastReadAt", p.archived, p.left_at is not distinct from p.joined_at as "onlyWrote",
         case when p.account_kind = 'staff' and p.left_at is null then ${awayAs} end as "awayAs"
    from participants mine
    join conversations c on c.id = mine.conversation_id
    join groups g on g.id = c.group_id
    join participants p on p.conversation_id = c.id
    join accounts a on a.id = p.account_id
   where mine.conversation_id = :conversationId and mine.account_id = :actorId and mine.left_at is null
   order by p.account_kind, p.joined_at, a.last_name, a.first_name, p.account_id`
