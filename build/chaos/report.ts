/** What a chaos run prints at its end. */
import { styleText } from 'node:util'
import { heading } from '../progress.ts'
import { invariants } from './invariants/check.ts'
import { isKill } from './mischief.ts'
import type { ChaosResult } from './run.ts'
import type { Break } from './Story.ts'

const mostLines = 60

/** Returns whether everything was kept. */
export function report({ story, tookMs }: ChaosResult): boolean {
  const counts = [...story.counts].toSorted(([one], [other]) => (one < other ? -1 : 1))
  const faults = counts.filter(([what]) => what.startsWith('fault: '))
  const kills = faults.filter(([what]) => isKill(what)).reduce((sum, [, howOften]) => sum + howOften, 0)
  heading(`Faults (${kills} kills)`)
  for (const [what, howOften] of faults) line(howOften, what.slice('fault: '.length))
  heading('What happened')
  for (const [what, howOften] of counts) if (!what.startsWith('fault: ')) line(howOften, what)

  heading('Invariants')
  for (const invariant of invariants) {
    const breaks = story.breaks.filter((one) => one.invariant === invariant)
    const mark = breaks.length === 0 ? styleText('green', 'kept  ') : styleText('red', 'BROKEN')
    console.log(`  ${mark}  ${invariant}${breaks.length > 0 ? `: ${breaks.length} times` : ''}`)
  }
  for (const invariant of new Set(story.breaks.map((one) => one.invariant))) {
    const breaks = story.breaks.filter((one) => one.invariant === invariant)
    const [smallest] = breaks.toSorted((one, other) => sizeOf(one) - sizeOf(other))
    heading(`${invariant}: ${smallest!.what}`)
    const history = story.historyOf(smallest!.about)
    if (history.length > mostLines) console.log(`  ... ${history.length - mostLines} lines before`)
    for (const text of history.slice(-mostLines)) console.log(`  ${text}`)
  }
  const kept = story.breaks.length === 0
  console.log(
    `\n${kept ? 'Every invariant was kept' : `${story.breaks.length} breaks`} in ${Math.round(tookMs / 1000)} s.`,
  )
  return kept

  function sizeOf({ about }: Break): number {
    return story.historyOf(about).length
  }
}

function line(howOften: number, what: string): void {
  console.log(`  ${String(howOften).padStart(7)}  ${what}`)
}
