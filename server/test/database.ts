/** A database of its own for a test file: `const url = await aDatabase()` at the top of the file. */
import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import { createDatabase, dropDatabase } from '../../build/migrate.ts'
import { adminUrlVariable, templateDatabase } from '../../build/test/postgres.ts'

/** A fresh copy of the migrated schema, dropped when the file's tests are over. Returns its URL. */
export async function aDatabase(): Promise<string> {
  const adminUrl = process.env[adminUrlVariable]
  if (!adminUrl)
    throw new Error(`${adminUrlVariable} is not set: run the tests by "npm test" or with build/vitest.config.ts.`)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const url = await createDatabase(adminUrl, name, templateDatabase)
  afterAll(() => dropDatabase(adminUrl, name))
  return url
}
