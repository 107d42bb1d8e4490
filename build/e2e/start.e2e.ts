/** `npm start` as a newcomer runs it, in a directory of its own. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort, removePostgres } from '../postgres.ts'
import { root } from '../shell.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'start-'))
chmodSync(dataDir, 0o755)
let env: Record<string, string>
let running: Start[] = []

test.beforeAll(async () => {
  env = { PORT: String(await freePort()), MAILBOX_PORT: String(await freePort()), DATA_DIR: dataDir }
})
test.afterAll(async () => {
  for (const one of running) one.interrupt()
  await Promise.all(running.map((one) => one.ended))
  await removePostgres(join(dataDir, 'postgres'))
  rmSync(dataDir, { recursive: true, force: true })
})

test('one command starts everything, Ctrl+C ends it, and the next start finds the data', async ({ page }) => {
  const first = npmStart()
  await first.says(/Ready after/)
  expect(first.output()).toMatch(/Demo: \d+ patients/)
  const portal = `http://localhost:${env.PORT}`
  for (const part of [
    portal,
    `http://localhost:${env.MAILBOX_PORT}`,
    'lionel.campbell',
    'susan.turner',
    'npm run desktop',
  ]) {
    expect(first.output()).toContain(part)
  }
  expect(await health()).toEqual({ well: true, database: 'well', worker: 'well', mail: 'well' })
  await page.goto(portal)
  await expect(page.getByLabel('Username')).toBeVisible()

  const another = npmStart()
  expect(await another.ended).toBe(1)
  expect(another.output()).toContain(`Port ${env.PORT} is in use`)

  first.interrupt()
  await first.ended
  expect(first.output()).toContain('Everything is stopped')
  await expect(health()).rejects.toThrow()

  const second = npmStart()
  await second.says(/Ready after/)
  expect(second.output()).not.toContain('Demo:')
  second.interrupt()
  await second.ended
  expect(second.output()).toContain('Everything is stopped')
})

async function health(): Promise<unknown> {
  const reply = await fetch(`http://localhost:${env.PORT}/healthz`)
  return reply.json()
}

interface Start {
  ended: Promise<number | null>
  output(): string
  says(pattern: RegExp): Promise<void>
  /** As a terminal does: to the whole group. */
  interrupt(): void
}

function npmStart(): Start {
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: '0', ...env },
    detached: true,
  })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output += text.toString()))
  const ended = new Promise<number | null>((done) => child.on('close', done))
  const start: Start = {
    ended,
    output: () => output,
    says: async (pattern: RegExp) => expect.poll(() => output, { timeout: 80_000 }).toMatch(pattern),
    interrupt: () => process.kill(-child.pid!, 'SIGINT'),
  }
  running.push(start)
  void ended.then(() => (running = running.filter((one) => one !== start)))
  return start
}
