/** Reads from the test runners' own reports how many tests passed and failed. */
import { existsSync, readFileSync } from 'node:fs'

export interface Counts {
  passed: number
  failed: number
}

/** A run that ended without a report counts as one failure. */
export function countVitest(file: string, code: number): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: unknown[] }[]
  }
  // A file that could not even be loaded has no failed test to count.
  const notLoaded = report.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  ).length
  return atLeastOneWhen(code, { passed: report.numPassedTests, failed: report.numFailedTests + notLoaded })
}

export function countPlaywright(file: string, code: number): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number }
    errors: unknown[]
  }
  return atLeastOneWhen(code, { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length })
}

function atLeastOneWhen(code: number, counts: Counts): Counts {
  return code === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) }
}
