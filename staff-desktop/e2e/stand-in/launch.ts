/** Runs the app's bundled main process in a Node process of its own and gives it a Chromium page for a window. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Frame, type Page } from '@playwright/test'
import { chromiumArguments, findChromium } from '../../../build/chromium.ts'
import type { Desktop, Place } from '../Desktop.ts'
import type { IpcCall } from './ipc.ts'
import { binding, scriptFor } from './page.ts'
import { wire, type Ask } from './wire.ts'

/** Chromium does not know app://, so the page lives on a host that counts as a secure context and reaches no network. */
const host = 'http://messages.localhost/'
const toApp = (url: string) => url.replace(host, 'app://messages/')
const toHost = (url: string) => url.replace('app://messages/', host)

/** Playwright's names for what can be granted, and Electron's. */
const permissions = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  camera: 'media',
  microphone: 'media',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
  'clipboard-write': 'clipboard-sanitized-write',
}

export async function launchStandIn(place: Place): Promise<Desktop> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments })
  const app = fork(join(place.app, '.vite/build/main.js'), place.link ? [place.link] : [], {
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    cwd: place.folder,
    env: place.env,
    serialization: 'advanced',
  })
  const gone = new Promise<void>((resolve) => app.once('exit', () => resolve()))

  const notifications: { title: string; body: string }[] = []
  const opened: string[] = []
  let saveAs: string | null | undefined
  const mailbox = new Mailbox()
  let page: Page
  const loaded = Promise.withResolvers<void>()
  void gone.then(() => loaded.reject(new Error('The main process ended before its window was loaded')))

  const ask: Ask = wire(
    {
      send: (message) => {
        if (app.connected) app.send(message as object)
      },
      listen: (onMessage) => app.on('message', onMessage),
    },
    {
      window: async (options: { width: number; height: number; preload: string }) => {
        const context = await browser.newContext({
          viewport: { width: options.width, height: options.height },
          locale: 'en-GB',
          timezoneId: 'Europe/London',
          serviceWorkers: 'block',
        })
        page = await furnish(context, { ask, mailbox, preload: options.preload })
      },
      load: async (url: string) => {
        await page.goto(toHost(url))
        loaded.resolve()
      },
      send: (message: { channel: string; words: unknown[] }) => mailbox.put(message),
      notification: (words: { title: string; body: string }) => void notifications.push(words),
      openExternal: (url: string) => void opened.push(url),
      saveDialog: (name: string) => (saveAs === undefined ? join(place.folder, name) : saveAs),
    },
  )

  try {
    await loaded.promise
  } catch (error) {
    await browser.close()
    throw error
  }
  return {
    page: page!,
    kind: 'stand-in',
    folder: place.folder,
    notifications: async () => notifications,
    openedExternally: async () => opened,
    answerSaveDialog: async (path) => void (saveAs = path),
    clickNotification: () => ask('clickNotification'),
    emitPower: (event) => ask('power', event),
    openLink: (url) => ask('link', url),
    setFocused: (focused) => ask('focused', focused),
    invokeFrom: ({ url, top }, channel, ...words) => ask('ipc', { channel, words, url, top, reply: true }),
    webPreferences: () => ask('webPreferences'),
    async fetchApp(url) {
      const answer = await ask<Answer | null>('request', { url, method: 'GET' })
      if (!answer) throw new Error(`${url} was refused`)
      return { ...answer, text: new TextDecoder().decode(answer.body) }
    },
    async close() {
      void ask('quit')
      const timer = setTimeout(() => app.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(timer)
      await browser.close()
    },
  }
}

async function furnish(
  context: BrowserContext,
  { ask, mailbox, preload }: { ask: Ask; mailbox: Mailbox; preload: string },
) {
  const call = (frame: Frame, detail: { channel: string; words: unknown[] }, reply: boolean) =>
    ask('ipc', { ...detail, url: toApp(frame.url()), top: frame.parentFrame() === null, reply } satisfies IpcCall)

  await context.exposeBinding(binding, ({ frame }, { kind, detail }: { kind: string; detail?: never }) => {
    if (kind === 'hear') return mailbox.take()
    if (kind === 'invoke') return call(frame, detail!, true)
    if (kind === 'tell') return call(frame, detail!, false)
    if (kind === 'open' || kind === 'accelerator') return ask(kind, detail)
    throw new Error(`The stand-in for Electron does not know ${kind}`)
  })
  await context.addInitScript({ content: scriptFor(preload) })
  const page = await context.newPage()
  // A window that got past the page's own is refused by the main process, and closed.
  context.on('page', (popup) => void ask('open', popup.url()).finally(() => popup.close()))
  let asked = false
  await context.route(/^/, async (route) => {
    const request = route.request()
    const url = toApp(request.url())
    // Electron asks before each navigation but the main process's own, which is the first.
    const prevented = asked && request.isNavigationRequest() && (await ask<boolean>('navigate', url))
    asked = true
    const answer = prevented ? null : await ask<Answer | null>('request', { url, method: request.method() })
    if (!answer) return route.abort(request.isNavigationRequest() ? 'aborted' : 'blockedbyclient')
    await route.fulfill({ ...answer, body: Buffer.from(answer.body) })
  })

  const granted: string[] = []
  for (const [name, permission] of Object.entries(permissions))
    if (await ask<boolean>('mayUse', { permission, origin: 'app://messages' })) granted.push(name)
  await context.grantPermissions(granted)
  return page
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: Uint8Array
}

/** What the main process tells the page, for the page to fetch: nothing of the page is reachable from outside then. */
class Mailbox {
  #waiting: ((message: unknown) => void) | undefined
  #kept: unknown[] = []
  put(message: unknown) {
    if (!this.#waiting) return void this.#kept.push(message)
    this.#waiting(message)
    this.#waiting = undefined
  }
  take(): Promise<unknown> {
    const message = this.#kept.shift()
    // A second taker is a page that was loaded again: what the first was waiting for is the second's.
    return message ? Promise.resolve(message) : new Promise((resolve) => (this.#waiting = resolve))
  }
}
