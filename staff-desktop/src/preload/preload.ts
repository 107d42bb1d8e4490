/** Supplies the transport for `bridge.ts`: the only code that sees both the page and the main process. */
import { contextBridge, ipcRenderer } from 'electron'
import { channels, events, methods, type Events } from '../bridge.ts'

const calls = methods.map((name) => [
  name,
  (...words: unknown[]): Promise<unknown> => ipcRenderer.invoke(channels.method(name), ...words),
])

contextBridge.exposeInMainWorld('desktop', {
  ...Object.fromEntries(calls),
  on(event: keyof Events, listener: (detail: unknown) => void) {
    if (!events.includes(event)) throw new Error(`There is no event ${event}`)
    const relay = (_event: unknown, detail: unknown) => listener(detail)
    ipcRenderer.on(channels.event(event), relay)
    return () => ipcRenderer.off(channels.event(event), relay)
  },
})

let reportedAt = 0
for (const type of ['keydown', 'pointerdown', 'click', 'input', 'wheel'])
  window.addEventListener(
    type,
    (event) => {
      if (!event.isTrusted || Date.now() - reportedAt < 1_000) return
      reportedAt = Date.now()
      ipcRenderer.send(channels.activity)
    },
    { capture: true, passive: true },
  )
