/** What is so now of each step, in sentences. */
import type { Launch, UnitDetail } from 'server/contract'
import { formatDay, formatInstant, nameWithRoleTitle } from 'patient-portal/conversation'
import { counted, inDigits } from '../page/digits.ts'

const recipients = (many: number) => counted(many, 'message recipient')
const all = (parts: (string | false | null | undefined)[]) => parts.filter((part): part is string => Boolean(part))

/** As in the middle of a sentence. */
export const when = (instant: string, now: Date) =>
  formatInstant(instant, now).replace(/^(Today|Yesterday)/, (day) => day.toLowerCase())

const detailWords: Record<UnitDetail, string> = {
  telephone: 'telephone',
  openingHours: 'opening hours',
  answerTime: 'when you usually answer',
  nation: 'where the unit is',
}

function listed(words: string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join('')
}

export function staffListFacts(
  { people, withoutAddress, bouncing, checked, joinedSince }: Launch['staffList'],
  now: Date,
) {
  const wrong = withoutAddress + bouncing > 0
  return all([
    `${counted(people, 'person', 'people')}${wrong ? '' : people === 1 ? ', with an e-mail address' : ', each with an e-mail address'}.`,
    withoutAddress > 0 && `${counted(withoutAddress, 'has', 'have')} no e-mail address.`,
    bouncing > 0 && `${counted(bouncing, 'has an address', 'have addresses')} from which e-mails come back.`,
    !checked && 'Nobody has said yet that the list is right.',
    checked &&
      (checked.how === 'said'
        ? `${checked.by} found the list right, ${when(checked.at, now)}.`
        : `${checked.by} brought the list from a file, ${when(checked.at, now)}.`),
    joinedSince > 0 && `${counted(joinedSince, 'person has', 'people have')} joined since, so look through it again.`,
  ])
}

export function recipientFacts({ done, people, withoutRoleTitle }: Launch['recipients']): string[] {
  if (people === 0) return ['Nobody can be written to yet.']
  if (withoutRoleTitle > 0) return [`${recipients(people)}.`, `${inDigits(withoutRoleTitle)} without a role title.`]
  if (!done) return ['Only one person can be written to so far.']
  return [`${recipients(people)}, ${people === 1 ? 'with' : 'all with'} a role title.`]
}

export function contactFacts({ messagingOn, defaultContact }: Launch['contact']): string[] {
  return [
    `Messaging is ${messagingOn ? 'on' : 'off'}.`,
    defaultContact
      ? `${nameWithRoleTitle(defaultContact)} is the default messaging contact.`
      : 'Nobody is the default messaging contact yet.',
  ]
}

export function addressFacts({
  patients,
  verified,
  unverified,
  unwanted,
  bouncing,
  none,
}: Launch['addresses']): string[] {
  if (patients === 0) return ['There are no patients in this unit yet.']
  // Never more than it is: 8,999 of 10,000 are not 90 %.
  const share = Math.floor((verified * 100) / patients)
  const others = all([
    unverified > 0 && `${inDigits(unverified)} not verified`,
    unwanted > 0 && `${inDigits(unwanted)} who asked for no e-mails`,
    bouncing > 0 && `${inDigits(bouncing)} from which e-mails come back`,
    none > 0 && `${inDigits(none)} without an address`,
  ])
  return all([
    `${inDigits(verified)} of ${counted(patients, 'patient')} (${share}%) ${verified === 1 ? 'has' : 'have'} a verified address.`,
    others.length > 0 && `Of the others: ${listed(others)}.`,
  ])
}

export function toldFacts({ staffTold, contact }: Launch, now: Date): string[] {
  const { recipients: many, toTell, last } = staffTold
  const since = last && `The last message was from ${last.by}, ${when(last.at, now)}.`
  if (toTell > 0) {
    return all([
      toTell === many
        ? `${recipients(toTell)} ${toTell === 1 ? 'has' : 'have'} not been told yet.`
        : `${inDigits(toTell)} of ${recipients(many)} ${toTell === 1 ? 'has' : 'have'} not been told yet.`,
      since,
      !contact.messagingOn && 'This needs messaging to be on.',
    ])
  }
  if (!staffTold.done) return ['There is nobody to tell: choose message recipients first.']
  if (many === 0) return ['You are the only message recipient, so there is nobody to tell.']
  return all([`${recipients(many)} ${many === 1 ? 'has' : 'have'} been told.`, since])
}

export function newsFact({ item }: Launch['news']): string {
  switch (item?.state) {
    case 'showing':
      return 'An item shows on the patients’ start page.'
    case 'scheduled':
      return `An item will show from ${formatDay(item.showsFrom)}.`
    case 'draft':
      return 'A draft waits to be published.'
    case undefined:
      return 'There is no news for patients yet.'
  }
}

export function broadcastFact({ done, latest }: Launch['broadcast'], now: Date): string {
  if (!latest) return 'It is not written yet.'
  const at = latest.at ? when(latest.at, now) : ''
  const sofar = `${inDigits(latest.conversations)} of ${counted(latest.patients, 'patient')}`
  switch (latest.state) {
    case 'draft':
      return 'A draft waits to be checked and sent.'
    case 'awaiting_approval':
      return 'It waits until a second admin approves it.'
    case 'approved':
      return 'It is approved and waits to be sent.'
    case 'waiting':
      return 'It begins within a minute.'
    case 'sending':
      return `It is being sent: ${sofar} have it.`
    case 'paused':
      return `It is paused: ${sofar} have it.`
    case 'stopped':
      return `It was stopped, ${at}: ${sofar} have it.`
    case 'done':
      return done
        ? `Sent to ${counted(latest.conversations, 'patient')}, ${at}.`
        : `The last broadcast went to ${counted(latest.conversations, 'patient')}, ${at}. It was not begun with the launch text, and too few patients got it to count as the launch.`
  }
}

export function detailFact({ done, missing }: Launch['details']): string {
  return done
    ? 'Telephone, opening hours, answer time and nation are filled in.'
    : `Missing: ${listed(missing.map((name) => detailWords[name]))}.`
}
