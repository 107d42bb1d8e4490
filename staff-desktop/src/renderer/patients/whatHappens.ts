/** What follows from a form, in words, before it is done. */
import { looksLikeAddress } from './looksLikeAddress.ts'
import type { PersonForm } from './personForm.svelte.ts'

export function whatHappens(form: PersonForm, name: string): string[] {
  return form.isNew ? ofNew(form) : ofChange(form, name)
}

function ofNew(form: PersonForm): string[] {
  const who = form.fullName
  const email = form.cell('email')
  const { chosen } = form
  if (chosen && form.isHere)
    return [`Nobody is added. The form of ${chosen.name} opens, with what you typed that is not known of them yet.`]
  if (chosen)
    return [`${chosen.name} joins this unit with the account, the address and the sign-in that they have already.`]
  if (!who || isWrong(form)) return []
  if (email) return [`${who} will be e-mailed a link to choose a password at ${email}.`]
  return [
    `Without an e-mail address ${who} is not told of messages, and can come in by a letter only: you are asked next whether to make one. They will be listed under “People we cannot reach”.`,
  ]
}

function ofChange(form: PersonForm, name: string): string[] {
  if (!form.changed.includes('email') || isWrong(form)) return []
  const old = form.base.email ?? ''
  const email = form.cell('email')
  const told = old
    ? [`The old address, ${old}, is told that it was ${email ? 'changed' : 'removed'}, if it was confirmed.`]
    : []
  if (!email) return [`No e-mail will reach ${name} any more.`, ...told]
  return [`${name} will be e-mailed a link at ${email}, to show that the address is theirs.`, ...told]
}

/** While the address is wrong, it would be said of nobody. */
const isWrong = (form: PersonForm) =>
  form.errors.email !== undefined || (form.cell('email') !== '' && !looksLikeAddress(form.cell('email')))

/** What the button says. */
export function saveWords(form: PersonForm): string {
  const { chosen } = form
  if (chosen) return form.isHere ? `Open ${chosen.name}` : `Let ${chosen.name} join`
  if (form.isNew) return form.fullName ? `Add ${form.fullName}` : 'Add the patient'
  const count = form.changed.length
  return count === 0 ? 'Save' : `Save ${count} ${count === 1 ? 'change' : 'changes'}`
}
