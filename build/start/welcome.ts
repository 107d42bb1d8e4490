/** The one block that `npm start` ends with. */
import { styleText } from 'node:util'
import type { Settings } from './settings.ts'

export interface DemoSignIn {
  username: string
  who: string
  app: 'portal' | 'desktop'
}

export function welcome({
  settings,
  mailboxUrl,
  signIns,
  password,
  took,
}: {
  settings: Settings
  mailboxUrl: string | undefined
  /** Empty when the database is not the demo's. */
  signIns: DemoSignIn[]
  password: string
  took: string
}): string {
  const bold = (text: string) => styleText('bold', text)
  const widest = Math.max(0, ...signIns.map(({ username }) => username.length))
  const signInLines = (app: DemoSignIn['app']) =>
    signIns
      .filter((signIn) => signIn.app === app)
      .map(({ username, who }) => `    ${username.padEnd(widest + 2)}${who}`)
  const port = settings.port === 3000 ? '' : `PORT=${settings.port} `
  const lines = [
    `${bold('Ready')} after ${took}.`,
    '',
    `  Patient portal   ${bold(settings.publicUrl)}`,
    `  Staff desktop    ${bold(`${port}npm run desktop`)} in another terminal`,
    mailboxUrl
      ? `  Mailbox          ${bold(mailboxUrl)}  (all e-mail${settings.texts ? ' and text messages' : ''} of the demo; refused@... is refused)`
      : `  E-mail           goes to ${withoutPassword(settings.smtpUrl)}`,
  ]
  if (signIns.length) {
    lines.push('', `  Sign in with the password ${bold(password)} as`)
    lines.push('', '  patients, in the portal', ...signInLines('portal'))
    lines.push('', '  staff, in the desktop app', ...signInLines('desktop'))
  }
  lines.push(
    '',
    settings.databaseUrl
      ? `  Data    ${withoutPassword(settings.databaseUrl)}`
      : `  Data    ${settings.dataDir}  (npm start -- --fresh begins anew)`,
    `  Logs    ${settings.dataDir}/log`,
    '  Stop    Ctrl+C',
  )
  return `\n${lines.join('\n')}\n`
}

function withoutPassword(address: string | undefined): string {
  if (!address || !URL.canParse(address)) return address ?? ''
  const url = new URL(address)
  if (url.password) url.password = '***'
  return url.href
}
