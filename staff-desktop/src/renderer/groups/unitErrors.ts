/** What is wrong with a unit's settings, beside the field: the server's rules, told row by row. */
import { calendarDay, exampleDay, isCalendarDay } from '../page/calendarDay.ts'
import { isTimeOfDay, timeOfDay } from './timeOfDay.ts'
import type { Holiday, Stretch } from './typedRows.ts'

export const unitLimits = { telephone: 40, answerTime: 200, holidayName: 60, holidays: 100 }

type Errors = Record<string, string>

interface Lines {
  telephone: string
  outOfHoursTelephone: string
  answerTime: string
}

export function lineErrors(lines: Lines): Errors {
  const errors: Errors = {}
  for (const name of ['telephone', 'outOfHoursTelephone'] as const) {
    if (lines[name].trim().length > unitLimits.telephone)
      errors[name] = `Telephone numbers have at most ${unitLimits.telephone} characters`
  }
  if (lines.answerTime.trim().length > unitLimits.answerTime)
    errors.answerTime = `Use at most ${unitLimits.answerTime} characters`
  return errors
}

export function hoursErrors(week: Stretch[][]): Errors {
  const errors: Errors = {}
  for (const [index, day] of week.entries()) {
    const wrong = wrongWithDay(day)
    if (wrong) errors[`day-${index + 1}`] = wrong
  }
  return errors
}

function wrongWithDay(typed: Stretch[]): string | null {
  if (!typed.every(({ opens, closes }) => isTimeOfDay(opens) && isTimeOfDay(closes)))
    return 'Enter both times, such as 08:30 and 17:00'
  const day = typed.map(({ opens, closes }) => ({ opens: timeOfDay(opens), closes: timeOfDay(closes) }))
  if (day.some(({ opens, closes }) => opens >= closes)) return 'Closing time must be after opening time'
  const inOrder = [...day].sort((a, b) => a.opens.localeCompare(b.opens))
  const overlap = inOrder.some(({ opens }, at) => at > 0 && opens < inOrder[at - 1]!.closes)
  return overlap ? 'Opening times on one day must not overlap' : null
}

export function holidayErrors(holidays: Holiday[]): Errors {
  const errors: Errors = {}
  const seen = new Set<string>()
  for (const { key, day: typed, name } of holidays) {
    const day = calendarDay(typed)
    const wrong = !isCalendarDay(typed)
      ? `Enter a day, such as ${exampleDay}`
      : seen.has(day)
        ? 'This day is entered twice'
        : !name.trim()
          ? 'Enter what day it is'
          : name.trim().length > unitLimits.holidayName
            ? `Use at most ${unitLimits.holidayName} characters`
            : null
    if (wrong) errors[`holiday-${key}`] = wrong
    seen.add(day)
  }
  if (holidays.length > unitLimits.holidays) errors.bankHolidays = `Enter at most ${unitLimits.holidays} days`
  return errors
}
