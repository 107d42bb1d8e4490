import type { Scene } from './Scene.ts'

/** A bar of QUALITY.md: the measured value is to be at most, or at least, so much. */
export interface Bar {
  is: 'at most' | 'at least'
  value: number
  unit: string
}

/** What has to run beside PostgreSQL and the server while it is measured. */
type Need = 'worker' | 'portal' | 'desktop'

export interface Measured {
  /** In the bar's unit. */
  measured: number
  /** What it was made of, by what it is, for people and for later comparison: medians, rounds, other figures of interest. */
  detail: Record<string, number | string>
  /** Whether something that no bar speaks of was right as well, say that every e-mail came. */
  kept?: boolean
}

export interface Measure {
  /** As QUALITY.md has it: S1 ... */
  id: string
  what: string
  bar: Bar
  needs: Need[]
  /** A smaller scale says nothing about its bar. */
  needsFullScale: boolean
  run(scene: Scene): Promise<Measured>
}

export type Verdict = 'kept' | 'missed' | 'too small to say' | 'failed'

export interface Result extends Pick<Measure, 'id' | 'what' | 'bar'> {
  verdict: Verdict
  measured: number | null
  detail: Measured['detail']
  seconds: number
}

export function verdictOn(
  { bar, needsFullScale }: Measure,
  { measured, kept = true }: Measured,
  full: boolean,
): Verdict {
  if (needsFullScale && !full) return 'too small to say'
  const within = bar.is === 'at most' ? measured <= bar.value : measured >= bar.value
  return within && kept ? 'kept' : 'missed'
}
