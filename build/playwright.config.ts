/** The journeys through a real browser, of both apps. `npm run e2e` prepares what they need. */
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { chromiumArguments, findChromium } from './chromium.ts'

export default defineConfig({
  testDir: '..',
  testMatch: '**/e2e/*.e2e.ts',
  testIgnore: '**/node_modules/**',
  outputDir: '../test-results/e2e',
  globalSetup: join(import.meta.dirname, 'test/postgres.ts'),
  workers: 2,
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
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findChromium(), args: chromiumArguments },
  },
})
