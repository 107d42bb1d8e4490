/** Accounts for the tests of this room. */
import type { OwnAccount, OwnSession } from 'server/contract'

export function anAccount(account: Partial<OwnAccount> = {}): OwnAccount {
  return {
    username: 'susan.turner',
    firstName: 'Susan',
    lastName: 'Turner',
    kind: 'staff',
    email: 'susan.turner@example.org',
    emailState: 'verified',
    telephone: '0131 496 0120',
    emailWish: 'each',
    groups: [{ id: 'u1', name: 'Edinburgh Renal Unit', telephone: '0131 496 0000' }],
    ...account,
  }
}

export function aSession(session: Partial<OwnSession> = {}): OwnSession {
  return {
    id: 's1',
    door: 'desktop',
    device: null,
    startedAt: '2026-11-20T08:00:00Z',
    lastActiveAt: '2026-11-20T09:30:00Z',
    current: true,
    ...session,
  }
}
