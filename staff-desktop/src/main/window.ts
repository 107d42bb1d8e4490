/** The window and the session that its page lives in. */
import { join } from 'node:path'
import { app, BrowserWindow, session } from 'electron'
import { channels, type Events } from '../bridge.ts'
import { refusePermissions } from './permissions.ts'
import { appUrl, serveApp } from './protocol.ts'

const built = join(import.meta.dirname, '..')

export function openWindow(): BrowserWindow {
  // Without `persist:` in its name the session lives in memory: no cookies, no storage and no cache reach the disk.
  const inMemory = session.fromPartition('renderer', { cache: false })
  serveApp(inMemory, join(built, 'renderer'))
  refusePermissions(inMemory)
  inMemory.setSpellCheckerLanguages(systemSpellchecker ? ['en-GB'] : [])

  const window = new BrowserWindow({
    title: 'PatientView Messages',
    width: 1400,
    height: 900,
    minWidth: 480,
    minHeight: 400,
    autoHideMenuBar: true,
    backgroundColor: '#ffffff',
    show: false,
    webPreferences: {
      session: inMemory,
      preload: join(built, 'build', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: systemSpellchecker,
      devTools: !app.isPackaged,
    },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(appUrl)
  return window
}

/** Windows and macOS check spelling themselves; elsewhere Electron would fetch dictionaries from the internet. */
const systemSpellchecker = process.platform !== 'linux'

export function tell<Name extends keyof Events>(window: BrowserWindow, event: Name, detail: Events[Name]) {
  if (!window.isDestroyed()) window.webContents.send(channels.event(event), detail)
}

export function bringToFront(window: BrowserWindow) {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
