import { inviteAgain } from '../accounts/wayIn.ts'
import { clock } from '../page/clock.svelte.ts'
import type { MenuItem } from '../sheet/Menu.svelte'
import type StaffActs from './staffActs.ts'
import type { StaffRow } from './staffRows.ts'

/** What can be done with one person, and why not. */
export function rowItems(row: StaffRow, acts: StaffActs): MenuItem[] {
  const { member } = row
  const verification = {
    words: 'Send verification e-mail',
    run: () => void acts.sendVerification(row),
    why: member.can.sendVerification ? null : verificationWhy(row),
  }
  return [
    // Of an address that is theirs beyond doubt there is nothing to verify.
    ...(member.emailState === 'verified' ? [] : [verification]),
    // Who has signed in can be helped back in; who never chose a password is invited.
    member.wayIn.chosen
      ? {
          words: 'Reset sign-in…',
          run: () => acts.resetSignIn(row),
          why: member.can.resetSignIn ? null : resetWhy(row),
        }
      : {
          words: member.wayIn.invitation ? 'Send invitation again' : 'Send invitation',
          run: () => void acts.invite([row]),
          why: member.can.invite ? inviteAgain(member.wayIn, clock.now) : resetWhy(row),
        },
    {
      words: 'Make default messaging contact…',
      run: () => acts.handOver(row),
      why: handOverWhy(row, acts),
    },
    { words: 'Absence…', run: () => acts.absence(row), why: null },
    {
      words: 'Close account…',
      run: () => acts.close(row),
      why: member.can.close ? null : 'Nobody closes their own account.',
      danger: true,
    },
  ]
}

const notYours = 'Central Support can do this: their account is not yours alone.'

const verificationWhy = ({ member }: StaffRow) =>
  member.emailState === 'none' ? 'There is no e-mail address.' : notYours

function resetWhy({ member: { emailState, can } }: StaffRow): string {
  if (emailState === 'none') return 'There is no e-mail address to send the link to.'
  return can.changeAccount ? 'The e-mail address is not verified.' : notYours
}

function handOverWhy({ member }: StaffRow, acts: StaffActs): string | null {
  if (member.isDefaultContact) return 'They are it already.'
  return acts.unit.messagingOn ? null : 'Messaging is off in this unit.'
}
