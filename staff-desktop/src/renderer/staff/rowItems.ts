import type { MenuItem } from '../sheet/Menu.svelte'
import type StaffActs from './staffActs.ts'
import type { StaffRow } from './staffRows.ts'

/** What can be done with one person, and why not. */
export function rowItems(row: StaffRow, acts: StaffActs): MenuItem[] {
  const { member } = row
  return [
    {
      words: 'Send verification e-mail',
      run: () => void acts.sendVerification(row),
      why: member.can.sendVerification ? null : verificationWhy(row),
    },
    {
      words: 'Reset sign-in…',
      run: () => acts.resetSignIn(row),
      why: member.can.resetSignIn ? null : resetWhy(row),
    },
    {
      words: 'Make default messaging contact…',
      run: () => acts.handOver(row),
      why: handOverWhy(row, acts),
    },
    {
      words: 'Close account…',
      run: () => acts.close(row),
      why: member.can.close ? null : 'Nobody closes their own account.',
      danger: true,
    },
  ]
}

const notYours = 'Central Support can do this: their account is not yours alone.'

function verificationWhy({ member: { emailState, can } }: StaffRow): string {
  if (emailState === 'none') return 'There is no e-mail address.'
  return emailState === 'verified' && can.changeAccount ? 'The address is verified.' : notYours
}

function resetWhy({ member: { emailState, can } }: StaffRow): string {
  if (emailState === 'none') return 'There is no e-mail address to send the link to.'
  return can.changeAccount ? 'The e-mail address is not verified.' : notYours
}

function handOverWhy({ member }: StaffRow, acts: StaffActs): string | null {
  if (member.isDefaultContact) return 'They are it already.'
  return acts.unit.messagingOn ? null : 'Messaging is off in this unit.'
}
