/** Signing in, reading and answering, with the keyboard alone. */
import { expect, test } from '@playwright/test'
import { startSystem } from '../../build/e2e/system.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { conversationAbout, elsewhere, expectAccessible, signIn } from './people.ts'

let system: Awaited<ReturnType<typeof startSystem>>
let desktop: Desktop

test.beforeAll(async () => {
  system = await startSystem()
})
test.beforeEach(async () => {
  desktop = await launchDesktop({ server: system.portalUrl })
})
test.afterEach(() => desktop?.close())
test.afterAll(() => system?.stop())

test('signing in says what is wrong, and shows patients their own door', async () => {
  const { page } = desktop
  await expect(page.getByLabel('Username')).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Enter your username')).toBeVisible()
  await expect(page.getByText('Enter your password')).toBeVisible()
  await expectAccessible(page)

  await page.getByLabel('Username').fill('susan.turner')
  await page.getByLabel('Password').fill('not my password')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('The username or password is not right')
  await expect(page.getByLabel('Username')).toHaveValue('susan.turner')

  await page.getByLabel('Username').fill('lionel.campbell')
  await page.getByLabel('Password').fill('a-quiet-demo-2026')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Patients sign in to the patient portal')
})

test('keyboard only: from the sign-in to an answer the patient can read', async () => {
  const { page } = desktop
  const kathleen = await elsewhere(system.portalUrl, 'kathleen.obrien')
  const conversationId = await conversationAbout(kathleen, 'Potassium and potatoes')
  await kathleen.markRead({ conversationId, seq: 1 })

  await expect(page.getByLabel('Username')).toBeFocused()
  await page.keyboard.type('susan.turner')
  await page.keyboard.press('Tab')
  await page.keyboard.type('a-quiet-demo-2026')
  await page.keyboard.press('Enter')
  const list = page.getByRole('listbox', { name: /^Inbox/ })
  await expect(list).toBeFocused()
  await expectAccessible(page)

  const unread = page.getByRole('button', { name: /^Unread/ })
  const before = await countIn(unread)
  await expect(list.getByRole('option', { name: /^Unread/ }).first()).toBeVisible()

  await page.keyboard.press('/')
  await page.keyboard.type('potatoes')
  const found = page.getByRole('listbox', { name: /^Results for “potatoes”/ })
  await expect(found.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')

  const thread = page.getByRole('main', { name: 'Conversation: Potassium and potatoes' })
  await expect(thread.getByRole('region', { name: 'Patient' })).toContainText("Kathleen O'Brien")
  await expect(thread.getByRole('region', { name: 'Patient' })).toContainText(/Born 2 October 1949/)
  await expect(thread.getByRole('region', { name: 'Patient' })).toContainText(/\d{3} \d{3} \d{4}/)
  await expect(thread.getByText('What about sweet potatoes?')).toBeInViewport()
  await expect(unread).toContainText(String(before - 1))
  await expectAccessible(page)

  await page.keyboard.press('r')
  await page.keyboard.type('A small one is fine. Boil it first, like the others.')
  await page.keyboard.press('Control+Enter')
  await expect(thread.getByRole('article').last()).toContainText('A small one is fine.')
  await expect(thread.getByLabel('Reply', { exact: true })).toHaveValue('')
  await expect(thread.getByText("Not opened by Kathleen O'Brien yet")).toBeVisible()

  const { entries, lastSeq } = await kathleen.showConversation({ conversationId })
  expect(entries.at(-1)).toMatchObject({ text: 'A small one is fine. Boil it first, like the others.' })

  await kathleen.markRead({ conversationId, seq: lastSeq })
  await expect(thread.getByText(/^\s*Opened by Kathleen O'Brien/)).toBeVisible()
})

test('a new message appears by itself, and is read only under the eyes of somebody', async () => {
  const { page } = desktop
  await signIn(page, 'susan.turner')
  const lionel = await elsewhere(system.portalUrl, 'lionel.campbell')
  const conversationId = await conversationAbout(lionel, 'Which cheeses can I have?')
  await page.getByRole('option', { name: /Which cheeses/ }).click()
  const thread = page.getByRole('main', { name: /Which cheeses/ })
  await expect(thread.getByRole('article').first()).toBeVisible()

  await setFocused(false)
  const { lastSeq } = await lionel.showConversation({ conversationId })
  const text = 'Yes please, I will bring the diary.'
  await lionel.sendMessage({ conversationId, id: crypto.randomUUID(), text, lastSeenSeq: lastSeq })
  await expect(thread.getByText(text)).toBeVisible()
  await expect(page.getByText('There is a new message in this conversation.')).toBeAttached()
  const row = page.getByRole('option', { name: /Which cheeses/ })
  await expect(row).toContainText('Unread')

  await setFocused(true)
  await expect(row).not.toContainText('Unread')
})

test('archiving and its undo, the views, and the list of shortcuts', async () => {
  const { page } = desktop
  await signIn(page, 'aileen.drummond')
  const row = page.getByRole('option', { name: /Deliveries while the lift is broken/ })
  await row.click()
  await expect(page.getByRole('main', { name: /Deliveries/ })).toBeVisible()
  await page.keyboard.press('e')
  await expect(row).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toBeVisible()
  await row.click()
  await page.keyboard.press('e')
  await expect(row).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByRole('listbox', { name: /^Archived/ }).getByText('Deliveries while')).toBeVisible()
  await row.click()
  await page.keyboard.press('e')
  await expect(row).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(row).toBeVisible()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('a colleague is added and sees the conversation; leaving asks first', async () => {
  const { page } = desktop
  await signIn(page, 'susan.turner')
  await page.getByRole('option', { name: /Shop-bought soup/ }).click()
  await page.getByRole('button', { name: 'Add a colleague' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a colleague' })
  await page.keyboard.type('odonnell')
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: "Add Niamh O'Donnell" }).click()
  await expect(page.getByText(/Niamh O'Donnell.* was added/).first()).toBeVisible()

  const niamh = await elsewhere(system.portalUrl, 'niamh.odonnell', 'desktop')
  expect(await conversationAbout(niamh, 'Shop-bought soup')).toBeTruthy()

  await page.getByRole('button', { name: 'Leave' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Leave the conversation' }).click()
  await expect(page.getByText('You have left the conversation.')).toBeVisible()
  await expect(page.getByRole('option', { name: /Shop-bought soup/ })).toBeHidden()
})

/** The window, and the page in it: neither the stand-in nor a machine without a window manager tells the page by itself. */
async function setFocused(focused: boolean): Promise<void> {
  await desktop.setFocused(focused)
  await desktop.page.evaluate((name) => window.dispatchEvent(new Event(name)), focused ? 'focus' : 'blur')
}

async function countIn(button: ReturnType<Desktop['page']['getByRole']>): Promise<number> {
  return Number(/\d+/.exec(await button.innerText())?.[0])
}
