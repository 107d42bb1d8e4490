/**
 * Whom to ask, in an e-mail that must name no unit. It is for a person: what their units are called and their telephone
 * numbers stand in letters of theirs and in the app.
 */
import type { AccountKind } from '../accounts/contract.ts'

export const whoHelps: Record<AccountKind, { tell: string; ask: string }> = {
  patient: { tell: 'Then telephone your unit and tell them.', ask: 'ask your unit to send you another' },
  staff: { tell: 'Then tell an admin of your unit.', ask: 'ask an admin of your unit to send you another' },
}
