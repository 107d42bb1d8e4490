/** Task: everything that can be said about the sources without running them. */
import { availableParallelism } from 'node:os'
import { command, since } from './progress.ts'
import { must, shell } from './shell.ts'

interface Check {
  name: string
  program: string
  args: string[]
}

const typecheck = (workspace: string): Check => ({
  name: `types: ${workspace}`,
  program: 'npm',
  args: ['run', '--silent', 'typecheck', '-w', workspace],
})

/** One process for each workspace: the types of all of them together do not fit into the memory that Node takes by itself. */
const lint = (...folders: string[]): Check => ({
  name: `eslint: ${folders.join(', ')}`,
  program: 'eslint',
  args: ['--config', 'build/eslint.config.js', '--max-warnings', '0', ...folders],
})

/** The slow ones first, so that no short one waits for the end. */
const checks: Check[] = [
  lint('staff-desktop'),
  lint('server'),
  lint('patient-portal'),
  lint('build', 'migrations'),
  typecheck('patient-portal'),
  typecheck('staff-desktop'),
  typecheck('server'),
  { name: 'types: build', program: 'tsc', args: ['--noEmit', '-p', 'build/tsconfig.json'] },
  { name: 'prettier', program: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  {
    name: 'who imports whom',
    program: 'depcruise',
    args: [
      ...['--config', 'build/dependencies.config.cjs', '--output-type', 'err-long'],
      ...['server', 'patient-portal', 'staff-desktop', 'migrations', 'build'],
    ],
  },
  { name: 'knip', program: 'knip', args: ['--config', 'build/knip.json', '--no-config-hints'] },
]

await command(async () => {
  // The types that SvelteKit makes from the routes; every tool that reads the portal needs them.
  await must('npm', ['run', '--silent', 'sync', '-w', 'patient-portal'])
  const waiting = [...checks]
  const failed: string[] = []
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { name, program, args } = check
      const started = performance.now()
      const { code, output } = await shell(program, args, { env: { FORCE_COLOR: process.stdout.isTTY ? '1' : '0' } })
      console.log(`  ${code === 0 ? 'ok' : 'no'}  ${name} (${since(started)})`)
      if (code === 0) continue
      failed.push(name)
      console.log(`\n${output.trimEnd()}\n`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane))
  if (failed.length === 0) return console.log(`\n${checks.length} checks, all clean`)
  console.log(`\nNot clean: ${failed.join(', ')}`)
  process.exitCode = 1
})
