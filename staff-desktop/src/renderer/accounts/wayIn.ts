/** How somebody who has never chosen a password was asked in, in words. */
import type { WayIn } from 'server/contract'
import { briefInstant, clockOf } from '../page/brief.ts'

/** For where there is little room: "Invited 19 Nov", "Link expired". Null: they have a password. */
export function wayInBriefly({ chosen, invitation }: WayIn, now: Date): string | null {
  if (chosen) return null
  if (!invitation) return 'Not invited'
  const { by, state, at } = invitation
  if (state === 'failed') return 'E-mail failed'
  if (state === 'expired') return by === 'letter' ? 'Letter expired' : 'Link expired'
  const when = briefInstant(at, now)
  return `${by === 'letter' ? 'Letter' : 'Invited'} ${when.includes(':') ? 'today' : when.toLowerCase() === 'yesterday' ? 'yesterday' : when}`
}

/** "Invited by e-mail 3 days ago; the link has expired." */
export function wayInWords({ chosen, invitation }: WayIn, now: Date): string {
  if (chosen) return 'Has chosen a password and not signed in yet.'
  if (!invitation) return 'Not yet invited.'
  const { by, state, at } = invitation
  const ago = daysAgo(at, now)
  if (by === 'letter')
    return `A letter was printed ${ago}${state === 'waiting' ? ' and works still' : '; its code does not work any more'}.`
  if (state === 'failed') return `Invited by e-mail ${ago}; the e-mail could not be delivered.`
  return `Invited by e-mail ${ago}; the link ${state === 'waiting' ? 'works still' : 'has expired'}.`
}

/** Only so many go to one inbox. */
export function inviteAgain({ invitation }: WayIn, now: Date): string | null {
  const againAt = invitation?.againAt
  return againAt && Date.parse(againAt) > now.getTime() ? `You can send another at ${clockOf(againAt, now)}` : null
}

function daysAgo(instant: string, now: Date): string {
  const days = Math.floor((now.getTime() - Date.parse(instant)) / 86_400_000)
  if (days <= 0) return 'within the last day'
  return days === 1 ? 'a day ago' : `${days} days ago`
}
