/** The keyboard is never nowhere: after a dialog it is where it was, or in the list. */
import { expect, test } from '@playwright/test'
import { demoPassword } from '../../server/src/config.ts'
import { startSystem } from '../../build/e2e/system.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { signIn } from './people.ts'

let system: Awaited<ReturnType<typeof startSystem>>
let desktop: Desktop

test.beforeAll(async () => {
  system = await startSystem()
  desktop = await launchDesktop({ server: system.portalUrl })
  await signIn(desktop.page, 'susan.turner')
})
test.afterAll(async () => {
  await desktop?.close()
  await system?.stop()
})

test('the list of shortcuts and a new conversation give the focus back', async () => {
  const { page } = desktop
  const list = page.getByRole('listbox', { name: /^Inbox/ })
  await expect(list).toBeFocused()
  for (const key of ['?', 'n']) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(list).toBeFocused()
  }
  const begin = page.getByRole('button', { name: 'New conversation' })
  await begin.click()
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(begin).toBeFocused()

  // Where nothing had it, the list gets it.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('?')
  await page.keyboard.press('Escape')
  await expect(list).toBeFocused()
})

test('so do adding a colleague, also when it is done, and leaving, whose button is gone then', async () => {
  const { page } = desktop
  const list = page.getByRole('listbox', { name: /^Inbox/ })
  await page.getByRole('option', { name: /Shop-bought soup/ }).click()
  const add = page.getByRole('button', { name: 'Add a colleague' })
  await add.click()
  const dialog = page.getByRole('dialog', { name: 'Add a colleague' })
  await page.keyboard.press('Escape')
  await expect(add).toBeFocused()
  await add.click()
  await page.keyboard.type('odonnell')
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: "Add Niamh O'Donnell" }).click()
  await expect(dialog).toBeHidden()
  await expect(add).toBeFocused()

  const leave = page.getByRole('button', { name: 'Leave', exact: true })
  await leave.click()
  await page.getByRole('button', { name: 'Stay' }).click()
  await expect(leave).toBeFocused()
  await leave.click()
  await page.getByRole('button', { name: 'Leave the conversation' }).click()
  await expect(page.getByText('You have left the conversation.')).toBeVisible()
  await expect(list).toBeFocused()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(list).toBeFocused()
})

test('a conversation that was started leaves the keyboard where it can go on', async () => {
  const { page } = desktop
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await expect(dialog.getByText('NHS number')).toBeVisible()
  await dialog.getByLabel('Filter').fill('drummond')
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Subject').fill('Rota')
  await dialog.getByLabel('Message').fill('Is it out?')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('main', { name: 'Conversation: Rota' })).toBeVisible()
  await expect(page.getByRole('listbox', { name: /^Inbox/ })).toBeFocused()
})

test('a lock keeps the name for the person who comes back; signing out keeps nothing', async () => {
  const { page } = desktop
  const [username, password] = [page.getByLabel('Username'), page.getByLabel('Password')]
  await desktop.emitPower('lock-screen')
  await expect(username).toHaveValue('susan.turner')
  await expect(password).toBeFocused()
  await expect(password).toHaveValue('')
  await expect(page.getByText('Connecting')).toBeHidden()
  await page.getByRole('button', { name: 'Not you? Use another name' }).click()
  await expect(username).toBeFocused()
  await expect(username).toHaveValue('')

  await username.fill('sara.lindqvist')
  await password.fill(demoPassword)
  await password.press('Enter')
  await expect(page.getByText('No conversations in your inbox')).toBeVisible()
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await expect(dialog.getByText('First or last name')).toBeVisible()
  await expect(dialog.getByRole('listbox').getByRole('option').first()).toBeVisible()
  await expect(dialog.getByText('NHS number')).toBeHidden()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(username).toBeFocused()
  await expect(username).toHaveValue('')
})
