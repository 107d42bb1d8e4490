/** Starts the desktop app. */
import { app, dialog } from 'electron'
import { followLinks } from './deepLinks.ts'
import { Desktop } from './desktop.ts'
import { keepToTheApp } from './navigation.ts'
import { registerScheme } from './protocol.ts'
import { connectTo, serverOrigin } from './server.ts'
import { openWindow } from './window.ts'

app.enableSandbox()
app.commandLine.appendSwitch('disable-http-cache')
app.commandLine.appendSwitch('disable-gpu-shader-disk-cache')
// The fuses close Node's door for debuggers, this one closes Chromium's.
if (app.isPackaged) app.commandLine.removeSwitch('remote-debugging-port')
registerScheme()
keepToTheApp()

let desktop: Desktop | undefined
let wanted: string | null = null

const first = followLinks((conversationId) => {
  wanted = conversationId ?? wanted
  desktop?.openConversation(conversationId)
})

if (first) void app.whenReady().then(start)
else app.quit()

function start() {
  try {
    const server = connectTo(serverOrigin({ packaged: app.isPackaged, env: process.env }))
    desktop = new Desktop(server, openWindow())
  } catch (error) {
    dialog.showErrorBox('PatientView Messages cannot start', error instanceof Error ? error.message : String(error))
    return app.exit(1)
  }
  if (wanted) desktop.openConversation(wanted)
}

app.on('window-all-closed', () => app.quit())
let quitting = false
app.on('before-quit', (event) => {
  if (quitting) return
  // The session ends on the server before the app is gone.
  event.preventDefault()
  quitting = true
  void (desktop?.quit() ?? Promise.resolve()).then(() => app.quit())
})
