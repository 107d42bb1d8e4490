import type { Progress } from 'server/contract'

/** What a patient is told about their last message. */
export const progressWords: Record<Progress, string> = {
  received: 'Received',
  being_looked_at: 'Being looked at',
  answered: 'Answered',
}
