/** What is typed is never lost: not to a newer message, a dead server, a lock or a session that ends. */
import { expect, test } from '@playwright/test'
import type { Client } from 'server/client'
import { startSystem } from '../../build/e2e/system.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { conversationAbout, elsewhere, expectAccessible, signIn } from './people.ts'

let system: Awaited<ReturnType<typeof startSystem>>
let desktop: Desktop
let kathleen: Client
let conversationId: string
const subject = 'Potassium and potatoes'

test.beforeAll(async () => {
  system = await startSystem()
  kathleen = await elsewhere(system.portalUrl, 'kathleen.obrien')
  conversationId = await conversationAbout(kathleen, subject)
})
test.beforeEach(async () => {
  desktop = await launchDesktop({ server: system.portalUrl })
  await signIn(desktop.page, 'susan.turner')
  await desktop.page.getByRole('option', { name: new RegExp(subject) }).click()
  await expect(desktop.page.getByLabel('Reply', { exact: true })).toBeVisible()
})
test.afterEach(() => desktop?.close())
test.afterAll(() => system?.stop())

const texts = async () => (await kathleen.showConversation({ conversationId })).entries.map((entry) => entry.text)

test('a reply to an old state of things is shown what is new, and can be changed or sent anyway', async () => {
  const { page } = desktop
  const reply = page.getByLabel('Reply', { exact: true })
  await page.keyboard.press('r')
  await page.keyboard.type('Half a sweet potato, twice a week.')
  const { lastSeq } = await kathleen.showConversation({ conversationId })
  const news = 'My potassium was 6.1 this morning, they rang me.'
  await kathleen.sendMessage({ conversationId, id: crypto.randomUUID(), text: news, lastSeenSeq: lastSeq })

  await page.keyboard.press('Control+Enter')
  const newer = page.getByRole('region', { name: 'What is new' })
  await expect(newer).toContainText(news)
  await expect(reply).toHaveValue('Half a sweet potato, twice a week.')
  expect(await texts()).not.toContain('Half a sweet potato, twice a week.')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Edit' }).click()
  await expect(reply).toBeFocused()
  await reply.fill('None at all for now, please.')
  await page.keyboard.press('Control+Enter')
  await expect(reply).toHaveValue('')
  expect(await texts()).toContain('None at all for now, please.')
})

test('with the server dead the text stays, the screen says so, and trying again sends it once', async () => {
  const { page } = desktop
  const reply = page.getByLabel('Reply', { exact: true })
  const text = 'This must arrive exactly once.'
  await system.killServer()
  await expect(page.getByText(/Offline since \d\d:\d\d|Connecting/)).toBeVisible()
  await expect(page.getByText('may be out of date')).toBeVisible()
  await reply.fill(text)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'your message was not sent' })).toBeVisible()
  await expect(reply).toHaveValue(text)
  await expectAccessible(page)

  await system.startServer()
  await expect(page.getByText('Online', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('You are online again. Your message was not sent yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Send now' }).click()
  await expect(reply).toHaveValue('')
  expect((await texts()).filter((one) => one === text)).toEqual([text])
})

test('locking wipes the screen at once and keeps the draft for the same person only', async () => {
  const { page } = desktop
  const text = 'Half a sentence that somebody interrup'
  await page.getByLabel('Reply', { exact: true }).fill(text)
  await desktop.emitPower('lock-screen')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  const content = await page.content()
  for (const secret of [text, subject, "O'Brien", 'Susan Turner']) expect(content).not.toContain(secret)
  await expectAccessible(page)

  await signIn(page, 'susan.turner')
  await expect(page.getByLabel('Reply', { exact: true })).toHaveValue(text)
  await page.getByLabel('Reply', { exact: true }).fill('')

  await page.getByRole('button', { name: 'Lock' }).click()
  await signIn(page, 'fiona.macleod')
  await expect(page.getByText('No conversation open')).toBeVisible()
})
