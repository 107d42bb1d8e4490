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

for (const how of ['the network', 'the server'] as const) {
  test(`what is typed without ${how} is kept as soon as it is back`, async ({ page, context, system }) => {
    const conversation = await aConversation(system, { patient: 'lionel.campbell', subject: `Without ${how}` })
    await signIn(page, 'lionel.campbell', conversation.path)
    await expect(page.getByText('You have 10,000 characters left')).toBeVisible()
    const kept = async () => {
      const { draft } = await conversation.asPatient.showConversation({ conversationId: conversation.id })
      return draft?.text
    }
    const lost = page.waitForEvent('requestfailed', (request) => request.url().includes('/api/drafts/'))
    if (how === 'the network') await context.setOffline(true)
    else await system.killServer()
    await page.getByLabel('Your reply').fill('Typed in a tunnel')
    await lost

    if (how === 'the network') await context.setOffline(false)
    else await system.startServer()
    await expect.poll(kept, { timeout: 40_000 }).toBe('Typed in a tunnel')
  })
}
