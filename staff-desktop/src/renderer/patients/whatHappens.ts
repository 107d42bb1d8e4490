/** What follows from a form, in words, before it is done. */
import type { PersonForm } from './personForm.svelte.ts'

export function whatHappens(form: PersonForm, name: string): string[] {
  return form.isNew ? ofNew(form) : ofChange(form, name)
}

function ofNew(form: PersonForm): string[] {
  const who = form.fullName
  const email = form.cell('email')
  const joins = form.candidates.find(({ id }) => id === form.decided)
  if (joins && form.isHere) return [`${joins.name} is a patient of this unit already: nobody is to be added.`]
  if (joins)
    return [`${joins.name} joins this unit with the account, the address and the sign-in that they have already.`]
  if (!who) return []
  if (email) return [`${who} will be e-mailed a link to choose a password at ${email}.`]
  return [
    `Without an e-mail address ${who} cannot sign in, and is not told of messages. They will be listed under “People we cannot reach”.`,
  ]
}

function ofChange(form: PersonForm, name: string): string[] {
  if (!form.changed.includes('email')) return []
  const old = form.base.email ?? ''
  const email = form.cell('email')
  const told = old ? [`The old address, ${old}, is told that it was ${email ? 'changed' : 'removed'}.`] : []
  if (!email) return [`No e-mail will reach ${name} any more.`, ...told]
  return [`${name} will be e-mailed a link at ${email}, to show that the address is theirs.`, ...told]
}

/** What the button says. */
export function saveWords(form: PersonForm): string {
  const joins = form.candidates.find(({ id }) => id === form.decided)
  if (joins) return form.isHere ? `Show ${joins.name} in the list` : `Let ${joins.name} join`
  if (form.isNew) return form.fullName ? `Add ${form.fullName}` : 'Add the patient'
  const count = form.changed.length
  return count === 0 ? 'Save' : `Save ${count} ${count === 1 ? 'change' : 'changes'}`
}
