/**
 * A day as people type it: 30 November 2026, 30/11/2026, 30.11.26. The browser's own field follows the language of the PC,
 * and where that is American 01/04/2027 is the fourth of January.
 */
import { formatDay } from 'patient-portal/conversation'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** 2026-11-30; what is no day stays as it is. */
export const calendarDay = (typed: string) => read(typed) ?? typed.trim()

export const isCalendarDay = (typed: string) => read(typed) !== null

/** 30 November 2026; what is no day yet is shown as it was typed. */
export const dayAsShown = (typed: string) => (isCalendarDay(typed) ? formatDay(calendarDay(typed)) : typed)

/** How a day is asked for where none can be read. */
export const exampleDay = '30 November 2026'

function read(typed: string): string | null {
  const text = typed.trim()
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  const [, day = isoDay, month = isoMonth, year = isoYear] =
    /^(\d{1,2})[\s/.-]+(\d{1,2}|[a-z]{3,9})[\s/.,-]+(\d{4}|\d{2})$/i.exec(text) ?? []
  if (!day || !month || !year) return null
  const monthNumber = Number(month) || months.indexOf(month.slice(0, 3).toLowerCase()) + 1
  const date = new Date(Date.UTC(Number(year.length === 2 ? `20${year}` : year), monthNumber - 1, Number(day)))
  // The 31st of November would be the 1st of December.
  const isDay = date.getUTCDate() === Number(day) && date.getUTCMonth() === monthNumber - 1
  return isDay ? date.toISOString().slice(0, 10) : null
}
