import Letter from '@lucide/svelte/icons/mail-open'
import Mail from '@lucide/svelte/icons/mail-check'
import KeyRound from '@lucide/svelte/icons/key-round'
import Send from '@lucide/svelte/icons/send'
import SquarePen from '@lucide/svelte/icons/square-pen'
import UserX from '@lucide/svelte/icons/user-x'
import type { Changeset } from 'server/contract'
import type { Desk } from '../desk.svelte.ts'
import { clock } from '../page/clock.svelte.ts'
import { sendInvitations } from '../accounts/invitations.ts'
import type { UnitLine } from '../groups/units.svelte.ts'
import ClosePatient from './ClosePatient.svelte'
import type { MenuItem } from './menuItem.ts'
import PrintLetter from './PrintLetter.svelte'
import {
  canBeVerified,
  fromPatient,
  whyNoInvitation,
  whyNoLetter,
  whyNoReset,
  whyNoVerification,
  whyNoWriting,
  type Reached,
} from './reached.ts'
import ResetSignIn from './ResetSignIn.svelte'
import { tellDone } from './undo.ts'
import { writeTo } from './writeTo.svelte.ts'

/** What can be done about one person besides changing what is known of them. */
export class PersonActions {
  readonly #desk: Desk
  readonly #unit: UnitLine
  readonly #onchanged: () => void

  constructor(desk: Desk, unit: UnitLine, onchanged: () => void) {
    this.#desk = desk
    this.#unit = unit
    this.#onchanged = onchanged
  }

  menu(person: Reached): MenuItem[] {
    const verification = {
      label: 'Send verification e-mail',
      icon: Mail,
      reason: whyNoVerification(person),
      run: () => void this.sendVerification(person),
    }
    return [
      ...(canBeVerified(person) ? [verification] : []),
      ...this.#waysIn(person),
      {
        label: 'Write to them',
        icon: SquarePen,
        reason: whyNoWriting(person, this.#unit.messagingOn),
        run: () => this.#write(person),
      },
      { label: 'Close…', icon: UserX, reason: null, run: () => this.#close(person) },
    ]
  }

  /** Who has signed in can be helped back in; who never chose a password is invited. Paper is for either. */
  #waysIn(person: Reached): MenuItem[] {
    const reset = {
      label: 'Reset sign-in…',
      icon: KeyRound,
      reason: whyNoReset(person),
      run: () => this.#reset(person),
    }
    const invitation = {
      label: person.wayIn.invitation ? 'Send invitation again' : 'Send invitation',
      icon: Send,
      reason: whyNoInvitation(person, clock.now),
      run: () => void this.#invite(person),
    }
    const letter = {
      label: 'Make a letter…',
      icon: Letter,
      reason: whyNoLetter(person),
      run: () => this.printLetter(person),
    }
    return [person.wayIn.chosen ? reset : invitation, ...(person.kind === 'patient' ? [letter] : [])]
  }

  printLetter(person: Reached) {
    this.#desk.openDialog(PrintLetter, { desk: this.#desk, unit: this.#unit, person, ondone: this.#onchanged })
  }

  /** Of somebody who was added without an e-mail address a moment ago, and so can come in by a letter only. */
  async offerLetter({ name, dateOfBirth }: { name: string; dateOfBirth: string }): Promise<void> {
    const asked = { unitId: this.#unit.id, filter: name, only: 'no_email' as const }
    const outcome = await this.#desk.desktop.call('listPatients', asked)
    if (!outcome.ok) return
    const found = outcome.value.patients
      .map(fromPatient)
      .filter((one) => one.name === name && one.dateOfBirth === dateOfBirth && whyNoLetter(one) === null)
    // Of two of one name and birthday nobody guesses.
    if (found.length === 1 && !found[0]!.wayIn.chosen) this.printLetter(found[0]!)
  }

  async #invite(person: Reached): Promise<void> {
    const problem = await sendInvitations(this.#desk, this.#unit.id, [person])
    if (problem) this.#desk.toasts.show({ text: problem, bad: true })
    this.#onchanged()
  }

  async sendVerification({ id, name }: Reached): Promise<void> {
    const desk = this.#desk
    const outcome = await desk.desktop.call('sendVerification', { unitId: this.#unit.id, accountId: id })
    if (outcome.ok)
      desk.toasts.show({ text: `A verification e-mail for ${name} is on its way to ${outcome.value.sentTo}.` })
    else if (outcome.problem.code !== 'signedOut') desk.toasts.show({ text: outcome.problem.message, bad: true })
    this.#onchanged()
  }

  /** Something was done by a changeset. */
  done(text: string, changeset: Changeset) {
    tellDone(this.#desk, this.#unit, text, changeset, this.#onchanged)
    this.#onchanged()
  }

  #reset(person: Reached) {
    this.#desk.openDialog(ResetSignIn, { desk: this.#desk, unit: this.#unit, person, ondone: this.#onchanged })
  }

  #write({ id, name, kind, dateOfBirth, emailState, telephone }: Reached) {
    const unreachable = emailState === 'verified' ? null : emailState
    const reach = kind === 'patient' ? { unreachable, texts: false, telephone, unitId: null } : null
    const person = { id, name, kind, dateOfBirth, roleTitle: null, reach, away: null }
    writeTo(this.#desk, { groupId: this.#unit.id, person })
  }

  #close(person: Reached) {
    this.#desk.openDialog(ClosePatient, { desk: this.#desk, unit: this.#unit, person, actions: this })
  }
}
