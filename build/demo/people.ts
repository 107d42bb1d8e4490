/** What a person of the demo is, whoever they are. */
import { idOf } from './chance.ts'

export interface DemoMembership {
  group: string
  role: 'patient' | 'staff' | 'unit_admin' | 'specialty_admin' | 'support'
  title?: string
  recipient: boolean
}

export interface DemoPerson {
  id: string
  kind: 'patient' | 'staff'
  username: string
  firstName: string
  lastName: string
  dateOfBirth?: string
  nhsNumber?: string
  email?: string
  emailState: 'none' | 'unverified' | 'verified' | 'bouncing'
  telephone?: string
  /** Has never chosen a password, and cannot sign in. */
  isNew?: true
  memberships: DemoMembership[]
}

/** Siân O'Brien-Lee becomes sian.obrienlee. */
export function usernameFor(firstName: string, lastName: string): string {
  const plain = (name: string) =>
    name
      .normalize('NFD')
      .replace(/ł/g, 'l')
      .replace(/Ł/g, 'L')
      .replace(/[^a-z]/gi, '')
      .toLowerCase()
  return `${plain(firstName)}.${plain(lastName)}`
}

export const accountId = (username: string) => idOf('account', username)
