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
import { findElectron } from '../../build/desktop/electron.ts'
import type { Desktop } from './Desktop.ts'
import { launchElectron } from './electron/launch.ts'
import { launchStandIn } from './stand-in/launch.ts'

export type { Desktop }

/** `link`: the app is started by a click on it. */
export async function launchDesktop({ server, link }: { server: string; link?: string }): Promise<Desktop> {
  const app = join(import.meta.dirname, '..')
  if (!existsSync(join(app, '.vite/build/main.js')))
    throw new Error('The desktop app is not built: npm run build -w staff-desktop')
  const folder = mkdtempSync(join(tmpdir(), 'patientview-desktop-'))
  const env = {
    PATH: process.env.PATH,
    DISPLAY: process.env.DISPLAY,
    HOME: folder,
    TMPDIR: folder,
    TZ: 'Europe/London',
  }
  const place = { app, folder, env: { ...env, PATIENTVIEW_SERVER: server }, link }

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
