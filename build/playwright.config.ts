/** The journeys through a real browser, of both apps. `npm run e2e` prepares what they need. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { chromiumArguments, findChromium } from './chromium.ts'

export default defineConfig({
  testDir: '..',
  testMatch: '**/e2e/*.e2e.ts',
  testIgnore: '**/node_modules/**',
  outputDir: '../test-results/e2e',
  globalSetup: join(import.meta.dirname, 'test/postgres.ts'),
  // One more than there are processors, because journeys wait; each has a whole system and a browser of its own.
  workers: Math.min(availableParallelism() + 1, 6),
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    viewport: { width: 1100, height: 900 },
    // With every state of the page, but without a film of it: that would take a fifth of the time of all journeys.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findChromium(), args: chromiumArguments },
  },
})
