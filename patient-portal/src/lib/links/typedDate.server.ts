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

/** As the API takes it. Nothing when nothing was typed; whatever is no date, the API refuses with a sentence. */
export function isoOf({ day, month, year }: TypedDate): string | undefined {
  if (!day && !month && !year) return undefined
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
