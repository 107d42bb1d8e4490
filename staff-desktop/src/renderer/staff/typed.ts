/** What was typed in a form, for whoever comes back to it from the review. */
export interface TypedPerson {
  firstName: string
  lastName: string
  roleTitle: string
  email: string
  isRecipient: string
  role: string
}

/** The same change for many: what is ticked, and what it is to be. */
export interface TypedChange {
  ticked: Record<ChangedColumn, boolean>
  to: Record<ChangedColumn, string>
}
export type ChangedColumn = 'isRecipient' | 'roleTitle' | 'role' | 'close'
