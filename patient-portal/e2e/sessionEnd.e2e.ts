import type { Page } from '@playwright/test'
import { aConversation, demoPassword, expect, signIn, test, withAndWithoutScript } from './fixtures.ts'

/** Sessions that end after seconds instead of half an hour. */
const idleSeconds = 6
test.use({ env: { SESSION_IDLE_MINUTES_PATIENT: String(idleSeconds / 60) } })

withAndWithoutScript((script) => {
  test('a session that ends does not cost the text', async ({ page, system }) => {
    const conversation = await aConversation(system, {
      patient: 'lionel.campbell',
      subject: `Slow typing ${script ? 'script' : 'plain'}`,
    })
    await signIn(page, 'lionel.campbell', conversation.path)
    await page.getByLabel('Your reply').fill('It took me a while to find the words.')
    if (script) {
      await expect(page.getByRole('heading', { name: 'You will be signed out soon' })).toBeVisible()
    } else {
      await expect
        .poll(() => stillSignedIn(page), { timeout: 30_000, intervals: [idleSeconds * 1000 + 500] })
        .toBe(false)
      await page.getByRole('button', { name: 'Send reply' }).click()
    }
    await expect(page.getByText('What you were writing is kept.')).toBeVisible({ timeout: 30_000 })

    await page.getByLabel('Username').fill('lionel.campbell')
    await page.getByRole('textbox', { name: 'Password' }).fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL(conversation.path)
    await expect(page.getByLabel('Your reply')).toHaveValue('It took me a while to find the words.')
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(page.getByText('Your message has been sent.')).toBeVisible()
    expect(await conversation.texts()).toContain('It took me a while to find the words.')
  })
})

async function stillSignedIn(page: Page): Promise<boolean> {
  // The portal's own data request: it does not count as something that the person does.
  const answer = await page.request.get('/api/session', { headers: { 'x-background': '1' } })
  return answer.ok()
}

test('whoever stays signed in, stays', async ({ page }) => {
  await signIn(page, 'lionel.campbell')
  const warning = page.getByRole('region', { name: 'You will be signed out soon' })
  await expect(warning).toBeVisible()
  const extended = page.waitForResponse((response) => response.url().endsWith('/api/session/extend'))
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  expect((await extended).ok()).toBe(true)
})
