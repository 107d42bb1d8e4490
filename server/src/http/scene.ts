import type { AccountKind, Door, Role } from '../contract/index.ts'
import type { Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'

export interface ActorMembership {
  id: string
  groupId: string
  groupName: string
  groupKind: 'unit' | 'specialty' | 'central_support'
  specialtyId: string | null
  role: Role
  roleTitle: string | null
}

/** The person who makes the request, as the session says. */
export interface Actor {
  accountId: string
  sessionId: string
  kind: AccountKind
  door: Door
  firstName: string
  lastName: string
  memberships: ActorMembership[]
  idleEndsAt: Date
  endsAt: Date
  /** A second step at sign-in is demanded of them, and they have none. */
  mustEnrol: boolean
}

/** All that is passed down to verbs: who does it and the transaction in which it happens. */
export interface Scene<Who extends Actor | null = Actor> {
  actor: Who
  trx: Transaction
  requestId: string
  /** Tells the live streams, once the transaction is committed. */
  announce: (announcement: Announcement) => void
}
