/** Task: opens the desktop app against the running server; `--package` makes what the installers are made of. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cannotFetch, ensureElectron } from './desktop/electron.ts'
import { buildDesktop } from './freshness.ts'
import { command, Sentence, step } from './progress.ts'
import { root, shell } from './shell.ts'
import { askHealth } from './system/health.ts'

await command(async () => {
  const { values } = parseArgs({ options: { package: { type: 'boolean' } } })
  await (values.package ? packageApp() : openApp())
})

async function openApp(): Promise<void> {
  const server = process.env.PATIENTVIEW_SERVER ?? `http://localhost:${process.env.PORT ?? '3000'}`
  const electron = await ensureElectron()
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Sentence('This session has no screen to open a window on: run this command in a desktop session.')
  }
  if (!(await askHealth(server))) {
    throw new Sentence(
      `Nobody answers at ${server}. Start the system with "npm start" in another terminal; if it has another port, set PORT here too.`,
    )
  }
  await step('Desktop app built', buildDesktop)
  // Chromium refuses to sandbox anything for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = spawn(electron, [...sandbox, join(root, 'staff-desktop')], {
    stdio: 'inherit',
    env: { ...process.env, PATIENTVIEW_SERVER: server },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.kill(signal))
  console.log(`The desktop app is open on ${server}. Closing its window ends this command.`)
  process.exitCode = await new Promise<number>((done, failed) => {
    app.on('error', failed)
    app.on('exit', (code) => done(code ?? 0))
  })
}

async function packageApp(): Promise<void> {
  const { code, output } = await shell('npm', ['run', '--silent', 'package', '-w', 'staff-desktop'], { show: true })
  if (code === 0) return console.log('\nThe app is in staff-desktop/out.')
  if (/fetch failed|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|Response code/.test(output)) throw cannotFetch(output)
  throw new Sentence('Electron Forge could not package the app; what it said is above.')
}
