/** Sends people who have never chosen a password the link to choose one, and says what became of it. */
import type { InvitationOutcome } from 'server/contract'
import { clockOf } from '../page/brief.ts'
import { clock } from '../page/clock.svelte.ts'
import type { Desk } from '../desk.svelte.ts'

/** As many as the server takes at once. */
const atOnce = 500

export interface Invited {
  id: string
  name: string
}

/** Returns why it did not work; null: it did, and was said. */
export async function sendInvitations(desk: Desk, unitId: string, people: Invited[]): Promise<string | null> {
  const total: InvitationOutcome = {
    sent: 0,
    leftOut: { gone: 0, notYours: 0, hasPassword: 0, noEmail: 0, tooSoon: 0 },
    againAt: null,
  }
  for (let first = 0; first < people.length; first += atOnce) {
    const accountIds = people.slice(first, first + atOnce).map(({ id }) => id)
    const outcome = await desk.desktop.call('invite', { unitId, accountIds })
    if (!outcome.ok) return outcome.problem.message
    total.sent += outcome.value.sent
    // The later of the two: from then on, all of them.
    total.againAt =
      [total.againAt, outcome.value.againAt]
        .filter((at) => at !== null)
        .sort()
        .at(-1) ?? null
    for (const reason of Object.keys(total.leftOut) as (keyof typeof total.leftOut)[])
      total.leftOut[reason] += outcome.value.leftOut[reason]
  }
  const only = people.length === 1 ? people[0]!.name : null
  desk.toasts.show({ text: only ? ofOne(only, total) : ofMany(total), ...(total.sent === 0 && { bad: true }) })
  return null
}

type Reason = keyof InvitationOutcome['leftOut']

const one: Record<Reason, string> = {
  gone: 'is not in this unit any more',
  notYours: 'also belongs to a unit that you do not look after',
  hasPassword: 'has chosen a password already',
  noEmail: 'has no e-mail address',
  tooSoon: 'was sent one already: one in ten minutes, and three a day, is the most',
}
const many: Record<Reason, string> = {
  gone: 'are not in this unit any more',
  notYours: 'also belong to a unit that you do not look after',
  hasPassword: 'have chosen a password already',
  noEmail: 'have no e-mail address',
  tooSoon: 'were sent one already: one in ten minutes, and three a day, is the most',
}
const reasons = Object.keys(one) as Reason[]

/** "You can send another at 14:20." */
const again = (at: string | null) => (at ? [`You can send another at ${clockOf(at, clock.now)}.`] : [])

function ofOne(name: string, { sent, leftOut, againAt }: InvitationOutcome): string {
  if (sent === 1) return `An invitation for ${name} is on its way.`
  const reason = reasons.find((why) => leftOut[why] > 0)
  return [`No invitation was sent: ${name} ${one[reason ?? 'gone']}.`, ...again(againAt)].join(' ')
}

/** "12 invitations are on their way. 3 people have no e-mail address." */
function ofMany({ sent, leftOut, againAt }: InvitationOutcome): string {
  const count = (n: number) => n.toLocaleString('en-GB')
  const done =
    sent === 0
      ? 'No invitation was sent.'
      : `${count(sent)} ${sent === 1 ? 'invitation is' : 'invitations are'} on ${sent === 1 ? 'its' : 'their'} way.`
  const not = reasons
    .filter((why) => leftOut[why] > 0)
    .map((why) => (leftOut[why] === 1 ? `1 person ${one[why]}.` : `${count(leftOut[why])} people ${many[why]}.`))
  return [done, ...not, ...again(againAt)].join(' ')
}
