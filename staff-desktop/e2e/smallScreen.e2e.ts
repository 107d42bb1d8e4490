/** The least screen that wards have: whatever the conversation is like, it can be answered. */
import { expect, test } from '@playwright/test'
import { startSystem } from '../../build/e2e/system.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { conversationAbout, elsewhere, expectAccessible, signIn } from './people.ts'

let system: Awaited<ReturnType<typeof startSystem>>
let desktop: Desktop

test.beforeAll(async () => {
  system = await startSystem()
  desktop = await launchDesktop({ server: system.portalUrl })
  await desktop.page.setViewportSize({ width: 1024, height: 700 })
  await signIn(desktop.page, 'susan.turner')
})
test.afterAll(async () => {
  await desktop?.close()
  await system?.stop()
})

test('a subject without an end and eight people leave room for the reply', async () => {
  const { page } = desktop
  const subject = 'W'.repeat(150)
  const susan = await elsewhere(system.portalUrl, 'susan.turner', 'desktop')
  const { groups } = await susan.listGroups()
  const groupId = groups[0]!.id
  const { recipients: staff } = await susan.listRecipients({ groupId, only: 'staff' })
  const { recipients: patients } = await susan.listRecipients({ groupId, filter: 'obrien kath' })
  const { conversations } = await susan.startConversation({
    groupId,
    recipientIds: [patients[0]!.id],
    subject,
    messageId: crypto.randomUUID(),
    text: 'So many of us.',
  })
  const conversationId = conversations[0]!.id
  const colleagues = staff.slice(0, 7)
  for (const { id } of colleagues) await susan.addParticipant({ conversationId, accountId: id })

  await page.getByRole('option', { name: new RegExp(subject) }).click()
  const thread = page.getByRole('main', { name: `Conversation: ${subject}` })
  const send = thread.getByRole('button', { name: 'Send' })
  await expect(thread.getByText('So many of us.')).toBeAttached()
  await expect(send).toBeInViewport({ ratio: 1 })
  await expect(thread.getByRole('heading', { name: subject })).toHaveAttribute('title', subject)
  await expect(thread.getByText(`and ${colleagues.length - 1} others`)).toBeVisible()
  await expectAccessible(page)

  await thread.getByRole('button', { name: 'Show all' }).click()
  const everybody = thread.getByRole('list', { name: 'Members of staff in this conversation' })
  await expect(everybody.getByRole('listitem')).toHaveCount(colleagues.length + 1)
  await expect(everybody).toContainText('Susan Turner (Dietitian, you)')
  await thread.getByLabel('Reply', { exact: true }).fill('A line.\n'.repeat(40))
  await expect(send).toBeInViewport({ ratio: 1 })
  await expectAccessible(page)
  await thread.getByLabel('Reply', { exact: true }).fill('')
  await thread.getByRole('button', { name: 'Show less' }).click()
  await expect(everybody).toBeHidden()
})

test('one’s own reply is shown, wherever in a long message one was reading', async () => {
  const { page } = desktop
  const kathleen = await elsewhere(system.portalUrl, 'kathleen.obrien')
  const conversationId = await conversationAbout(kathleen, 'Potassium and potatoes')
  const { lastSeq } = await kathleen.showConversation({ conversationId })
  const text = 'And then '.repeat(1_111)
  await kathleen.sendMessage({ conversationId, id: crypto.randomUUID(), text, lastSeenSeq: lastSeq })
  await page.getByRole('option', { name: /Potassium and potatoes/ }).click()
  const thread = page.getByRole('main', { name: /Potassium and potatoes/ })
  await expect(thread.getByText('And then And then')).toBeInViewport()
  await thread.getByRole('region', { name: 'Messages' }).press('Home')

  await page.keyboard.press('r')
  await page.keyboard.type('I have read it all.')
  await page.keyboard.press('Control+Enter')
  await expect(thread.getByRole('article').filter({ hasText: 'I have read it all.' })).toBeInViewport({ ratio: 1 })
})

test('a toast covers nothing, and goes when the person goes on', async () => {
  const { page } = desktop
  const list = page.getByRole('listbox', { name: /^Inbox/ })
  await page.keyboard.press('Escape')
  await page.getByRole('main').getByRole('button', { name: 'Archive' }).click()
  const toast = page.getByRole('status').filter({ hasText: 'Archived.' })
  await expect(toast).toBeVisible()
  const [below, above] = [await toast.boundingBox(), await list.boundingBox()]
  expect(below!.y).toBeGreaterThanOrEqual(above!.y + above!.height)
  await expect(page.getByRole('button', { name: 'Lock' })).toBeInViewport({ ratio: 1 })
  await list.getByRole('option').last().click()
  await expect(toast).toBeHidden()
})
