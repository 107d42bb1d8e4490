/** What the figures mean and what to do about them, in sentences. */
import type { DeliveryFigures } from 'server/contract'
import { clockOf } from '../page/brief.ts'
import { counted, inDigits } from '../page/digits.ts'

const emails = (many: number) => counted(many, 'e-mail')

/** Never more than it was: 199 of 200 are not all. */
function share({ sent, timely }: { sent: number; timely: number }): string {
  if (timely === sent) return sent === 1 ? 'within 10 seconds of its message' : 'all within 10 seconds of the message'
  return `${Math.floor((timely / sent) * 100)} % within 10 seconds of the message`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export function sentWords({ today, week }: DeliveryFigures): string[] {
  return [
    ...(today.sent > 0 ? [`${capital(share(today))}.`] : []),
    week.sent > 0 ? `In the last 7 days ${emails(week.sent)}, ${share(week)}.` : 'None in the last 7 days.',
  ]
}

/** What holds e-mails up, if anything does. */
export function trouble({ worker, mail }: Pick<DeliveryFigures, 'worker' | 'mail'>): string | null {
  if (worker === 'away') return 'the part of the service that sends e-mails is not running'
  if (mail === 'away') return 'the mail server has not answered'
  return null
}

export function waitingWords(figures: DeliveryFigures, now: Date): string {
  const { count, since } = figures.waiting
  const why = trouble(figures)
  if (count === 0) return 'Nothing waits.'
  const oldest = since ? clockOf(since, now) : 'now'
  const who =
    count === 1 ? `1 e-mail is waiting since ${oldest}` : `${emails(count)} are waiting, the oldest since ${oldest}`
  return why
    ? `${who}: ${why}. Nothing is lost.`
    : `${who}. ${count === 1 ? 'It is' : 'They are'} on the way. Nothing is lost.`
}

export function failingWords({ failing }: DeliveryFigures, now: Date): string {
  const { count, since, nextTryAt } = failing
  if (count === 0) return 'No e-mail has to be tried again.'
  const first = `${count === 1 ? '1 e-mail has' : `${emails(count)} have`} been tried without success${since ? `, ${count === 1 ? '' : 'the oldest '}since ${clockOf(since, now)}` : ''}.`
  const next = nextTryAt && new Date(nextTryAt) > now ? ` The next try is at ${clockOf(nextTryAt, now)}.` : ''
  return `${first}${next} Each is tried for about four hours; then it is given up and stays in the list below, and the staff of the conversation are told.`
}

export function failedWords({ week: { bounced, failedForGood } }: DeliveryFigures): string {
  if (bounced + failedForGood === 0) return 'In the last 7 days every e-mail was taken.'
  const parts = [
    ...(bounced > 0 ? [`for ${inDigits(bounced)} the address was refused`] : []),
    ...(failedForGood > 0
      ? [`${inDigits(failedForGood)} ${failedForGood === 1 ? 'was' : 'were'} given up after hours`]
      : []),
  ]
  return `In the last 7 days: ${parts.join(', and ')}. No e-mail told those people: see below who they are, and whom a text message tells.`
}

/** Text messages go beside the e-mails of patients who asked for them. */
export function textWords({ texts }: DeliveryFigures): string[] {
  const { week, waiting, later, failed } = texts
  const many = (count: number) => (count === 1 ? '1 text message' : `${inDigits(count)} text messages`)
  return [
    `Sent today. In the last 7 days ${many(week)}.`,
    ...(waiting > 0 ? [`${many(waiting)} ${waiting === 1 ? 'is' : 'are'} on the way.`] : []),
    ...(later > 0
      ? [`${many(later)} ${later === 1 ? 'waits' : 'wait'} until the unit opens, or for the next hour.`]
      : []),
    ...(failed > 0 ? [`${many(failed)} did not arrive in the last 7 days: see below whose.`] : []),
  ]
}

export function hasTexts({ texts }: DeliveryFigures): boolean {
  return Object.values(texts).some((count) => count > 0)
}

/** For those who cannot see the bars. */
export function graphWords(days: DeliveryFigures['days']): string {
  const sent = days.reduce((sum, day) => sum + day.sent, 0)
  const failed = days.reduce((sum, day) => sum + day.failed, 0)
  return `In the last 14 days ${emails(sent)} were sent and ${inDigits(failed)} could not be sent. The table has each day.`
}

const shortDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
/** 2026-11-22 is "Sun 22 Nov". */
export const dayBriefly = (day: string) => shortDay.format(new Date(`${day}T00:00:00Z`)).replace(',', '')
