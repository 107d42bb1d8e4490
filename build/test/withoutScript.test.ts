/** Every journey of the portal also runs with JavaScript off (S8): a new one cannot leave that out unawares. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../shell.ts'

const journeys = join(root, 'patient-portal/e2e')

/** Those that are about what only JavaScript does. */
const onlyWithScript: Record<string, string> = {
  'accessible.e2e.ts': 'axe runs in the page',
  'live.e2e.ts': 'what appears by itself',
  'offline.e2e.ts': 'what a page says when the network is gone',
  'weight.e2e.ts': 'how much script there is',
}

const files = readdirSync(journeys).filter((file) => file.endsWith('.e2e.ts'))

test.each(files)('%s', (file) => {
  const runs = readFileSync(join(journeys, file), 'utf8').includes('withAndWithoutScript(')
  expect(runs || file in onlyWithScript, 'Use withAndWithoutScript, or say here why not').toBe(true)
})
