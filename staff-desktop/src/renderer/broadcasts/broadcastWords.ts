/** How a broadcast stands, in words. */
import type {
  Broadcast,
  BroadcastLine,
  BroadcastProgress,
  BroadcastReport,
  BroadcastState,
  Person,
} from 'server/contract'
import { formatDay, formatInstant, nameWithRoleTitle } from 'patient-portal/conversation'
import { briefInstant } from '../page/brief.ts'
import { counted, inDigits } from '../page/digits.ts'

export const stateWords: Record<BroadcastState, string> = {
  draft: 'Draft',
  awaiting_approval: 'Waits for approval',
  approved: 'Approved, not sent',
  waiting: 'Starts within a minute',
  sending: 'Being sent',
  paused: 'Paused',
  done: 'Sent',
  stopped: 'Stopped',
}

export const patientsInWords = (many: number) => counted(many, 'patient')

/** "Drafted by you, 14:03"; "Sent to 4,000 patients, 3 Nov". */
export function lineInWords(line: BroadcastLine, now: Date): string {
  const by = line.mine ? 'you' : line.author.name
  if (!line.begunAt) return `Written by ${by}, last changed ${briefInstant(line.changedAt, now)}`
  const some = line.conversations < line.patients ? `${inDigits(line.conversations)} of ` : ''
  return `By ${by}, ${briefInstant(line.begunAt, now)} · ${some}${patientsInWords(line.patients)}`
}

/** `now`: who that is at the moment, where it is known. */
export function repliesInWords({ replies }: Pick<Broadcast, 'replies'>, now?: Person[]): string {
  if (replies.to === 'none') return 'Patients can read it, and cannot reply to it'
  const people = now ?? (replies.to === 'people' ? replies.people : [])
  if (people.length === 0) return 'Replies go to the default messaging contact'
  return `Replies go to ${people.map(nameWithRoleTitle).join(', ')}, each in that patient’s conversation only`
}

export function keptInWords(keepUntil: string | null): string {
  return keepUntil
    ? `Patients who join until ${formatDay(keepUntil)} find it too`
    : 'Patients who join later do not find it'
}

/** "about 2 minutes left". */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return 'how long it takes cannot be told yet'
  if (seconds < 50) return 'less than a minute left'
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `about ${counted(Math.max(1, minutes), 'minute')} left`
  return `about ${counted(Math.round(minutes / 60), 'hour')} left`
}

/** "480 a second"; slow ones by the minute. */
export function rate(perSecond: number | null): string {
  if (!perSecond) return ''
  if (perSecond >= 1) return `${inDigits(Math.round(perSecond))} a second`
  return `${inDigits(Math.max(1, Math.round(perSecond * 60)))} a minute`
}

/** "today 14:03", "3 November 2026 at 14:03": as in the middle of a sentence. */
export function moment(instant: string, now: Date): string {
  return formatInstant(instant, now).replace(/^(Today|Yesterday)/, (day) => day.toLowerCase())
}

/** How much of it is through, never more than it is: 100 only when nothing is left. */
export function percent(done: number, all: number): number {
  return all === 0 ? 100 : Math.floor((done / all) * 100)
}

/** Patients whose turn is over: they have it, or had left before. */
export const through = ({ conversations, gone }: BroadcastProgress) => conversations + gone

/** What became of the e-mails that did not go, and of the text messages: "2 have no address". */
export function toldInWords({ emails, texts }: Pick<BroadcastReport, 'emails' | 'texts'>): string[] {
  const say = (many: number, one: string, several: string) => (many > 0 ? [counted(many, one, several)] : [])
  return [
    ...say(emails.waiting, 'waits', 'wait'),
    ...say(emails.triedAgain, 'did not go and is tried again', 'did not go and are tried again'),
    ...say(emails.failed, 'came back or was not taken', 'came back or were not taken'),
    ...say(emails.noAddress, 'has no address', 'have no address'),
    ...say(emails.notWanted, 'asked for no e-mails', 'asked for no e-mails'),
    ...say(emails.notNeeded, 'needed none', 'needed none'),
    ...say(texts.handedOver, 'was sent a text message', 'were sent a text message'),
    ...say(texts.waiting, 'text message waits', 'text messages wait'),
    ...say(texts.failed, 'text message did not arrive', 'text messages did not arrive'),
  ]
}

/** "193 patients by e-mail and 3 patients by text message"; null when a reminder tells nobody. */
export function remindedInWords({ byEmail, byTextOnly }: NonNullable<BroadcastReport['notOpened']>): string | null {
  const ways = [
    ...(byEmail > 0 ? [`${patientsInWords(byEmail)} by e-mail`] : []),
    ...(byTextOnly > 0 ? [`${patientsInWords(byTextOnly)} by text message`] : []),
  ]
  return ways.length > 0 ? ways.join(' and ') : null
}

/** What somebody typed as a number: "4000", "4,000" and "4 000" are one. */
export function typedNumber(text: string): number | null {
  const digits = text.replace(/[\s,.\u00a0\u202f]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null
}
