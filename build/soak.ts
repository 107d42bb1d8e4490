/** Task: lets twenty people work for a while and says whether anything grows that should not. `--minutes 30`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs, styleText } from 'node:util'
import pg from 'pg'
import { ensureChromium } from './chromium.ts'
import { startSystem } from './e2e/system.ts'
import { buildDesktop, buildPortal } from './freshness.ts'
import { command, heading, Sentence, since, step } from './progress.ts'
import { report, type Series } from './soak/report.ts'
import { work } from './soak/users.ts'
import { atDesktop, inPortal, openDesktop, openPortal, type Window } from './soak/windows.ts'
import startTestPostgres from './test/postgres.ts'

await command(async () => {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, plant: { type: 'string' } } })
  const minutes = Number(values.minutes ?? '30')
  if (!(minutes >= 1)) throw new Sentence('--minutes takes a number, at least 1.')
  const everyMs = Math.min(15_000, (minutes * 60_000) / 40)

  heading('Preparing')
  await step('Chromium', ensureChromium)
  await step('Portal', buildPortal)
  await step('Desktop', buildDesktop)
  const stopPostgres = await step('PostgreSQL', startTestPostgres)
  const folder = mkdtempSync(join(tmpdir(), 'messages-soak-'))
  try {
    await soak({ minutes, everyMs, plant: values.plant, folder })
  } finally {
    await stopPostgres()
    rmSync(folder, { recursive: true, force: true })
  }
})
process.exit()

interface Soak {
  minutes: number
  everyMs: number
  /** Holds on to something on purpose, to see that this finds it: heap, timers. */
  plant: string | undefined
  folder: string
}

async function soak({ minutes, everyMs, plant, folder }: Soak): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const watch = pathToFileURL(join(import.meta.dirname, 'soak/watch.ts')).href
  const watched = (file: string) => ({
    NODE_OPTIONS: `--expose-gc --import ${watch}`,
    SOAK_FILE: join(folder, file),
    SOAK_EVERY_MS: String(everyMs),
  })
  const env = { TRUST_PROXY: '1', ...(plant && { SOAK_PLANT: plant }) }
  const system = await step('Server and worker', () =>
    startSystem({ env, serverEnv: watched('server'), workerEnv: watched('worker') }),
  )
  const database = new pg.Client({ connectionString: system.databaseUrl, application_name: 'soak' })
  await database.connect()
  const windows = [await openDesktop(system.portalUrl), await openPortal(system.portalUrl)]
  heading(`${minutes} minutes of 20 people, a desktop (${windows[0]!.kind}) and a portal page`)
  const series: Series = new Map()
  const stop = new AbortController()
  const working = work(system.portalUrl, [atDesktop, inPortal], stop.signal)
  // Whoever cannot go on ends the run.
  working.catch(() => stop.abort())
  try {
    await watchFor(minutes, everyMs, stop.signal, windows, database, series)
  } finally {
    stop.abort()
    await Promise.all(windows.map((one) => one.close()))
    await database.end()
  }
  const { requests, sent, refused } = await working
  await system.stop()
  for (const part of ['server', 'worker']) readLines(join(folder, part), part, series)
  console.log(`\n  ${requests} things done, ${sent} messages sent, ${refused} refused because somebody was faster\n`)
  const { lines, leaking } = report(series)
  for (const line of lines) console.log(`  ${line}`)
  if (leaking.length > 0) throw new Sentence(`It grows: ${leaking.join(', ')}.`)
  console.log(`\n  ${styleText('green', 'Nothing grows.')}`)
}

async function watchFor(
  minutes: number,
  everyMs: number,
  stopped: AbortSignal,
  windows: Window[],
  database: pg.Client,
  series: Series,
): Promise<void> {
  const started = performance.now()
  let said = started
  while (!stopped.aborted && performance.now() - started < minutes * 60_000) {
    const next = performance.now() + everyMs
    for (const { name, round, figures } of windows) {
      await round()
      note(series, name, Date.now(), await figures())
    }
    note(series, 'PostgreSQL', Date.now(), await connections(database))
    if (performance.now() - said > 60_000)
      console.log(styleText('dim', `      ${since(((said = performance.now()), started))}`))
    await pause(Math.max(0, next - performance.now()))
  }
}

/** Of the server and the worker together; and who of them listens for announcements. */
async function connections(database: pg.Client): Promise<Record<string, number>> {
  const { rows } = await database.query<{ connections: number; listening: number; open: number }>(
    `select cast(count(*) as int) as connections,
            cast(count(*) filter (where application_name like '% listen') as int) as listening,
            cast(count(*) filter (where state like 'idle in transaction%' and state_change < now() - interval '10 seconds') as int)
              as open
       from pg_stat_activity where datname = current_database() and application_name <> 'soak'`,
  )
  const { connections: all, listening, open } = rows[0]!
  return { connections: all, listeners: listening, 'transactions left open': open }
}

function note(series: Series, part: string, at: number, figures: Record<string, number>): void {
  for (const [figure, value] of Object.entries(figures)) {
    const name = `${part}: ${figure}`
    series.set(name, [...(series.get(name) ?? []), { at, value }])
  }
}

function readLines(file: string, part: string, series: Series): void {
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const { at, figures } = JSON.parse(line) as { at: number; figures: Record<string, number> }
    note(series, part, at, figures)
  }
}
