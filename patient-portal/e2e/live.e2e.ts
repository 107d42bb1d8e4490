import { aConversation, expect, signIn, test } from './fixtures.ts'

test('a new message appears, and the badge with it, without reloading', async ({ page, system }) => {
  const patient = 'lionel.campbell'
  const first = await aConversation(system, { patient, subject: 'Waiting here' })
  const second = await aConversation(system, { patient, subject: 'Somewhere else' })
  await signIn(page, patient, first.path)
  await page.getByLabel('Your reply').fill('Half a sentence')

  await first.susanWrites('Here I am.')
  await expect(page.getByText('Here I am.')).toBeVisible()
  await expect(page.getByText('New message from Susan Turner')).toBeAttached()
  await expect(page.getByLabel('Your reply')).toHaveValue('Half a sentence')

  await second.susanWrites('Look over here.')
  await expect(page.getByRole('banner')).toContainText('unread')
  await page.goto('/conversations')
  await expect(page.getByRole('article').filter({ hasText: 'Somewhere else' })).toContainText('New')

  const third = await aConversation(system, { patient, subject: 'Brand new' })
  await third.susanWrites('Out of the blue.')
  await expect(page.getByRole('article').first()).toContainText('Brand new')
})

test('progress moves while the patient looks at it', async ({ page, system }) => {
  const conversation = await aConversation(system, { patient: 'lionel.campbell', subject: 'Progress' })
  await signIn(page, 'lionel.campbell', conversation.path)
  await expect(page.getByRole('article').last()).toContainText('Received')
  await conversation.asSusan.markRead({ conversationId: conversation.id, seq: 1 })
  await expect(page.getByRole('article').last()).toContainText('Being looked at')
})
