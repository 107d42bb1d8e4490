/** Who may do what in a conversation: pure functions on what `findConversation` loaded, so the actor takes part in it. */
import { Problem } from '../errors.ts'
import type { ParticipantRow } from './findConversation.ts'

export interface Situation {
  participants: Pick<ParticipantRow, 'accountId' | 'kind' | 'left'>[]
  mine: Pick<ParticipantRow, 'accountId' | 'kind' | 'left' | 'archived'>
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
  if (situation.mine.kind === 'patient') return otherStaff(situation).length > 0
  return patientOf(situation) !== undefined || otherStaff(situation).length > 0
}

/** R4: a participant can add a colleague; whom, `addParticipant` decides by the recipient list. */
export function canAddParticipant({ mine }: Situation): boolean {
  return !mine.left
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
