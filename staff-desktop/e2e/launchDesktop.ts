/**
 * Opens the real bundled desktop app (main process, preload, renderer) for a test: in Electron where its binary is
 * there, otherwise on a stand-in for the `electron` module over Chromium. `npm run build -w staff-desktop` comes first.
 *
 * The stand-in runs the same three bundles and enforces what the main process decides (requests, navigation, windows,
 * permissions, channels). It has no sandbox, context isolation, fuses or menus of its own: those it can only demand.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { findElectron } from '../../build/desktop/electron.ts'
import { launchElectron } from './electron/launch.ts'
import { launchStandIn } from './stand-in/launch.ts'

export interface Desktop {
  page: Page
  kind: 'electron' | 'stand-in'
  /** Where the app may leave files; removed by `close`. */
  folder: string
  /** The notifications that were shown so far. */
  notifications(): Promise<{ title: string; body: string }[]>
  clickNotification(): Promise<void>
  /** The addresses that the system's browser was asked to open so far. */
  openedExternally(): Promise<string[]>
  emitPower(event: 'lock-screen' | 'suspend' | 'resume'): Promise<void>
  /** As when a `patientview-messages://` link is clicked while the app runs. */
  openLink(url: string): Promise<void>
  /** The window comes to the front, or goes behind another app's. */
  setFocused(focused: boolean): Promise<void>
  /** An IPC call as if it came from a frame at this address. */
  invokeFrom(frame: { url: string; top: boolean }, channel: string, ...words: unknown[]): Promise<unknown>
  /** What the window was really made with. */
  webPreferences(): Promise<Record<string, unknown>>
  /** Asks for a path of `app://messages/` as the page would, but past the page's policy. */
  fetchApp(url: string): Promise<{ status: number; headers: Record<string, string>; text: string }>
  close(): Promise<void>
}

export interface Place {
  main: string
  folder: string
  env: NodeJS.ProcessEnv
  link: string | undefined
}

/** `link`: the app is started by a click on it. */
export async function launchDesktop({ server, link }: { server: string; link?: string }): Promise<Desktop> {
  const main = join(import.meta.dirname, '..', '.vite', 'build', 'main.js')
  if (!existsSync(main)) throw new Error('The desktop app is not built: npm run build -w staff-desktop')
  const folder = mkdtempSync(join(tmpdir(), 'patientview-desktop-'))
  const env = {
    PATH: process.env.PATH,
    DISPLAY: process.env.DISPLAY,
    HOME: folder,
    TMPDIR: folder,
    TZ: 'Europe/London',
  }
  const place = { main, folder, env: { ...env, PATIENTVIEW_SERVER: server }, link }

  const electron = findElectron()
  console.log(electron ? 'The desktop app runs in Electron.' : 'The desktop app runs on the stand-in for Electron.')
  const desktop = electron ? await launchElectron(place, electron) : await launchStandIn(place)
  return {
    ...desktop,
    async close() {
      await desktop.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
