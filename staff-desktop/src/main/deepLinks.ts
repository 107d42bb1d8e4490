/**
 * `patientview-messages://conversation/<id>`: the link in an e-mail leads to a page that opens the app with this.
 * Anything on the PC can open such a link, so it carries an id and nothing else, and the id is checked.
 */
import { resolve } from 'node:path'
import { app } from 'electron'

const scheme = 'patientview-messages'

const link = new RegExp(
  `^${scheme}://conversation/([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})/?$`,
  'i',
)

export function conversationIn(url: string): string | null {
  return link.exec(url)?.[1]?.toLowerCase() ?? null
}

/** One copy of the app at a time: a second start hands its link to the first. False: this is the second. */
export function followLinks(onLink: (conversationId: string | null) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme)
  else app.setAsDefaultProtocolClient(scheme, process.execPath, [resolve(app.getAppPath())])

  const firstIn = (words: string[]) => words.map(conversationIn).find((id) => id !== null) ?? null
  app.on('second-instance', (_event, words) => onLink(firstIn(words)))
  // macOS hands links over by an event.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    onLink(conversationIn(url))
  })
  const atStart = firstIn(process.argv)
  if (atStart) onLink(atStart)
  return true
}
