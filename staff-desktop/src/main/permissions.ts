/** What the page may ask the PC for. What is not on this list is refused. */
import type { Session } from 'electron'
import { isApp } from './protocol.ts'

const allowed: Record<string, string> = {
  'clipboard-sanitized-write': 'Copying an NHS number or a text',
}

export function refusePermissions(session: Session) {
  session.setPermissionRequestHandler((_page, permission, answer, { requestingUrl }) =>
    answer(permission in allowed && isApp(requestingUrl)),
  )
  session.setPermissionCheckHandler((_page, permission, origin) => permission in allowed && isApp(origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  // Nothing of the app is a download; printing to PDF is the system's dialogue.
  session.on('will-download', (event) => event.preventDefault())
}
