/** The application menu, for its accelerators first of all; on Windows and Linux it shows while Alt is held. */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Command } from '../bridge.ts'

export function makeMenu({
  command,
  lock,
  packaged,
}: {
  command: (name: Command) => void
  lock: () => void
  packaged: boolean
}) {
  const item = (label: string, accelerator: string, name: Command): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => command(name),
  })
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const forDevelopers: MenuItemConstructorOptions[] = packaged
    ? []
    : [{ type: 'separator' }, { role: 'toggleDevTools' }]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      {
        label: '&Messages',
        submenu: [
          item('New conversation', 'CmdOrCtrl+N', 'newConversation'),
          item('Search', 'CmdOrCtrl+F', 'search'),
          item('Print', 'CmdOrCtrl+P', 'print'),
          { type: 'separator' },
          { label: 'Lock', accelerator: 'CmdOrCtrl+L', click: lock },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: '&View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...forDevelopers,
        ],
      },
      { label: '&Help', submenu: [item('Keyboard shortcuts', 'F1', 'shortcuts')] },
    ]),
  )
}
