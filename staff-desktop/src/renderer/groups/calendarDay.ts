/**
 * A day as people type it: 25/12/2026, 25.12.26, 25 Dec 2026. The browser's own field follows the language of the PC, and
 * where that is American 01/04/2027 is the fourth of January.
 */
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** 2026-12-25; what is no day stays as it is. */
export function calendarDay(typed: string): string {
  const text = typed.trim()
  const [, day = '', month = '', year = ''] =
    /^(\d{1,2})[\s/.-]+(\d{1,2}|[a-z]{3,9})[\s/.,-]+(\d{4}|\d{2})$/i.exec(text) ?? []
  const monthNumber = Number(month) || months.indexOf(month.slice(0, 3).toLowerCase()) + 1
  const date = new Date(Date.UTC(Number(year.length === 2 ? `20${year}` : year), monthNumber - 1, Number(day)))
  // The 31st of November would be the 1st of December.
  const isDay = day !== '' && date.getUTCDate() === Number(day) && date.getUTCMonth() === monthNumber - 1
  return isDay ? date.toISOString().slice(0, 10) : text
}

export const isCalendarDay = (typed: string) => /^\d{4}-\d\d-\d\d$/.test(calendarDay(typed))
