import { aConversation, expect, signIn, test } from './fixtures.ts'

test('the page says that it is offline, keeps the text, and catches up afterwards', async ({ page, system }) => {
  const conversation = await aConversation(system, { patient: 'lionel.campbell', subject: 'Cut off' })
  await signIn(page, 'lionel.campbell', conversation.path)
  const bar = page.getByText('You are offline. What you type is kept here')
  await expect(bar).toBeHidden()

  await system.killServer()
  await expect(bar).toBeVisible()
  await page.getByLabel('Your reply').fill('Written in a tunnel')
  await page.getByRole('button', { name: 'Send reply' }).click()
  await expect(page.getByRole('alert')).toContainText('Your text is still here')
  await expect(page.getByLabel('Your reply')).toHaveValue('Written in a tunnel')

  await system.startServer()
  await conversation.susanWrites('Sent meanwhile')
  await expect(bar).toBeHidden({ timeout: 30_000 })
  await expect(page.getByText('Sent meanwhile')).toBeVisible()
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('Your message has been sent.')).toBeVisible()
  expect(await conversation.texts()).toEqual(['Good morning.', 'Sent meanwhile', 'Written in a tunnel'])
})
