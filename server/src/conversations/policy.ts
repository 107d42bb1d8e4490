/** Who may do what in a conversation: pure functions on what `findConversation` loaded, so the actor takes part in it. */
import { Problem } from '../errors.ts'
import type { ParticipantRow } from './findConversation.ts'

export interface Situation {
  participants: Pick<ParticipantRow, 'accountId' | 'kind' | 'left'>[]
  mine: Pick<ParticipantRow, 'accountId' | 'kind' | 'left' | 'archived'>
  /** See `FoundConversation`. */
  repliers?: unknown[] | null
}

export function patientOf<P extends Pick<ParticipantRow, 'kind'>>({
  participants,
}: {
  participants: P[]
}): P | undefined {
  return participants.find(({ kind }) => kind === 'patient')
}

function otherStaff({ participants, mine }: Situation) {
  return participants.filter(({ kind, left, accountId }) => kind === 'staff' && !left && accountId !== mine.accountId)
}

/** A message needs somebody to read it: a patient's some member of staff, a colleague's anybody else (R14). */
export function canReply(situation: Situation): boolean {
  if (situation.mine.left) return false
  if (situation.mine.kind === 'patient') return otherStaff(situation).length > 0 || listensLater(situation)
  return patientOf(situation) !== undefined || otherStaff(situation).length > 0
}

/** R11: a broadcast waits for its first reply, and somebody will get it. */
function listensLater({ repliers }: Situation): boolean {
  return (repliers?.length ?? 0) > 0
}

/** R11: nobody wants to hear what the patient says to it, so nobody is drawn into it either. */
export function takesNoReplies(situation: Situation): boolean {
  return situation.repliers?.length === 0 && otherStaff(situation).length === 0
}

/** R4: a participant can add a colleague; whom, `addParticipant` decides by the recipient list. */
export function canAddParticipant(situation: Situation): boolean {
  return !situation.mine.left && !takesNoReplies(situation)
}

/** Staff may leave. Patients archive instead: the conversation is about them. */
export function canLeave({ mine }: Situation): boolean {
  return mine.kind === 'staff' && !mine.left
}

/** Nobody leaves a patient alone in a conversation. */
export function wouldLeavePatientAlone(situation: Situation): boolean {
  return patientOf(situation) !== undefined && otherStaff(situation).length === 0
}

export function abilities(situation: Situation) {
  return {
    reply: canReply(situation),
    addParticipant: canAddParticipant(situation),
    leave: canLeave(situation) && !wouldLeavePatientAlone(situation),
    archive: !situation.mine.archived,
    unarchive: situation.mine.archived,
  }
}

export function must(allowed: boolean): void {
  if (!allowed) throw new Problem('notAllowed')
}
