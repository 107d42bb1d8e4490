/** Every test but the end-to-end ones: of the server and of build/ in Node, of the apps' components in jsdom. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = join(import.meta.dirname, '..')

/** The apps bring their own Vite configuration for their components, because only they know their compiler settings. */
const apps = ['patient-portal', 'staff-desktop']
  .map((app) => join(root, app, 'vitest.config.ts'))
  .filter((config) => existsSync(config))

export default defineConfig({
  root,
  test: {
    globalSetup: join(import.meta.dirname, 'test/postgres.ts'),
    projects: [
      {
        root,
        test: {
          name: 'server',
          include: ['server/{src,test}/**/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        root,
        test: {
          name: 'build',
          include: ['build/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      ...apps,
    ],
  },
})
