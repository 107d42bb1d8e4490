export type Filter =
  | { by: 'name'; terms: string[]; isSelective: boolean }
  | { by: 'nhsNumber'; nhsNumber: string }
  | { by: 'dateOfBirth'; dateOfBirth: string }

/**
 * What somebody typed into *Filter*: parts of a name, each of which must occur, in any order; or, among patients, an
 * NHS number (943 476 5919) or a date of birth (31/12/1961).
 */
export function readFilter(typed: string): Filter {
  const nhsNumber = /^(\d{3})[ -]?(\d{3})[ -]?(\d{4})$/.exec(typed)?.slice(1).join('')
  if (nhsNumber) return { by: 'nhsNumber', nhsNumber }
  const dateOfBirth = readDate(typed)
  if (dateOfBirth) return { by: 'dateOfBirth', dateOfBirth }
  const terms = typed.split(/[\s,]+/).filter(Boolean)
  // The trigram index needs three letters in a row.
  const isSelective = terms.some((term) => term.replace(/[^\p{L}\p{N}]/gu, '').length >= 3)
  return { by: 'name', terms, isSelective }
}

/** A day as people here write it (31/12/1961, 31-12-1961, 31.12.1961), if there is such a day: 1961-12-31. */
export function readDate(typed: string): string | undefined {
  const parts = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(typed)
  if (!parts) return undefined
  const [day, month, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCDate() === day && date.getUTCMonth() === month - 1
  return exists ? date.toISOString().slice(0, 10) : undefined
}
