/** Electron's binary, which comes from outside the package registry when it is first needed. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Sentence } from '../progress.ts'
import { root, shell } from '../shell.ts'

const packageDir = join(root, 'node_modules/electron')

/** Its path, after fetching it if it is not here. */
export async function ensureElectron(): Promise<string> {
  const found = findElectron()
  if (found) return found
  const own = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (own) throw new Sentence(`ELECTRON_OVERRIDE_DIST_PATH is ${own}, and there is no Electron in it.`)
  const started = Date.now()
  console.log(`Fetching Electron ${version()} (about 110 MB, only this once) ...`)
  const progress = setInterval(() => {
    console.log(`  still fetching (${Math.round((Date.now() - started) / 1000)} s)`)
  }, 5000)
  const { code, output } = await shell(process.execPath, [join(packageDir, 'install.js')])
  clearInterval(progress)
  const fetched = findElectron()
  if (code === 0 && fetched) return fetched
  throw cannotFetch(
    output,
    `or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an Electron ${version()} that you have`,
  )
}

/** What to do when the binary cannot be had, in one sentence. */
export function cannotFetch(output: string, otherwise?: string): Sentence {
  const known = /fetch failed|ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|Response code \d+|HTTP error \d+/
  const reason = known.exec(output)?.[0] ?? (output.trim().split('\n').at(-1) || 'no reason given')
  const ways = [
    'set ELECTRON_MIRROR to a mirror that this machine can reach',
    `put ${fileName()} into ${cacheDir()}`,
    ...(otherwise ? [otherwise] : []),
  ]
  return new Sentence(
    `Electron's binary could not be fetched from ${URL.canParse(source()) ? new URL(source()).host : source()} (${reason}), so do one of these and run the same command again: ${ways.join(', ')}.`,
  )
}

export function findElectron(): string | undefined {
  const note = join(packageDir, 'path.txt')
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  }
  const name = existsSync(note) ? readFileSync(note, 'utf8') : (names[process.platform] ?? 'electron')
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageDir, 'dist'), name)
  return existsSync(path) ? path : undefined
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }).version
}

function fileName(): string {
  return `electron-v${version()}-${process.platform}-${process.arch}.zip`
}

/** The address of the release's folder, as @electron/get makes it. */
function source(): string {
  const mirror = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/'
  return `${mirror}v${version()}`
}

/** Where @electron/get looks before it downloads: one folder for each place that a file could come from. */
function cacheDir(): string {
  const places: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(homedir(), 'Library/Caches/electron'),
    win32: join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'electron/Cache'),
  }
  const usual = places[process.platform] ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'electron')
  return join(process.env.electron_config_cache ?? usual, createHash('sha256').update(source()).digest('hex'))
}
