import { createServer, type AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Sentence } from '../progress.ts'
import { claim, refuseUsedPort, refuseWrongSettings } from './guards.ts'
import { readSettings } from './settings.ts'

test('without anything set', () => {
  const settings = readSettings([], {})
  expect(settings).toMatchObject({ fresh: false, host: '127.0.0.1', port: 3000, mailboxPort: 3001 })
  expect(settings?.publicUrl).toBe('http://localhost:3000')
  expect(settings?.dataDir).toMatch(/\.data$/)
})

test('the address follows the port, unless it is set', () => {
  expect(readSettings([], { PORT: '4000' })?.publicUrl).toBe('http://localhost:4000')
  expect(readSettings([], { PUBLIC_URL: 'https://messages.example.org' })?.publicUrl).toBe(
    'https://messages.example.org',
  )
})

test.for([
  [[], { PORT: 'eighty' }, 'PORT is "eighty"'],
  [[], { PORT: '70000' }, 'PORT is "70000"'],
  [[], { PORT: '3001' }, 'PORT and MAILBOX_PORT are both 3001'],
  [['--frsh'], {}, "Unknown option '--frsh'"],
  [['--texts'], { NOTIFY_API_KEY: 'a key' }, '--texts puts text messages into the mailbox'],
  [['--texts'], { SMTP_URL: 'smtp://mail.example.org' }, '--texts puts text messages into the mailbox'],
  [['--fresh'], { DATABASE_URL: 'postgres://elsewhere/messages' }, '--fresh deletes the embedded database'],
] satisfies [string[], Record<string, string>, string][])(
  '%j with %j is refused with a sentence',
  ([args, env, sentence]) => {
    expect(() => readSettings(args, env)).toThrow(sentence)
  },
)

test.each([
  [{ NOTIFY_TEXT_TEMPLATE_ID: '3c9d8e7f-6a5b-4c4d-8e3f-2a1b0c9d8e04' }, 'Set NOTIFY_API_KEY too'],
  [{ BOUNCE_PORT: '2525' }, 'Set both of BOUNCE_DOMAIN and BOUNCE_PORT'],
  [{ PUBLIC_URL: 'messages.hospital.example' }, 'PUBLIC_URL: must be a whole address'],
  [{ DATABASE_URL: 'postgres://a b' }, 'DATABASE_URL: must be a whole address'],
  [{ SMTP_URL: 'mail.hospital.example' }, 'SMTP_URL: must be a whole address'],
  [{ SECRETS_KEY: 'c2hvcnQ=' }, 'SECRETS_KEY: must be 32 random bytes'],
])('what server and worker would refuse is refused before anything starts: %j', (env, sentence) => {
  const refusal = () => refuseWrongSettings(readSettings([], env)!, env)
  expect(refusal).toThrow(Sentence)
  expect(refusal).toThrow(sentence)
})

test('a port in use is refused with the variable to set', async () => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const { port } = other.address() as AddressInfo
  await expect(refuseUsedPort('MAILBOX_PORT', port, '127.0.0.1')).rejects.toThrow(`Port ${port} is in use`)
  await new Promise((done) => other.close(done))
  await refuseUsedPort('MAILBOX_PORT', port, '127.0.0.1')
})

test('a data directory belongs to one start at a time, and to the next when that is gone', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'claim-'))
  const release = claim(dataDir)
  expect(() => claim(dataDir)).toThrow(`Already started on ${dataDir} (process ${process.pid})`)
  release()
  writeFileSync(join(dataDir, 'start.lock'), `${process.pid} 1`)
  claim(dataDir)()
  rmSync(dataDir, { recursive: true })
})
