/** People try again when nobody answers: the same thing, with the same id. */
import { ApiProblem, NoAnswer } from '../../server/src/contract/client.ts'
import type { Story } from './Story.ts'

export type Outcome<T> = { is: 'done'; value: T } | { is: 'refused'; problem: ApiProblem } | { is: 'unknown' }

/** How long they have patience; none: they try once. */
export async function insist<T>(
  story: Story,
  call: () => Promise<T>,
  { patienceMs = 45_000 }: { patienceMs?: number } = {},
): Promise<Outcome<T>> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return { is: 'done', value: await call() }
    } catch (error) {
      if (!passes(story, error)) return { is: 'refused', problem: error as ApiProblem }
    }
    if (performance.now() > until) return { is: 'unknown' }
    await pause(250)
  }
}

/** Told to wait a little. */
const passing: string[] = ['busy', 'tooManyRequests', 'tooManyAttempts']

/** Nobody answered, or somebody who could not help: nothing is known of what became of it. */
function passes(story: Story, error: unknown): boolean {
  if (error instanceof NoAnswer) {
    story.count('answers that never came')
    return true
  }
  if (!(error instanceof ApiProblem)) throw error
  if (error.status < 500 && !passing.includes(error.code)) return false
  story.count(`answers "${error.code}"`)
  return true
}

export const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))
