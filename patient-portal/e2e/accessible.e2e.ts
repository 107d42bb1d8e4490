import type { Page } from '@playwright/test'
import { aConversation, expect, expectAccessible, signIn, test } from './fixtures.ts'

/** A desktop, and the smallest telephone, which is also what 400 % zoom makes of a desktop. */
const screens = [
  { name: 'wide', viewport: { width: 1280, height: 900 } },
  { name: '320 px', viewport: { width: 320, height: 640 } },
]

for (const { name, viewport } of screens) {
  test.describe(name, () => {
    test.use({ viewport })

    test('signing in', async ({ page }) => {
      await page.goto('/sign-in?because=signed-out')
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect(page.getByRole('alert')).toBeVisible()
      await expectAccessible(page)
    })

    test('the inbox in all its states', async ({ page, system }) => {
      const conversation = await aConversation(system, { patient: 'lionel.campbell', subject: `Unread ${name}` })
      await conversation.susanWrites('News')
      await signIn(page, 'lionel.campbell')
      await expectAccessible(page)
      for (const query of ['view=archived', 'search=a', 'search=nothingatall', 'done=archived']) {
        await page.goto(`/conversations?${query}`)
        await expectAccessible(page)
      }
    })

    test('a conversation in all its states', async ({ page, system }) => {
      const conversation = await aConversation(system, {
        patient: 'lionel.campbell',
        subject: `A subject of some length that has to wrap ${name}`,
        text: `${'w'.repeat(300)} https://www.nhs.uk/${'x'.repeat(200)}`,
      })
      await conversation.susanWrites('An answer')
      await page.route('**/api/live', (route) => route.abort())
      await signIn(page, 'lionel.campbell', conversation.path)
      await expect(page.getByText('You are offline.')).toBeVisible()
      await expectAccessible(page)
      await page.getByText('More options').click()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Send reply' }).click()
      await expect(page.getByRole('alert')).toBeVisible()
      await expectAccessible(page)
      await page.getByLabel('Your reply').fill('Mine')
      await conversation.susanWrites('Something newer')
      await page.getByRole('button', { name: 'Send reply' }).click()
      await expect(page.getByRole('region', { name: 'New message' })).toBeVisible()
      await expectAccessible(page)
      for (const rest of ['?done=sent', '/add', '/print']) {
        await page.goto(conversation.path + rest)
        await expectAccessible(page)
      }
    })

    test('a new message, step by step', async ({ page }) => {
      await signIn(page, 'jose.nunez', '/conversations/new')
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('alert')).toBeVisible()
      await expectAccessible(page)
      await page.getByLabel('Edinburgh Renal Unit').check()
      await continueFrom(page, 'Who do you want to write to?')
      await page.getByLabel('Susan Turner (Dietitian)').check()
      await page.getByLabel('Find a person by name').fill('nobody like that')
      await page.getByRole('button', { name: 'Find' }).click()
      await expect(page.getByText('Nobody found for')).toBeVisible()
      await expectAccessible(page)
      await continueFrom(page, 'This is not for urgent matters')
      await page.getByRole('button', { name: 'I understand, continue' }).click()
      await expect(page.getByRole('heading', { name: 'Write your message' })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Send message' }).click()
      await expect(page.getByRole('alert')).toBeVisible()
      await expectAccessible(page)
    })

    test('pages that are not there, and the one for staff', async ({ page }) => {
      await page.goto('/nowhere')
      await expectAccessible(page)
      await page.goto('/open/7c9e6679-7425-40de-944b-e07fc1f90ae7')
      await expectAccessible(page)
    })
  })
}

async function continueFrom(page: Page, next: string): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { name: next })).toBeVisible()
  await expectAccessible(page)
}

test('a reply by keyboard alone', async ({ page, system }) => {
  const conversation = await aConversation(system, { patient: 'lionel.campbell', subject: 'By keyboard' })
  await signIn(page, 'lionel.campbell', conversation.path)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to main content' })).toBeFocused()
  await page.keyboard.press('Enter')
  const reply = page.getByLabel('Your reply')
  for (let presses = 0; presses < 10 && !(await isFocused(page, 'text')); presses++) await page.keyboard.press('Tab')
  await expect(reply).toBeFocused()
  await page.keyboard.type('Without a mouse')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Your message has been sent.')).toBeVisible()
})

const isFocused = (page: Page, id: string) => page.evaluate((wanted) => document.activeElement?.id === wanted, id)
