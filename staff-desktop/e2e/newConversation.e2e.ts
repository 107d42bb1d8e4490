/** Starting conversations: to several patients at once, each gets one of their own (R4). */
import { expect, test } from '@playwright/test'
import { startSystem } from '../../build/e2e/system.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { elsewhere, expectAccessible, signIn } from './people.ts'

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

test('three patients, by keyboard: said beforehand, three separate conversations', async () => {
  const { page } = desktop
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await expect(dialog.getByLabel('Filter')).toBeFocused()
  await expect(dialog.getByText('Patients', { exact: true })).toBeVisible()
  await expectAccessible(page)

  for (const [typed, name] of [
    ['obrien kath', "Kathleen O'Brien"],
    ['nunez', 'José Núñez'],
    ['12/04/1958', 'Lionel Campbell'],
  ] as const) {
    await dialog.getByLabel('Filter').fill(typed)
    await expect(dialog.getByRole('option')).toHaveCount(1)
    await expect(dialog.getByRole('option')).toContainText(name)
    await page.keyboard.press('Enter')
  }
  await expect(dialog.getByText('3 separate conversations, one for each patient')).toBeVisible()

  await page.keyboard.press('Control+Enter')
  await dialog.getByRole('button', { name: 'Send 3 separate conversations' }).click()
  await expect(dialog.getByText('Enter a subject')).toBeVisible()
  await expect(dialog.getByLabel('Subject')).toBeFocused()
  await expectAccessible(page)

  await page.keyboard.type('Cooking afternoon')
  await page.keyboard.press('Tab')
  await page.keyboard.type('We cook together on Thursday at two. Everybody is welcome.')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByText('3 conversations started.')).toBeVisible()
  await expect(page.getByRole('option', { name: /Cooking afternoon/ })).toHaveCount(3)

  const lionel = await elsewhere(system.portalUrl, 'lionel.campbell')
  const { conversations } = await lionel.listConversations({ search: 'Cooking afternoon' })
  expect(conversations).toHaveLength(1)
  expect(JSON.stringify(conversations)).not.toMatch(/Kathleen|José/)
})

test('one colleague: the conversation opens; a patient without e-mail is marked', async () => {
  const { page } = desktop
  await page.getByRole('button', { name: 'New conversation' }).click()
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await dialog.getByLabel('Filter').fill('Fraser Archibald')
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await expect(dialog.getByRole('option')).toContainText('born 24 August 1936')
  await expect(dialog.getByRole('option')).toContainText('No e-mail')

  await dialog.getByLabel('Filter').fill('drummond')
  await expect(dialog.getByRole('option')).toContainText(['Aileen Drummond (PD nurse)'])
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Subject').fill('Holiday cover')
  await dialog.getByLabel('Message').fill('Could you take my Tuesday clinic?')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('main', { name: 'Conversation: Holiday cover' })).toContainText(
    'Could you take my Tuesday',
  )
})

test('what was begun and closed is there again', async () => {
  const { page } = desktop
  await page.getByRole('button', { name: 'New conversation' }).click()
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await dialog.getByLabel('Subject').fill('Begun and')
  await dialog.getByLabel('Message').fill('left')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Your draft is kept')).toBeVisible()
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(dialog.getByLabel('Subject')).toHaveValue('Begun and')
  await expect(dialog.getByLabel('Message')).toHaveValue('left')
})
