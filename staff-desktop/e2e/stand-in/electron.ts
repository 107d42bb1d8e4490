/**
 * What the app's main process imports as `electron` when Electron's binary is not there. Only what the app uses exists:
 * a new name fails at import, a new method at its first call, an insecure setting when the window is made.
 */
import { app, powerMonitor } from './app.ts'
import { inMemorySession } from './session.ts'
import { test } from './test.ts'
import { theWindow } from './window.ts'

export { app, powerMonitor }
export { ipcMain } from './ipc.ts'
export { Menu, Notification } from './shell.ts'
export { BrowserWindow } from './window.ts'

export const session = { fromPartition: inMemorySession }
export const shell = { openExternal: (url: string) => test.ask<void>('openExternal', url) }
export const dialog = {
  showErrorBox: (title: string, text: string) => console.error(`${title}: ${text}`),
  showSaveDialog: async (_window: unknown, { defaultPath }: { defaultPath: string }) => {
    const filePath = await test.ask<string | null>('saveDialog', defaultPath)
    return { canceled: filePath === null, filePath: filePath ?? '' }
  },
}

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges: Record<string, boolean> }[]) {
    for (const { scheme, privileges } of schemes)
      for (const [name, on] of Object.entries(privileges))
        if (on && !['standard', 'secure'].includes(name)) throw new Error(`${scheme}:// must not get ${name}`)
  },
}

test.answer({
  power: (event: string) => void powerMonitor.emit(event),
  link: (url: string) => void app.emit('second-instance', {}, [process.execPath, url]),
  focused: (focused: boolean) => theWindow().setFocused(focused),
  quit: () => app.quit(),
})
