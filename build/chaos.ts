/** Task: people who work while everything is killed, and then every invariant. `--minutes 10 --seed 7 --patients 20000`. */
import { parseArgs } from 'node:util'
import { report } from './chaos/report.ts'
import { runChaos } from './chaos/run.ts'
import { command, Sentence } from './progress.ts'

await command(async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      patients: { type: 'string', default: '200' },
    },
  })
  const number = (name: keyof typeof values, least: number) => {
    const value = Number(values[name])
    if (Number.isFinite(value) && value >= least) return value
    throw new Sentence(`--${name} is "${values[name]}", and must be a number from ${least}.`)
  }
  if (process.platform === 'win32')
    throw new Sentence('Windows cannot hold a process still; run this on Linux or macOS.')
  const options = { minutes: number('minutes', 0.1), seed: number('seed', 0), patients: number('patients', 10) }
  const result = await runChaos(options)
  if (!report(result)) process.exitCode = 1
  console.log(
    `Seed ${options.seed}: the same people and faults decide alike with it; how their doings interleave differs each time.`,
  )
})
process.exit()
