/** Builds the apps when what was built from their sources was built from others. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { must, root } from './shell.ts'

interface App {
  workspace: string
  output: string
  sources: string[]
}

const everyApp = ['package-lock.json', 'build/tsconfig.base.json', 'server/src']

const portal: App = {
  workspace: 'patient-portal',
  output: 'patient-portal/dist',
  sources: [...everyApp, 'patient-portal'],
}

const desktop: App = {
  workspace: 'staff-desktop',
  output: 'staff-desktop/.vite',
  sources: [...everyApp, 'patient-portal/src/lib', 'staff-desktop'],
}

/** Each returns what it did, in a word. */
export const buildPortal = () => buildWhenStale(portal)
export const buildDesktop = () => buildWhenStale(desktop)

async function buildWhenStale({ workspace, output, sources }: App): Promise<string> {
  const stamp = join(root, output, '.built-from')
  const fingerprint = fingerprintOf(sources)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return 'up to date'
  // Without the stamp, a build that is interrupted counts as none.
  rmSync(stamp, { force: true })
  await must('npm', ['run', '--silent', 'build', '-w', workspace])
  mkdirSync(join(root, output), { recursive: true })
  writeFileSync(stamp, fingerprint)
  return 'built'
}

const notSources = new Set(['node_modules', 'dist', '.vite', '.svelte-kit', 'out', 'e2e', 'test-results'])

export function fingerprintOf(sources: string[]): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesIn(join(root, source)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => !notSources.has(name) && !name.endsWith('.test.ts'))
    .sort()
    .flatMap((name) => filesIn(join(path, name)))
}
