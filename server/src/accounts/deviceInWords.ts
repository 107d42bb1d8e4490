/**
 * On what somebody signed in, in words that they know it by. Only these few words are kept: what a browser says of itself
 * is long, and tells devices apart better than anybody needs.
 */
import type { Door } from './contract.ts'

/** In this order, because most of them claim to be others as well. */
const places: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
]

const programs: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

/** Null: nothing in it is known, and the door says enough. */
export function deviceInWords(userAgent: string | undefined, door: Door): string | null {
  const first = (known: [RegExp, string][]) => known.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const place = first(places)
  const program = door === 'desktop' ? 'Desktop app' : first(programs)
  if (!place) return program ?? null
  return program ? `${program} on ${place}` : place
}
