/** The one place where the renderer is heard. A channel that is not answered here does not exist. */
import { ipcMain, type WebFrameMain } from 'electron'
import { api } from 'server/contract'
import { channels, methods, type Endpoints, type Methods } from '../bridge.ts'
import { isApp } from './protocol.ts'

/** How the main process answers; what comes from the renderer is not yet known to be what the types say. */
export type Answers = Record<keyof Methods, (...words: unknown[]) => unknown>

export function answer({ answers, onActivity }: { answers: Answers; onActivity: () => void }) {
  for (const name of methods)
    ipcMain.handle(channels.method(name), (event, ...words: unknown[]) => {
      if (!isTrusted(event.senderFrame)) throw new Error('Refused')
      return answers[name](...words)
    })
  ipcMain.on(channels.activity, (event) => {
    if (isTrusted(event.senderFrame)) onActivity()
  })
}

/** The app's own page, and not a frame inside it. */
function isTrusted(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isApp(frame.url)
}

const own = ['signIn', 'signInWithCode', 'signOut', 'whoAmI', 'live']

export function endpointName(word: unknown): keyof Endpoints {
  if (typeof word !== 'string' || !Object.hasOwn(api, word) || own.includes(word)) throw new Error('Refused')
  return word as keyof Endpoints
}

/** What goes into a path must be what the contract says; the server checks the rest, in sentences for the person. */
export function inputTo(name: keyof Endpoints, word: unknown): Record<string, unknown> {
  const input = word === undefined ? {} : word
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new Error('Refused')
  if (!api[name].params.safeParse(input).success) throw new Error('Refused')
  return input as Record<string, unknown>
}

export function credentials(word: unknown): { username: string; password: string } {
  const { username, password } = (word ?? {}) as Record<string, unknown>
  if (typeof username !== 'string' || typeof password !== 'string') throw new Error('Refused')
  return { username, password }
}

export function typedCode(word: unknown): string {
  if (typeof word !== 'string') throw new Error('Refused')
  return word
}
