import type { PatientLine } from 'server/contract'
import type { Desktop } from '../../bridge.ts'
import { PeopleList } from './peopleList.svelte.ts'

export type PatientsOnly = 'no_email' | 'unverified' | 'bouncing' | 'never_signed_in'
export type PatientList = PeopleList<PatientLine, PatientsOnly>

export function patientList(desktop: Desktop, unitId: string): PatientList {
  return new PeopleList(async (asked) => {
    const outcome = await desktop.call('listPatients', { unitId, ...asked })
    return outcome.ok ? { ok: true, value: { lines: outcome.value.patients, next: outcome.value.next } } : outcome
  })
}
