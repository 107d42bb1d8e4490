/**
 * Who may do what with a broadcast: pure functions. Whoever gets this far administers the unit. Writing and sending is
 * the author's; approving is another's; and whoever sees that something goes wrong can pause and stop.
 */
import { Problem } from '../errors.ts'
import type { Actor } from '../http/scene.ts'
import type { Broadcast } from './contract.ts'
import type { BroadcastRow } from './findBroadcast.ts'
import { after, hasBegun } from './states.ts'

type Shown = Pick<
  BroadcastRow,
  'authorId' | 'state' | 'subject' | 'text' | 'approvedBy' | 'needsApproval' | 'ownMaking'
>

export function abilities(actor: Pick<Actor, 'accountId'>, broadcast: Shown): Broadcast['can'] {
  const { state, authorId, needsApproval, approvedBy, subject, text } = broadcast
  const mine = authorId === actor.accountId
  const can = (deed: Parameters<typeof after>[1]) => after(state, deed) !== undefined
  const isWritten = subject.trim() !== '' && text.trim() !== ''
  const begun = hasBegun(state)
  return {
    edit: mine && can('edit'),
    discard: mine && state === 'draft',
    askForApproval: mine && needsApproval && isWritten && can('askForApproval'),
    approve: !broadcast.ownMaking.includes(actor.accountId) && can('approve'),
    sendBack: !mine && can('sendBack'),
    send: mine && isWritten && can('send') && (approvedBy !== null || !needsApproval),
    test: mine && isWritten && !begun,
    pause: can('pause'),
    resume: can('resume'),
    stop: can('stop'),
    report: begun,
    remind: state === 'done' || state === 'stopped',
  }
}

/** What only the author does, or only somebody else; how far the broadcast is, the states say. */
export function mustBeAuthor(actor: Pick<Actor, 'accountId'>, { authorId }: Pick<Shown, 'authorId'>): void {
  if (authorId !== actor.accountId) throw new Problem('notAllowed')
}

/** Another admin, whom the author did not make one lately. */
export function mustBeSecond(
  actor: Pick<Actor, 'accountId'>,
  { authorId, ownMaking }: Pick<Shown, 'authorId' | 'ownMaking'>,
): void {
  mustBeAnother(actor, { authorId })
  if (ownMaking.includes(actor.accountId)) throw new Problem('notSecondAdmin')
}

export function mustBeAnother(actor: Pick<Actor, 'accountId'>, { authorId }: Pick<Shown, 'authorId'>): void {
  if (authorId === actor.accountId) throw new Problem('notAllowed')
}
