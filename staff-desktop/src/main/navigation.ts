/** The window shows the app and never anything else. Links go to the system's browser, after a look at where they lead. */
import { app, shell } from 'electron'
import { isApp } from './protocol.ts'

export function keepToTheApp() {
  // For every page there will ever be, so that none can be forgotten.
  app.on('web-contents-created', (_event, page) => {
    page.setWindowOpenHandler(({ url }) => {
      if (mayOpenOutside(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
    page.on('will-frame-navigate', (event) => {
      if (!isApp(event.url)) event.preventDefault()
    })
    page.on('will-redirect', (event) => event.preventDefault())
    page.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** `file:`, `smb:`, `ms-msdt:` and the like start programs on the PC, so only the web is opened. */
export function mayOpenOutside(url: string): boolean {
  const parsed = URL.parse(url)
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return false
  // `https://hospital.nhs.uk@evil.example/` reads as one place and leads to another.
  return parsed.username === '' && parsed.password === ''
}
