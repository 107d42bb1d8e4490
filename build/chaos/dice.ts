/** Chance that falls the same way for the same seed: one row of throws for each who decides something. */
import { createHash } from 'node:crypto'
import { chance, oneOf } from '../demo/chance.ts'

export interface Dice {
  /** From 0 up to 1. */
  throw: () => number
  between: (least: number, most: number) => number
  one: <T>(choices: readonly T[]) => T
  /** Some of them, in any order. */
  some: <T>(choices: readonly T[], howMany: number) => T[]
  sometimes: (share: number) => boolean
  /** An id as clients make them. */
  id: () => string
}

export function dice(seed: number, who: string): Dice {
  const next = chance(createHash('sha256').update(`${seed} ${who}`).digest().readInt32BE())
  const byte = () => Math.floor(next() * 256)
  return {
    throw: next,
    between: (least, most) => least + next() * (most - least),
    one: (choices) => oneOf(next, choices),
    some: (choices, howMany) => shuffled(next, choices).slice(0, howMany),
    sometimes: (share) => next() < share,
    id: () => {
      const bytes = Array.from({ length: 16 }, byte)
      bytes[6] = (bytes[6]! & 0x0f) | 0x40
      bytes[8] = (bytes[8]! & 0x3f) | 0x80
      const hex = Buffer.from(bytes).toString('hex')
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
    },
  }
}

function shuffled<T>(next: () => number, choices: readonly T[]): T[] {
  const all = [...choices]
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1))
    ;[all[last], all[other]] = [all[other]!, all[last]!]
  }
  return all
}
