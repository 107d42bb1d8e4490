import { passkeyWords } from './words.ts'

/** In this order, because most of them claim to be others as well. */
const devices: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android.*Mobile/, 'Android phone'],
  [/Android/, 'Android tablet'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows computer'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux computer'],
]

/** What a new passkey is called at first: after the device that made it, which is not this one when it was asked from here. */
export function deviceName(userAgent: string | null, isElsewhere: boolean): string {
  if (isElsewhere) return passkeyWords.devices.elsewhere
  return devices.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? passkeyWords.devices.other
}
