/**
 * Electron's security checklist (electronjs.org/docs/latest/tutorial/security), item by item, and what the app promises
 * beyond it. On the stand-in the items 3, 4 and 19 can only be read off what the app asks for: isolation, sandbox and
 * fuses are the binary's work. Everything else is tried out.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { fuses } from '../forge.config.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { lineTo, type Line } from './line.ts'

let system: RunningSystem
let line: Line
let desktop: Desktop

test.beforeAll(async () => {
  system = await startSystem()
  line = await lineTo(system.portalUrl)
  desktop = await launchDesktop({ server: line.origin })
})
test.afterAll(async () => {
  await desktop.close()
  await line.close()
  await system.stop()
})

const staff = { username: 'susan.turner', password: 'a-quiet-demo-2026' }

test('1 only secure content: the page loads nothing but the app', async () => {
  const asked: string[] = []
  desktop.page.on('request', (request) => asked.push(request.url()))
  await desktop.page.reload()
  expect(asked.length).toBeGreaterThan(1)
  const app = desktop.page.url()
  expect(asked.filter((url) => !url.startsWith(app) && !url.startsWith('data:image/'))).toEqual([])
})

test('2 no Node in the page', async () => {
  expect(await desktop.webPreferences()).toMatchObject({
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
  })
  const found = () =>
    ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in globalThis)
  expect(await desktop.page.evaluate(found)).toEqual([])
})

test('3, 4 context isolation and sandbox are asked for', async () => {
  expect(await desktop.webPreferences()).toMatchObject({ contextIsolation: true, sandbox: true })
  expect(bundle('main.js')).toContain('app.enableSandbox()')
})

test('5 permissions are refused, also to the app itself', async () => {
  const states = await desktop.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'] as PermissionName[]
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(new Set(states)).toEqual(new Set(['denied']))
  const camera = desktop.page.evaluate(() => navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'open'))
  await expect(camera).rejects.toThrow(/NotAllowed|Permission|NotFound/)
})

test('6, 8, 9, 10, 11, 12 nothing is switched on that weakens the page, and there is no webview', async () => {
  const preferences = await desktop.webPreferences()
  expect(preferences).toMatchObject({
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
  expect(preferences.enableBlinkFeatures || '').toBe('')
  expect(bundle('main.js')).toContain('will-attach-webview')
})

test('7 a strict Content-Security-Policy on every page and file', async () => {
  for (const path of ['', 'index.html', 'nothing-here']) {
    const { headers } = await desktop.fetchApp(`app://messages/${path}`)
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`connect-src 'none'`)
    expect(policy).not.toContain('unsafe')
    expect(policy).not.toContain('*')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
  }
  const ran = await desktop.page.evaluate(async () => {
    const tries: Record<string, () => unknown> = {
      'inline script': () => {
        const script = document.createElement('script')
        script.textContent = 'window.ran = true'
        document.body.append(script)
      },
      'markup with a handler': () => {
        document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.ran = true">')
      },
      frame: () => {
        const frame = document.createElement('iframe')
        frame.srcdoc = '<script>parent.ran = true</script>'
        document.body.append(frame)
      },
    }
    for (const attempt of Object.values(tries))
      try {
        attempt()
      } catch {
        // Refused at once.
      }
    const fetched = await fetch('https://example.org/').then(
      () => 'fetched',
      () => 'refused',
    )
    return { ran: 'ran' in window, fetched }
  })
  expect(ran).toEqual({ ran: false, fetched: 'refused' })
})

test('13 the window leads nowhere else', async () => {
  const { page } = desktop
  const here = page.url()
  for (const place of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,x', 'http://localhost:3000/']) {
    await page.evaluate((url) => void (location.href = url), place)
    await page.evaluate(() => window.desktop.start())
    expect(page.url(), place).toBe(here)
  }
})

test('14, 15 new windows are refused; only the web is opened outside', async () => {
  const { page } = desktop
  const before = (await desktop.openedExternally()).length
  const opened = await page.evaluate(() =>
    [
      'https://www.nhs.uk/',
      'file:///etc/passwd',
      'ms-msdt:/id',
      'https://www.nhs.uk@evil.example/',
      'javascript:alert(1)',
    ].map((url) => window.open(url)),
  )
  expect(opened).toEqual([null, null, null, null, null])
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: 'https://example.org/', target: '_blank' })
    document.body.append(link)
    link.click()
    link.remove()
  })
  await expect
    .poll(async () => (await desktop.openedExternally()).slice(before))
    .toEqual(['https://www.nhs.uk/', 'https://example.org/'])
  expect(page.context().pages()).toHaveLength(1)
})

test('16 Electron is pinned to one version, and the lock file says the same', () => {
  const read = <Shape>(path: string) => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8')) as Shape
  const pinned = read<{ devDependencies: { electron: string } }>('../package.json').devDependencies.electron
  expect(pinned).toMatch(/^\d+\.\d+\.\d+$/)
  const lock = read<{ packages: Record<string, { version: string }> }>('../../package-lock.json')
  expect(lock.packages['node_modules/electron']?.version).toBe(pinned)
})

test('17 only the app’s own page is heard, and only on known channels', async () => {
  const app = { url: 'app://messages/index.html', top: true }
  await expect(desktop.invokeFrom(app, 'desktop:start')).resolves.toMatchObject({ server: line.origin })
  for (const frame of [
    { url: 'https://evil.example/', top: true },
    { url: 'app://other/', top: true },
    { url: 'about:blank', top: true },
    { url: 'app://messages/', top: false },
  ])
    await expect(desktop.invokeFrom(frame, 'desktop:start'), frame.url).rejects.toThrow('Refused')
  await expect(desktop.invokeFrom(app, 'desktop:token')).rejects.toThrow('No handler')
  for (const name of ['signIn', 'signInWithCode', 'signOut', 'whoAmI', 'live', 'constructor', '__proto__', 7])
    await expect(desktop.invokeFrom(app, 'desktop:call', name), String(name)).rejects.toThrow('Refused')
  for (const input of ['text', [], null, { conversationId: '../session' }])
    await expect(desktop.invokeFrom(app, 'desktop:call', 'showConversation', input)).rejects.toThrow('Refused')
})

test('18 the app’s own protocol serves the bundled page and nothing beside it', async () => {
  expect((await desktop.fetchApp('app://messages/')).status).toBe(200)
  for (const path of [
    '../build/main.js',
    '%2e%2e/build/main.js',
    '..%2fbuild%2fmain.js',
    '..%5cbuild%5cmain.js',
    '/etc/passwd',
    'index.html%00.png',
    'assets/',
  ])
    expect((await desktop.fetchApp(`app://messages/${path}`)).status, path).toBe(404)
  for (const url of ['app://other/index.html', 'file:///etc/passwd', 'https://example.org/'])
    await expect(desktop.fetchApp(url)).rejects.toThrow()
})

test('19 fuses: what the packaged binary can no longer be talked into', () => {
  expect(fuses).toMatchObject({
    strictlyRequireAllFuses: true,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  })
})

test('20 the page sees its seven functions and nothing of Electron', async () => {
  const seen = await desktop.page.evaluate(() => {
    const { desktop } = window
    const words = Object.entries(desktop).map(([name, value]) => `${name}: ${typeof value}`)
    try {
      ;(desktop as { call: unknown }).call = 'mine'
    } catch {
      // Frozen.
    }
    return { words: words.sort(), call: typeof desktop.call }
  })
  const functions = ['call', 'lock', 'on', 'saveFile', 'signIn', 'signInWithCode', 'signOut', 'start'].map(
    (name) => `${name}: function`,
  )
  expect(seen).toEqual({ words: functions, call: 'function' })
  const unknown = () => desktop.page.evaluate(() => window.desktop.on('everything' as 'live', () => {}))
  await expect(unknown()).rejects.toThrow()
})

test('the token is nowhere in the page, and the page stores nothing', async () => {
  const { page } = desktop
  const outcome = await page.evaluate((words) => window.desktop.signIn(words), staff)
  expect(outcome).toMatchObject({ ok: true })
  await page.evaluate(() => window.desktop.call('listConversations'))
  const token = /^Bearer (.{20,})$/.exec(line.requests.at(-1)?.headers.authorization ?? '')?.[1] ?? ''
  expect(token).not.toBe('')
  expect(JSON.stringify(outcome)).not.toContain(token)

  const cdp = await page.context().newCDPSession(page)
  let heap = ''
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (heap += chunk))
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  expect(heap).toContain('signIn')
  expect(heap.includes(token)).toBe(false)

  const stored = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  expect(stored).toEqual({ local: 0, session: 0, cookies: '', databases: 0, caches: 0, workers: 0 })
})

test('what the app does by itself says so; only the person’s own keys keep the session open', async () => {
  const before = line.requests.length
  await desktop.page.evaluate(() => window.desktop.call('listGroups'))
  await desktop.page.evaluate(() => window.desktop.call('extendSession'))
  const [groups, extend] = line.requests.slice(before)
  expect(groups?.headers['x-background']).toBe('1')
  expect(extend?.path).toBe('/api/session/extend')
  expect(extend?.headers['x-background']).toBeUndefined()
})

test('locking the PC hides the app and ends the session on the server', async () => {
  const { page } = desktop
  const authorization = line.requests.at(-1)?.headers.authorization ?? ''
  const told = page.evaluate(
    () =>
      new Promise((resolve) => window.desktop.on('session', (change) => change.state === 'ended' && resolve(change))),
  )
  await desktop.emitPower('lock-screen')
  expect(await told).toEqual({ state: 'ended', reason: 'locked' })
  const call = await page.evaluate(() => window.desktop.call('listConversations'))
  expect(call).toMatchObject({ ok: false, problem: { code: 'signedOut' } })
  await expect
    .poll(async () => (await fetch(`${system.portalUrl}/api/session`, { headers: { authorization } })).status)
    .toBe(401)
})

test('nothing about a patient reaches the disk', async () => {
  const { page } = desktop
  await page.evaluate((words) => window.desktop.signIn(words), staff)
  const secret = await page.evaluate(async () => {
    const outcome = await window.desktop.call('listConversations')
    if (!outcome.ok) throw new Error(outcome.problem.message)
    const shown = await window.desktop.call('showConversation', { conversationId: outcome.value.conversations[0]!.id })
    if (!shown.ok) throw new Error(shown.problem.message)
    return shown.value.subject
  })
  const files = readdirSync(desktop.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (desktop.kind === 'stand-in') expect(files.map(({ name }) => name)).toEqual([])
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name), 'latin1').includes(secret), name).toBe(false)
  // The one way to the disk is the file that the person asks for.
  expect(bundle('main.js').match(/writeFile\w*\(/g)).toHaveLength(1)
  expect(bundle('main.js')).not.toMatch(/writeFileSync|appendFile|createWriteStream|crashReporter|persist:/)
})

test('a file is saved only where the person puts it, as CSV, and only for somebody who is signed in', async () => {
  const app = { url: 'app://messages/index.html', top: true }
  const file = { name: 'staff.csv', text: 'Username\r\nsusan.turner\r\n' }
  await desktop.page.evaluate(() => window.desktop.signOut())
  await expect(desktop.invokeFrom(app, 'desktop:saveFile', file)).rejects.toThrow('Refused')

  await desktop.page.evaluate((words) => window.desktop.signIn(words), staff)
  for (const name of ['../staff.csv', '/etc/staff.csv', 'C:\\staff.csv', 'staff.csv\0.exe', '.csv', 'staff.exe', '', 7])
    await expect(desktop.invokeFrom(app, 'desktop:saveFile', { ...file, name }), String(name)).rejects.toThrow(
      'Refused',
    )
  for (const words of [null, 'text', { name: 'staff.csv' }, { name: 'staff.csv', text: 7 }])
    await expect(desktop.invokeFrom(app, 'desktop:saveFile', words)).rejects.toThrow('Refused')

  const save = () => desktop.page.evaluate((words) => window.desktop.saveFile(words), file)
  await desktop.answerSaveDialog(null)
  expect(await save()).toEqual({ state: 'cancelled' })
  await desktop.answerSaveDialog(join(desktop.folder, 'nowhere', 'mine.csv'))
  expect(await save()).toMatchObject({ state: 'failed', message: expect.stringContaining('was not saved') })
  const path = join(desktop.folder, 'mine.csv')
  await desktop.answerSaveDialog(path)
  expect(await save()).toEqual({ state: 'saved', path })
  expect(readFileSync(path, 'utf8')).toBe(file.text)
})

function bundle(file: string): string {
  return readFileSync(join(import.meta.dirname, '..', '.vite', 'build', file), 'utf8')
}
