import type { MemberOfStaff, Recipient } from 'server/contract'
import type { Desktop } from '../../bridge.ts'
import type { Source } from '../recipients/recipientList.svelte.ts'

/** The staff of a unit that the person administers, recipients or not, but for one whom there is no point in choosing. */
export function staffFrom(desktop: Desktop, { except, only }: { except: string | null; only?: 'recipients' }): Source {
  return async (unitId, page) => {
    const outcome = await desktop.call('listStaff', { unitId, ...(only ? { only } : {}), ...page })
    if (!outcome.ok) return outcome
    const { staff, next } = outcome.value
    return { ok: true, value: { recipients: staff.filter(({ id }) => id !== except).map(asRecipient), next } }
  }
}

function asRecipient({ id, firstName, lastName, roleTitle, away }: MemberOfStaff): Recipient {
  return { id, name: `${firstName} ${lastName}`, kind: 'staff', roleTitle, dateOfBirth: null, reach: null, away }
}
