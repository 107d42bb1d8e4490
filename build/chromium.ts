/** The browser for the end-to-end tests: one that is here, or Debian's, installed when this process may. */
import { existsSync } from 'node:fs'
import { shell } from './shell.ts'
import { Sentence } from './progress.ts'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen && !existsSync(chosen)) throw new Sentence(`CHROMIUM_PATH is ${chosen}, and nothing is there.`)
  return chosen ?? places.find((place) => existsSync(place))
}

export async function ensureChromium(): Promise<string> {
  const found = findChromium()
  if (found) return found
  const instruction =
    'Install Chromium (on Debian: apt-get install chromium) or set CHROMIUM_PATH to a Chromium or Chrome of yours.'
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Sentence(`The end-to-end tests need a browser, and none was found. ${instruction}`)
  }
  console.log('No Chromium here yet: installing it with apt-get (some minutes the first time).')
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const update = await shell('apt-get', ['update'], { env, show: true })
  const install = await shell('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, show: true })
  const installed = findChromium()
  if (update.code === 0 && install.code === 0 && installed) return installed
  throw new Sentence(`apt-get could not install Chromium; what it said is above. ${instruction}`)
}

/** Quiet, and able to run where there is no user namespace for its sandbox. */
export const chromiumArguments = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]
