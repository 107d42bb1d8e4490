/** Task: writes the plans of the queries anew, after a change that was meant (build/bench/plans/). */
import { command, Sentence } from './progress.ts'
import { shell } from './shell.ts'

await command(async () => {
  const { code } = await shell(
    'vitest',
    ['run', '-c', 'build/vitest.config.ts', '--project', 'build', 'build/bench/planning/plans.test.ts'],
    { env: { WRITE_PLANS: '1' }, show: true },
  )
  if (code !== 0) throw new Sentence('Something reads too much; what it is stands above.')
})
