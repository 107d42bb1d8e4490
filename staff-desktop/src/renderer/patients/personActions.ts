import Mail from '@lucide/svelte/icons/mail-check'
import KeyRound from '@lucide/svelte/icons/key-round'
import SquarePen from '@lucide/svelte/icons/square-pen'
import UserX from '@lucide/svelte/icons/user-x'
import type { Changeset } from 'server/contract'
import type { Desk } from '../desk.svelte.ts'
import type { UnitLine } from '../groups/units.svelte.ts'
import ClosePatient from './ClosePatient.svelte'
import type { MenuItem } from './menuItem.ts'
import { canBeVerified, whyNoReset, whyNoVerification, whyNoWriting, type Reached } from './reached.ts'
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
      { label: 'Reset sign-in…', icon: KeyRound, reason: whyNoReset(person), run: () => this.#reset(person) },
      {
        label: 'Write to them',
        icon: SquarePen,
        reason: whyNoWriting(person, this.#unit.messagingOn),
        run: () => this.#write(person),
      },
      { label: 'Close…', icon: UserX, reason: null, run: () => this.#close(person) },
    ]
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

  #write({ id, name, kind, dateOfBirth, emailState }: Reached) {
    const person = { id, name, kind, dateOfBirth, roleTitle: null, email: emailState }
    writeTo(this.#desk, { groupId: this.#unit.id, person })
  }

  #close(person: Reached) {
    this.#desk.openDialog(ClosePatient, { desk: this.#desk, unit: this.#unit, person, actions: this })
  }
}
