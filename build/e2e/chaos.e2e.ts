/** The chaos command for a little more than half a minute: with start and check a minute. Longer by hand: `npm run chaos`. */
import { expect, test } from '@playwright/test'
import { report } from '../chaos/report.ts'
import { runChaos } from '../chaos/run.ts'

test('whatever is killed when, what people were told is so', async () => {
  test.setTimeout(300_000)
  const result = await runChaos({ minutes: 0.6, seed: Date.now() % 1_000_000, patients: 200 })
  expect(report(result), 'the histories above show what was broken').toBe(true)
  const acknowledged = result.story.counts.get('replies acknowledged') ?? 0
  expect(acknowledged).toBeGreaterThan(0)
})
