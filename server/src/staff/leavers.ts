/** What happens to somebody's conversations, flags and sessions when their account is closed, and how it is taken back. */

export interface Leaver {
  accountId: string
  /** Out of every unit, and no more signing in; otherwise only out of this unit. */
  altogether: boolean
  /** Who takes the open conversations over: an account of the unit's staff that stays. */
  takesOverId: string | null
}

/** What a closing did, as it is kept to be taken back. */
export interface Left {
  accountClosed: boolean
  /** The memberships that ended, with the flag that was cleared. */
  memberships: { id: string; isRecipient: boolean }[]
  /** The conversations that the leaver left by it. */
  conversationIds: string[]
  /** Those of them that the other came into by it. */
  takenOver: { conversationId: string; accountId: string }[]
  /** The leaver's own absences that ended with it; not kept of those who left before there were any. */
  absenceIds?: string[]
  coversTaken?: CoverTaken[]
}

/** The leaver covered in this absence; now the other does, or (null) the default messaging contact. Memberships. */
export interface CoverTaken {
  absenceId: string
  fromId: string
  toId: string | null
}
