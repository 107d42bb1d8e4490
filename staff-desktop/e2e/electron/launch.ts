/** Runs the app in Electron itself, where its binary is there. */
import { _electron, type ElectronApplication } from '@playwright/test'
import type { Desktop, Place } from '../Desktop.ts'

export async function launchElectron(place: Place, executablePath: string): Promise<Desktop> {
  const app = await _electron.launch({
    executablePath,
    args: [
      place.app,
      `--user-data-dir=${place.folder}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(place.link ? [place.link] : []),
    ],
    env: place.env as Record<string, string>,
  })
  await record(app, place.folder)
  const page = await app.firstWindow()
  const recorded = () => app.evaluate(() => (globalThis as unknown as Recorded).recorded)
  return {
    page,
    kind: 'electron',
    folder: place.folder,
    notifications: async () => (await recorded()).notifications,
    openedExternally: async () => (await recorded()).opened,
    answerSaveDialog: (path) => app.evaluate((_, to) => void ((globalThis as unknown as Recorded).saveAs = to), path),
    clickNotification: () => app.evaluate(() => (globalThis as unknown as Recorded).shown?.emit('click')),
    emitPower: (event) => app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event),
    openLink: (url) => app.evaluate((electron, link) => void electron.app.emit('second-instance', {}, [link]), url),
    setFocused: (focused) =>
      app.evaluate(({ BrowserWindow }, now) => {
        const window = BrowserWindow.getAllWindows()[0]!
        // Not every machine has a window manager that would move the focus.
        window.isFocused = () => now
        window.emit(now ? 'focus' : 'blur')
      }, focused),
    invokeFrom: ({ url, top }, channel, ...words) =>
      app.evaluate(
        ({ ipcMain }, { sender, name, said }) => {
          type Handler = (event: object, ...words: unknown[]) => Promise<unknown>
          const handler = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers.get(name)
          if (!handler) throw new Error(`No handler registered for '${name}'`)
          return handler({ senderFrame: { url: sender.url, parent: sender.top ? null : {} } }, ...said)
        },
        { sender: { url, top }, name: channel, said: words },
      ),
    webPreferences: () =>
      app.evaluate(({ BrowserWindow }) => {
        type Known = { getLastWebPreferences(): Record<string, unknown> }
        return (BrowserWindow.getAllWindows()[0]!.webContents as unknown as Known).getLastWebPreferences()
      }),
    fetchApp: (url) =>
      app.evaluate(async ({ session }, asked) => {
        const response = await session.fromPartition('renderer').fetch(asked)
        const { status, headers } = response
        return { status, headers: Object.fromEntries(headers), text: await response.text() }
      }, url),
    close: () => app.close(),
  }
}

interface Recorded {
  recorded: { notifications: { title: string; body: string }[]; opened: string[] }
  shown: { emit(event: string): void } | undefined
  saveAs: string | null | undefined
}

/** A test must neither open a browser nor show a notification or a dialog on the machine that it runs on. */
function record(app: ElectronApplication, folder: string) {
  return app.evaluate(({ shell, dialog, Notification }, place) => {
    const here = globalThis as unknown as Recorded
    here.recorded = { notifications: [], opened: [] }
    shell.openExternal = async (url) => void here.recorded.opened.push(url)
    const saveDialog = async (_window: unknown, { defaultPath }: { defaultPath: string }) => {
      const filePath = here.saveAs === undefined ? `${place}/${defaultPath}` : here.saveAs
      return { canceled: filePath === null, filePath: filePath ?? '' }
    }
    dialog.showSaveDialog = saveDialog as typeof dialog.showSaveDialog
    Notification.prototype.show = function () {
      here.shown = this
      here.recorded.notifications.push({ title: this.title, body: this.body })
    }
  }, folder)
}
