/** What the main process tells: that something came, that the line is down, that a link was clicked. */
import { expect, test, type Page } from '@playwright/test'
import { createClient, overHttp } from 'server/client'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import type { Events } from '../src/bridge.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { lineTo, type Line } from './line.ts'

const password = 'a-quiet-demo-2026'
let system: RunningSystem
let line: Line
let desktop: Desktop

test.beforeAll(async () => void (system = await startSystem()))
test.afterAll(() => system.stop())
test.beforeEach(async () => void (line = await lineTo(system.portalUrl)))
test.afterEach(async () => {
  await desktop.close()
  await line.close()
})

test('a message that comes while the app is behind another is notified in fixed words, and a click shows it', async () => {
  desktop = await launchDesktop({ server: line.origin })
  const heard = await listenTo(desktop.page)
  await signIn(desktop.page)
  await expect.poll(async () => (await heard('live')).map(({ type }) => type)).toContain('hello')
  await desktop.setFocused(false)

  const conversationId = await writeAsPatient('My potassium', 'Is a banana too much?')
  await expect
    .poll(() => desktop.notifications())
    .toEqual([{ title: 'PatientView Messages', body: 'You have a new message.' }])
  expect(await heard('live')).toContainEqual({ type: 'conversation', conversationId })

  await desktop.clickNotification()
  await expect.poll(() => heard('openConversation')).toEqual([conversationId])
})

test('nothing is notified while the app is in front', async () => {
  desktop = await launchDesktop({ server: line.origin })
  const heard = await listenTo(desktop.page)
  await signIn(desktop.page)
  await expect.poll(async () => (await heard('live')).length).toBeGreaterThan(0)
  const first = await writeAsPatient('First', 'One')
  await expect.poll(() => heard('live')).toContainEqual({ type: 'conversation', conversationId: first })
  // The second, behind, is one notification: the first, seen in front, is none.
  await desktop.setFocused(false)
  await writeAsPatient('Second', 'Two')
  await expect.poll(async () => (await desktop.notifications()).length).toBe(1)
})

test('says when the line is down, and says hello when it is back', async () => {
  desktop = await launchDesktop({ server: line.origin })
  const heard = await listenTo(desktop.page)
  await signIn(desktop.page)
  const state = async () => (await heard('connection')).at(-1)?.state
  await expect.poll(state).toBe('online')

  line.cut()
  await expect.poll(state).toBe('offline')
  const call = await desktop.page.evaluate(() => window.desktop.call('listConversations'))
  expect(call).toMatchObject({ ok: false, problem: { code: 'offline', status: 0 } })

  const hellos = async () => (await heard('live')).filter(({ type }) => type === 'hello').length
  expect(await hellos()).toBe(1)
  line.mend()
  await expect.poll(state).toBe('online')
  await expect.poll(hellos).toBe(2)
})

test('a link is kept until somebody has signed in', async () => {
  const conversationId = crypto.randomUUID()
  desktop = await launchDesktop({
    server: line.origin,
    link: `patientview-messages://conversation/${conversationId}`,
  })
  const heard = await listenTo(desktop.page)
  expect(await signIn(desktop.page)).toMatchObject({ ok: true, value: { openConversation: conversationId } })
  const another = crypto.randomUUID()
  await desktop.openLink(`patientview-messages://conversation/${another}`)
  await expect.poll(() => heard('openConversation')).toEqual([another])
  await desktop.openLink(`patientview-messages://conversation/${another}/../../session`)
  await desktop.openLink('patientview-messages://anything')
  expect(await heard('openConversation')).toEqual([another])
})

test('the menu’s keys reach the page', async () => {
  desktop = await launchDesktop({ server: line.origin })
  const heard = await listenTo(desktop.page)
  await desktop.page.keyboard.press('Control+n')
  await desktop.page.keyboard.press('F1')
  await expect.poll(() => heard('command')).toEqual(['newConversation', 'shortcuts'])
})

/** Writes down everything the page is told from now on. */
async function listenTo(page: Page) {
  await page.evaluate(() => {
    const heard = ((window as unknown as Heard).heard = {} as Heard['heard'])
    for (const name of ['live', 'connection', 'openConversation', 'command'] as const)
      window.desktop.on(name, (detail) => (heard[name] ??= []).push(detail))
  })
  return <Name extends keyof Events>(name: Name): Promise<Events[Name][]> =>
    page.evaluate((asked) => ((window as unknown as Heard).heard[asked] ?? []) as never, name)
}
interface Heard {
  heard: { [Name in keyof Events]?: unknown[] }
}

function signIn(page: Page) {
  return page.evaluate((words) => window.desktop.signIn(words), { username: 'susan.turner', password })
}

/** To Susan Turner; returns the conversation's id. */
async function writeAsPatient(subject: string, text: string): Promise<string> {
  let token = ''
  const headers = (): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {})
  const patient = createClient(overHttp({ origin: system.portalUrl, headers }))
  token = (await patient.signIn({ username: 'lionel.campbell', password, door: 'portal' })).token
  const { groups } = await patient.listGroups()
  const { recipients } = await patient.listRecipients({ groupId: groups[0]!.id, filter: 'Turner' })
  const { conversations } = await patient.startConversation({
    groupId: groups[0]!.id,
    recipientIds: [recipients[0]!.id],
    subject,
    text,
    messageId: crypto.randomUUID(),
  })
  return conversations[0]!.id
}
