/** Task: every test. `--only unit` leaves out the end-to-end ones, `--only e2e` everything else; what follows goes to the runner. */
import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureChromium } from './chromium.ts'
import { buildDesktop, buildPortal } from './freshness.ts'
import { command, heading, Sentence, step } from './progress.ts'
import { root, shell } from './shell.ts'
import { countPlaywright, countVitest, type Counts } from './test/counts.ts'
import startTestPostgres from './test/postgres.ts'

const results = join(root, 'test-results')

await command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' } },
  })
  const { only } = values
  if (only && only !== 'unit' && only !== 'e2e') throw new Sentence(`--only takes unit or e2e, not ${only}.`)

  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  heading('Preparing')
  if (only !== 'unit') await step('Chromium', ensureChromium)
  await step('Portal', buildPortal)
  await step('Desktop', buildDesktop)
  const stopPostgres = await step('PostgreSQL', startTestPostgres)
  try {
    const counts: Counts[] = []
    if (only !== 'e2e') counts.push(await unitTests(positionals))
    if (only !== 'unit') counts.push(await endToEndTests(positionals))
    const total = (what: keyof Counts) => counts.reduce((sum, one) => sum + one[what], 0)
    if (total('failed') > 0 || total('passed') === 0) process.exitCode = 1
    console.log(`\n${total('passed')} passed, ${total('failed')} failed`)
  } finally {
    await stopPostgres()
  }
})

async function unitTests(filters: string[]): Promise<Counts> {
  heading('Unit, integration, property and component tests')
  const report = join(results, 'unit.json')
  const { code } = await shell(
    'vitest',
    [
      ...[
        'run',
        '-c',
        'build/vitest.config.ts',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        // One more than there are processors: a test that waits for PostgreSQL leaves its own to the next. Not in the
        // configuration, because an app with one of its own would not hear of it, and they have to agree.
        `--maxWorkers=${availableParallelism() + 1}`,
      ],
      ...filters,
    ],
    { show: true },
  )
  return countVitest(report, code)
}

async function endToEndTests(filters: string[]): Promise<Counts> {
  heading('End-to-end tests')
  const report = join(results, 'e2e.json')
  const { code } = await shell(
    'playwright',
    ['test', '-c', 'build/playwright.config.ts', '--reporter=list,json', ...filters],
    {
      show: true,
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    },
  )
  return countPlaywright(report, code)
}
