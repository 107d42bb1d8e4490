/**
 * What the stand-in puts into each document before its scripts: the app's own preload with an `electron` that has
 * `contextBridge` and `ipcRenderer`, new windows as Electron treats them, and keys that the page leaves to the menu.
 *
 * `runInPage` is sent to the browser as text: it can use nothing from outside itself.
 */

/** The one function that the test's process answers; taken off the page before the page can see it. */
export const binding = '__standInForElectron'

export function scriptFor(preload: string): string {
  return `(${runInPage.toString()})(${JSON.stringify(binding)}, (require, module, exports) => {\n${preload}\n})`
}

function runInPage(
  name: string,
  preload: (require: (module: string) => unknown, module: object, exports: object) => void,
) {
  type Listener = (event: object, ...words: unknown[]) => void
  const globals = window as unknown as Record<string, unknown>
  const ask = globals[name] as (question: { kind: string; detail?: unknown }) => Promise<never>
  delete globals[name]
  // As in Electron: frames inside the page get no preload.
  if (window !== window.top) return

  const listeners = new Map<string, Set<Listener>>()
  const heard = async () => {
    for (;;) {
      const { channel, words } = (await ask({ kind: 'hear' })) as { channel: string; words: unknown[] }
      for (const listener of listeners.get(channel) ?? []) listener({}, ...structuredClone(words))
    }
  }
  const ipcRenderer = {
    invoke: async (channel: string, ...words: unknown[]) =>
      structuredClone(await ask({ kind: 'invoke', detail: { channel, words: structuredClone(words) } })),
    send: (channel: string, ...words: unknown[]) =>
      void ask({ kind: 'tell', detail: { channel, words: structuredClone(words) } }),
    on: (channel: string, listener: Listener) =>
      void listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
    off: (channel: string, listener: Listener) => void listeners.get(channel)?.delete(listener),
  }

  /** What crosses the bridge is copied; functions are wrapped so that what passes through them is copied too. */
  const copy = (value: unknown): unknown => {
    if (typeof value === 'function')
      return (...words: unknown[]) => copyResult((value as (...words: unknown[]) => unknown)(...words.map(copy)))
    if (value && typeof value === 'object' && Object.values(value).some((inner) => typeof inner === 'function'))
      return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)])))
    return structuredClone(value)
  }
  const copyResult = (value: unknown) => (value instanceof Promise ? value.then(copy) : copy(value))
  const contextBridge = {
    exposeInMainWorld: (key: string, api: object) =>
      void Object.defineProperty(window, key, { value: copy(api), enumerable: true }),
  }

  preload(
    (module) => {
      if (module !== 'electron') throw new Error(`A sandboxed preload cannot load ${module}`)
      return { contextBridge, ipcRenderer }
    },
    { exports: {} },
    {},
  )
  void heard()

  const open = (url: string) => void ask({ kind: 'open', detail: new URL(url, location.href).href })
  window.open = (url) => (open(String(url ?? 'about:blank')), null)
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || event.defaultPrevented || !(link.target === '_blank' || event.ctrlKey || event.button === 1)) return
    event.preventDefault()
    open(link.href)
  }
  window.addEventListener('click', onClick)
  window.addEventListener('auxclick', onClick)
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !(event.ctrlKey || /^F\d+$/.test(event.key))) return
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
    void ask({ kind: 'accelerator', detail: (event.ctrlKey ? 'CmdOrCtrl+' : '') + key })
  })
}
