/** The stand-in's `BrowserWindow`: a page of the test's Chromium. Insecure settings throw. */
import { readFileSync } from 'node:fs'
import { EventEmitter } from 'node:events'
import { app, isPrevented } from './app.ts'
import { test } from './test.ts'
import type { Session } from './session.ts'

const demanded: Record<string, boolean> = {
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
}
const free = ['session', 'preload', 'spellcheck', 'devTools']

interface Options {
  width: number
  height: number
  webPreferences: Record<string, unknown> & { session: Session; preload: string }
}

class WebContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.openHandler = handler
  }
  send(channel: string, ...words: unknown[]) {
    void test.ask('send', { channel, words: structuredClone(words) })
  }
}

const windows: BrowserWindow[] = []

export function theWindow(): BrowserWindow {
  if (!windows[0]) throw new Error('There is no window')
  return windows[0]
}

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents()
  #session: Session
  #made: Promise<unknown>
  #focused = true

  constructor({ webPreferences, width, height }: Options) {
    super()
    if (windows.length > 0) throw new Error('The stand-in has one window')
    for (const [name, value] of Object.entries(demanded))
      if (webPreferences[name] !== value) throw new Error(`webPreferences.${name} must be ${value}`)
    const unknown = Object.keys(webPreferences).filter((name) => !(name in demanded) && !free.includes(name))
    if (unknown.length > 0) throw new Error(`The stand-in does not know webPreferences.${unknown.join()}`)
    const { session, preload } = webPreferences
    if (!session.check || !session.refusesPermissionRequests) throw new Error('Permissions are not refused')
    windows.push(this)
    this.#session = session
    const permissions = (permission: string, origin: string) => session.check!(null, permission, origin, {})
    test.answer({
      request: (request: { url: string; method: string }) => this.#session.answer(request),
      mayUse: ({ permission, origin }: { permission: string; origin: string }) => permissions(permission, origin),
      navigate: (url: string) =>
        isPrevented((event) => this.webContents.emit('will-frame-navigate', Object.assign(event, { url }))),
      open: (url: string) => {
        if (this.webContents.openHandler?.({ url }).action !== 'deny') throw new Error('Windows are not refused')
      },
      webPreferences: () => {
        const { session: _session, ...rest } = webPreferences
        return rest
      },
    })
    app.emit('web-contents-created', {}, this.webContents)
    this.#made = test.ask('window', { width, height, preload: readFileSync(preload, 'utf8') })
  }

  async loadURL(url: string) {
    await this.#made
    await test.ask('load', url)
    this.emit('ready-to-show')
  }
  setFocused(focused: boolean) {
    this.#focused = focused
    this.emit(focused ? 'focus' : 'blur')
  }
  isFocused = () => this.#focused
  isDestroyed = () => false
  isMinimized = () => false
  restore = () => {}
  show = () => {}
  focus() {
    if (!this.#focused) this.setFocused(true)
  }
}
