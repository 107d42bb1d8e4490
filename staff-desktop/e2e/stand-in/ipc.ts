/** The stand-in's `ipcMain`. */
import { test } from './test.ts'

interface IpcEvent {
  senderFrame: { url: string; parent: object | null }
}
type Answer = (event: IpcEvent, ...words: unknown[]) => unknown

export interface IpcCall {
  channel: string
  words: unknown[]
  /** Of the frame that speaks. */
  url: string
  /** Not a frame inside the page. */
  top: boolean
  /** `invoke`, not `send`. */
  reply: boolean
}

const handlers = new Map<string, Answer>()
const listeners = new Map<string, Answer>()

export const ipcMain = {
  handle(channel: string, handler: Answer) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
  on: (channel: string, listener: Answer) => void listeners.set(channel, listener),
}

test.answer({
  ipc: async ({ channel, words, url, top, reply }: IpcCall) => {
    const answer = reply ? handlers.get(channel) : listeners.get(channel)
    if (!answer) throw new Error(`No handler registered for '${channel}'`)
    return answer({ senderFrame: { url, parent: top ? null : {} } }, ...words)
  },
})
