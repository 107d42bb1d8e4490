/** Task: measures how fast the system is, against QUALITY's bars. `S3 S5` measures only those, `--quick` on less data. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { openData } from './bench/data/open.ts'
import { fullScale, quickScale } from './bench/data/scales.ts'
import { rounded } from './bench/figures.ts'
import { describeMachine, type Machine } from './bench/machine.ts'
import { type Measure, type Result, verdictOn } from './bench/Measure.ts'
import { measures } from './bench/measures.ts'
import { setStage, type Stage } from './bench/Scene.ts'
import { table } from './bench/table.ts'
import { buildDesktop, buildPortal } from './freshness.ts'
import { command, heading, Sentence, since, step } from './progress.ts'
import { root } from './shell.ts'
import { claim } from './start/guards.ts'

const directory = join(resolve(root, process.env.DATA_DIR ?? '.data'), 'bench')
const say = (what: string) => console.log(styleText('dim', `      ${what}`))

/** What has to be undone at the end, in the order in which it was done. */
const undo: (() => void | Promise<void>)[] = []
async function undoAll(): Promise<void> {
  for (const undoOne of undo.splice(0).toReversed()) await undoOne()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    // What is under way may keep a connection for longer than somebody waits who wants to stop.
    setTimeout(() => process.exit(1), 15_000).unref()
    void undoAll().finally(() => process.exit(1))
  })

await command(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } })
  const quick = values.quick ?? false
  const wanted = choose(positionals)
  const started = performance.now()
  undo.push(claim(directory))
  try {
    const stage = await prepare(quick, wanted)
    const machine = await describeMachine(stage)
    sayMachine(machine, stage)
    const results: Result[] = []
    let file = ''
    for (const measure of wanted) {
      results.push(await run(measure, stage))
      // After each, so that what was found is kept whatever becomes of the rest.
      file = keep(machine, stage, wanted, results)
    }
    heading(quick ? 'Measured quickly, on less data' : 'Measured')
    for (const line of table(results)) console.log(`  ${line}`)
    if (quick) console.log('\n  What is too small to say needs the whole data: npm run bench')
    console.log(`\n  ${file}, after ${since(started)}`)
    if (results.some(({ verdict }) => verdict === 'missed' || verdict === 'failed')) process.exitCode = 1
  } finally {
    await undoAll()
  }
})
process.exit()

function choose(asked: string[]): Measure[] {
  const unknown = asked.filter((id) => !measures.some((measure) => measure.id === id.toUpperCase()))
  if (unknown.length > 0)
    throw new Sentence(
      `There is no measure ${unknown.join(', ')}. There are ${measures.map(({ id }) => id).join(', ')}.`,
    )
  return asked.length === 0 ? measures : measures.filter(({ id }) => asked.some((one) => one.toUpperCase() === id))
}

async function prepare(quick: boolean, wanted: Measure[]): Promise<Stage> {
  heading('Preparing')
  const scale = quick ? quickScale : fullScale
  if (wanted.some(({ needs }) => needs.includes('portal'))) await step('Portal', buildPortal)
  if (wanted.some(({ needs }) => needs.includes('desktop'))) await step('Desktop', buildDesktop)
  const data = await step(`Data, ${scale.name}`, () => openData(join(directory, 'postgres'), scale, say))
  undo.push(() => data.close())
  const stage = await step('Server', () =>
    setStage({ scale, quick, rounds: quick ? 2 : 5, databaseUrl: data.url, logDir: join(directory, 'log'), say }),
  )
  undo.push(() => stage.stop())
  return stage
}

function sayMachine({ cores, processor, memoryGb, node, postgres, settings }: Machine, { scale }: Stage): void {
  const count = (number: number) => number.toLocaleString('en-GB')
  console.log(`\n  ${cores} cores (${processor}), ${memoryGb} GB; Node ${node}, PostgreSQL ${postgres}`)
  console.log(
    `  ${Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
  )
  console.log(
    `  inboxes of ${count(scale.fewConversations)} and ${count(scale.manyConversations)} conversations with ${scale.messagesEach} messages each; ` +
      `units of ${count(scale.fewPatients)} and ${count(scale.manyPatients)} patients; ${count(scale.staff)} staff`,
  )
}

async function run(measure: Measure, stage: Stage): Promise<Result> {
  const { id, what, bar, needs } = measure
  heading(`${id}  ${what}`)
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 1000)
  const result = { id, what, bar }
  try {
    if (needs.includes('worker')) await stage.startWorker()
    const outcome = await measure.run(stage)
    for (const [name, value] of Object.entries(outcome.detail))
      console.log(`      ${name}: ${typeof value === 'number' ? rounded(value) : value}`)
    const verdict = verdictOn(measure, outcome, !stage.quick)
    console.log(`  ${rounded(outcome.measured)} ${bar.unit}, ${verdict} ${styleText('dim', `(${since(started)})`)}`)
    return { ...result, verdict, measured: outcome.measured, detail: outcome.detail, seconds: seconds() }
  } catch (error) {
    console.error(error)
    return { ...result, verdict: 'failed', measured: null, detail: {}, seconds: seconds() }
  } finally {
    if (needs.includes('worker')) await stage.stopWorker()
  }
}

/** Returns where, below the root. */
function keep(machine: Machine, { scale }: Stage, wanted: Measure[], results: Result[]): string {
  const day = new Date().toISOString().slice(0, 10)
  const which = wanted.length < measures.length ? wanted.map(({ id }) => `-${id}`).join('') : ''
  const file = join('build/bench/results', `${day}${scale.name === 'full' ? '' : `-${scale.name}`}${which}.json`)
  mkdirSync(join(root, 'build/bench/results'), { recursive: true })
  const shown = results.map(({ measured, detail, ...result }) => ({
    ...result,
    measured: measured === null ? null : rounded(measured),
    detail: Object.fromEntries(
      Object.entries(detail).map(([name, value]) => [name, typeof value === 'number' ? rounded(value) : value]),
    ),
  }))
  writeFileSync(join(root, file), `${JSON.stringify({ day, machine, scale, results: shown }, null, 2)}\n`)
  return file
}
