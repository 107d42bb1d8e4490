import type { EmailState } from './contract.ts'

export function emailState(row: { hasEmail: boolean; emailVerified: boolean; emailBouncing: boolean }): EmailState {
  if (!row.hasEmail) return 'none'
  if (row.emailBouncing) return 'bouncing'
  return row.emailVerified ? 'verified' : 'unverified'
}
