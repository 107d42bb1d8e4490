const number = new Intl.NumberFormat('en-GB')

/** The server counts no further than `cap`: 1,000 means "1,000+". A badge has less room: `cappedCount(n, 999)`. */
export function cappedCount(count: number, cap = 1000): string {
  if (cap >= 1000) return count >= cap ? `${number.format(cap)}+` : number.format(count)
  return count > cap ? `${number.format(cap)}+` : number.format(count)
}
