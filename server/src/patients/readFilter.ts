import { termsOf } from '../groups/nameCondition.ts'

export type Filter =
  { by: 'name'; terms: string[] } | { by: 'nhsNumber'; nhsNumber: string } | { by: 'dateOfBirth'; dateOfBirth: string }

/**
 * What somebody typed into *Filter*: parts of a name, each of which must occur, in any order; or, among patients, an
 * NHS number (943 476 5919) or a date of birth (31/12/1961, 31 Dec 1961).
 */
export function readFilter(typed: string): Filter {
  const nhsNumber = /^(\d{3})[ -]?(\d{3})[ -]?(\d{4})$/.exec(typed)?.slice(1).join('')
  if (nhsNumber) return { by: 'nhsNumber', nhsNumber }
  const dateOfBirth = readDate(typed)
  if (dateOfBirth) return { by: 'dateOfBirth', dateOfBirth }
  return { by: 'name', terms: termsOf(typed) }
}

const months = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
]

/**
 * A day as people and lists here write it (31/12/1961, 31-12-1961, 31.12.1961, 31 Dec 1961, 31 December 1961, 1961-12-31),
 * if there is such a day: 1961-12-31.
 */
export function readDate(typed: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
  if (iso) return existing(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const digits = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(typed)
  if (digits) return existing(Number(digits[3]), Number(digits[2]), Number(digits[1]))
  const words = /^(\d{1,2})[/. -]{0,2}([a-z]{3,9})[/., -]{0,2}(\d{4})$/i.exec(typed)
  if (!words) return undefined
  const month = months.findIndex((name) => name.startsWith(words[2]!.toLowerCase()))
  return month < 0 ? undefined : existing(Number(words[3]), month + 1, Number(words[1]))
}

function existing(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? date.toISOString().slice(0, 10) : undefined
}
