/** `app://messages/`: the bundled renderer, and nothing else. */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { protocol, type Session } from 'electron'

export const appUrl = 'app://messages/'

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const headers = {
  'content-security-policy': [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'none'`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types svelte-trusted-html`,
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Before the app is ready: `app://` gets an origin of its own, like https. */
export function registerScheme() {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
}

export function isApp(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'app:' && parsed.host === 'messages'
}

export function serveApp(session: Session, folder: string) {
  // A list made beforehand: a path that is not on it cannot be asked for, however it is spelled.
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => extname(file) in contentTypes)
      .map((file) => [`/${file.split(sep).join('/')}`, join(folder, file)]),
  )
  session.protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url)
    const file = files.get(pathname === '/' ? '/index.html' : pathname)
    if (request.method !== 'GET' || !isApp(request.url) || !file)
      return new Response('Not found', { status: 404, headers })
    const contentType = contentTypes[extname(file)] ?? ''
    return new Response(await readFile(file), { headers: { ...headers, 'content-type': contentType } })
  })
  // The renderer has no network of its own: whatever is not the app never leaves.
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isAllowed(details.url) }))
}

/** The developer tools (only there when not packaged) bring their own pages. */
function isAllowed(url: string): boolean {
  return isApp(url) || url.startsWith('devtools://') || url.startsWith('data:image/')
}
