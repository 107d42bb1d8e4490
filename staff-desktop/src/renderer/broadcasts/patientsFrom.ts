import type { PatientLine, Recipient } from 'server/contract'
import type { Desktop } from '../../bridge.ts'
import type { Source } from '../recipients/recipientList.svelte.ts'

/** The patients of a unit that the person administers, whether messaging is on or not. */
export function patientsFrom(desktop: Desktop): Source {
  return async (unitId, page) => {
    const outcome = await desktop.call('listPatients', { unitId, ...page })
    if (!outcome.ok) return outcome
    return { ok: true, value: { recipients: outcome.value.patients.map(asRecipient), next: outcome.value.next } }
  }
}

function asRecipient({ id, firstName, lastName, dateOfBirth, telephone, emailState }: PatientLine): Recipient {
  return {
    id,
    name: `${firstName} ${lastName}`,
    kind: 'patient',
    roleTitle: null,
    dateOfBirth,
    reach: { unreachable: emailState === 'verified' ? null : emailState, texts: false, telephone, unitId: null },
    away: null,
  }
}
