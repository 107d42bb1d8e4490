/** A unit's settings in words, where there is no room for the fields: what has changed, and what somebody else made of it. */
import { weekdayOf, type Nation, type UnitSettings } from 'server/contract'
import { formatDay } from 'patient-portal/conversation'
import type { SettingName } from './unitForm.svelte.ts'

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** 2026-12-25 is "Friday". */
export const weekdayInWords = (day: string) => weekdays[weekdayOf(day) - 1]!

export const settingTitles: Record<SettingName, string> = {
  telephone: 'Telephone',
  outOfHoursTelephone: 'Telephone outside these hours',
  answerTime: 'Usually answered',
  openingHours: 'Opening hours',
  nation: 'Whose bank holidays',
  bankHolidays: 'Other closed days',
  openOnBankHolidays: 'Open on bank holidays',
  emailsNameSender: 'Sender’s name in e-mails',
  demandsSecondFactor: 'Code at sign-in',
  broadcastsNeedApproval: 'Messages to all patients',
}

export const nationNames: Record<Nation, string> = {
  england_and_wales: 'England and Wales',
  scotland: 'Scotland',
  northern_ireland: 'Northern Ireland',
}

export function settingInWords(settings: UnitSettings, name: SettingName): string {
  if (name === 'openingHours') return hoursInWords(settings.openingHours)
  if (name === 'bankHolidays')
    return settings.bankHolidays.map(({ day, name }) => `${formatDay(day)} ${name}`).join(', ') || 'None'
  if (name === 'nation') return settings.nation ? nationNames[settings.nation] : 'Not chosen'
  if (name === 'openOnBankHolidays') return settings.openOnBankHolidays.map(formatDay).join(', ') || 'On none'
  if (name === 'emailsNameSender') return settings.emailsNameSender ? 'Named' : 'Not named'
  if (name === 'demandsSecondFactor') return settings.demandsSecondFactor ? 'Needed by all staff' : 'Up to each person'
  if (name === 'broadcastsNeedApproval')
    return settings.broadcastsNeedApproval ? 'Approved by a second admin' : 'Sent by one admin'
  return settings[name] ?? 'Empty'
}

/** "Mon–Fri 08:30–17:00, Sat 09:00–12:30" */
function hoursInWords(hours: UnitSettings['openingHours']): string {
  const days = weekdays.map((_, index) =>
    hours
      .filter(({ weekday }) => weekday === index + 1)
      .map(({ opens, closes }) => `${opens}–${closes}`)
      .join(' and '),
  )
  const lines: string[] = []
  for (let first = 0; first < days.length;) {
    let last = first
    while (days[last + 1] === days[first]) last++
    const brief = (at: number) => weekdays[at]!.slice(0, 3)
    if (days[first]) lines.push(`${brief(first)}${last > first ? `–${brief(last)}` : ''} ${days[first]}`)
    first = last + 1
  }
  return lines.join(', ') || 'Closed on every day'
}
