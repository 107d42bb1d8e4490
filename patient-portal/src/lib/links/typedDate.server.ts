import { typed } from '#lib/api/typed.server.ts'

/** A date as it is typed: in three fields, because people know theirs as three numbers. */
export interface TypedDate {
  day: string
  month: string
  year: string
}

export function typedDate(form: FormData): TypedDate {
  return { day: typed(form, 'day').trim(), month: typed(form, 'month').trim(), year: typed(form, 'year').trim() }
}

/** As the API takes it; whatever is no date, and nothing at all, the API refuses with a sentence. */
export function isoOf({ day, month, year }: TypedDate): string {
  return `${year}-${monthNumber(month).padStart(2, '0')}-${day.padStart(2, '0')}`
}

const months = 'january february march april may june july august september october november december'.split(' ')

/** Some write it as a word, or begin to: Feb, Sept. */
function monthNumber(typed: string): string {
  const word = typed.toLowerCase().replace(/\.$/, '')
  const named = word.length < 3 ? -1 : months.findIndex((month) => month.startsWith(word))
  return named === -1 ? typed : String(named + 1)
}
