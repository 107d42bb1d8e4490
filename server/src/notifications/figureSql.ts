/** Pieces of the statements that count deliveries. */

/** By the database's clock, which wrote all the instants; a test may look from another time. */
export const now = 'coalesce(cast(:at as timestamptz), now())'

/** When London's day of that many days ago begins. */
export const londonDay = (daysAgo: number | string) =>
  `(cast(cast(${now} at time zone 'Europe/London' as date) - ${daysAgo} as timestamp)
    at time zone 'Europe/London')`

/** Tried before, without success. One whose first try goes on at this moment only waits. */
export const isFailing = `
  (state = 'failed_for_now' and (attempts > 1 or reason <> 'the attempt was cut off' or next_try_at <= ${now}))`

export interface Bindings extends Record<string, unknown> {
  unitId: string
  at: Date | null
}

/**
 * Of a row of `deliveries` that was suppressed: what colleagues want is their own affair, so of those who want no e-mails only
 * patients are counted and named.
 */
export const isTheUnitsAffair = `(
  deliveries.reason <> 'not wanted'
  or exists (select from accounts w where w.id = deliveries.account_id and w.kind = 'patient'))`
