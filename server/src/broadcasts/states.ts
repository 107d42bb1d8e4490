/** How a broadcast moves: the only place that says so, and a trigger in the database that holds everybody to it. */
import { Problem } from '../errors.ts'
import type { BroadcastState } from './contract.ts'

export type Deed =
  'edit' | 'askForApproval' | 'approve' | 'sendBack' | 'send' | 'begin' | 'pause' | 'resume' | 'stop' | 'finish'

/**
 * What a deed makes of a broadcast; where nothing is said, it cannot be done. Until it begins it can become a draft again.
 * From then on somebody may have it, and it only goes forward.
 */
const table: Record<BroadcastState, Partial<Record<Deed, BroadcastState>>> = {
  draft: { edit: 'draft', askForApproval: 'awaiting_approval', send: 'waiting' },
  awaiting_approval: { edit: 'draft', sendBack: 'draft', approve: 'approved' },
  approved: { edit: 'draft', sendBack: 'draft', send: 'waiting' },
  waiting: { begin: 'sending', stop: 'draft' },
  sending: { pause: 'paused', stop: 'stopped', finish: 'done' },
  paused: { resume: 'sending', stop: 'stopped' },
  done: {},
  stopped: {},
}

export function after(state: BroadcastState, deed: Deed): BroadcastState | undefined {
  return table[state][deed]
}

export function mustBecome(state: BroadcastState, deed: Deed): BroadcastState {
  const next = after(state, deed)
  if (!next) throw new Problem('broadcastMovedOn')
  return next
}

/** It is paused already, or goes on already: the same was asked again, or by two people. */
export function isDone(state: BroadcastState, deed: Deed): boolean {
  return (deed === 'pause' && state === 'paused') || (deed === 'resume' && state === 'sending')
}

/** Somebody may have it by now. */
export function hasBegun(state: BroadcastState): boolean {
  return ['sending', 'paused', 'done', 'stopped'].includes(state)
}
