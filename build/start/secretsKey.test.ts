import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../../server/src/config.ts'
import { keptSecretsKey } from './secretsKey.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'messages-'))
afterAll(() => rmSync(dataDir, { recursive: true }))
const configured = (SECRETS_KEY: string) => readConfig({ DATABASE_URL: 'postgres://nowhere', SECRETS_KEY }).secretsKey

test('the key is made once, stays, and is its owner’s alone', () => {
  const key = keptSecretsKey(dataDir)
  expect(configured(key)).toHaveLength(32)
  expect(keptSecretsKey(dataDir)).toBe(key)
  const file = join(dataDir, 'secrets.key')
  expect(readFileSync(file, 'utf8')).toBe(`${key}\n`)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a key that is too short stops the start with what to do', () => {
  expect(() => configured('c2hvcnQ=')).toThrow('SECRETS_KEY: must be 32 random bytes in base64')
})
