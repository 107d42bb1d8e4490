/** Text messages come while the unit is open: they make a noise at night, and an answer is read by nobody before. */
import { daysAfter, isOpen, londonNow, nextOpening, openTimesOf, type UnitHours } from '../groups/openingHours.ts'

/** Of a unit that has not said when it is open: nine to five, every day. */
const usual = Array.from({ length: 7 }, (_, n) => ({ weekday: n + 1, opens: '09:00', closes: '17:00' }))

/** In SQL: when this unit is open. */
export const hoursOf = (unit: string) => `
  jsonb_build_object('openingHours', ${unit}.opening_hours, 'nation', ${unit}.nation, 'bankHolidays', ${unit}.bank_holidays,
                     'openOnBankHolidays', ${unit}.open_on_bank_holidays)`

/** When they may be sent again; null: now. */
export function textsOpenAt(unit: UnitHours, now: Date): Date | null {
  const openingHours = unit.openingHours.length > 0 ? unit.openingHours : usual
  // What is not known yet of bank holidays keeps no text message back.
  const times = { ...openTimesOf({ ...unit, openingHours }), knownUntil: null }
  if (isOpen(times, now)) return null
  const next = nextOpening(times, now)
  // A unit that never opens may by then have said otherwise.
  return next ? londonInstant(next.day, next.time) : londonInstant(daysAfter(londonNow(now).day, 1), usual[0]!.opens)
}

/** The instant at which London's clocks show this; what is left out in spring comes an hour later. */
function londonInstant(day: string, time: string): Date {
  const asUtc = new Date(`${day}T${time}:00Z`)
  const inSummer = new Date(asUtc.getTime() - 3_600_000)
  const shown = londonNow(inSummer)
  return shown.day === day && shown.time === time ? inSummer : asUtc
}
