/** A session that ends by itself: warned of, everything put away, the draft kept. */
import { expect, test } from '@playwright/test'
import { startSystem } from '../../build/e2e/system.ts'
import { launchDesktop } from './launchDesktop.ts'
import { expectAccessible, signIn } from './people.ts'

test('nobody touches it: a warning, then the sign-in, then the draft again', async () => {
  const system = await startSystem({ env: { SESSION_IDLE_MINUTES_STAFF: '0.25' } })
  const desktop = await launchDesktop({ server: system.portalUrl })
  const { page } = desktop
  try {
    await signIn(page, 'susan.turner')
    await page.getByRole('option', { name: /Potassium and potatoes/ }).click()
    const reply = page.getByLabel('Reply', { exact: true })
    await reply.fill('Interrupted in the middle of a')
    await expect(page.getByRole('alert').filter({ hasText: 'You will be signed out at' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Stay signed in' }).click()

    await expect(page.getByText('You were signed out because nothing happened')).toBeVisible({ timeout: 30_000 })
    expect(await page.content()).not.toContain('Interrupted')
    await expectAccessible(page)

    await signIn(page, 'susan.turner')
    await expect(reply).toHaveValue('Interrupted in the middle of a')
  } finally {
    await desktop.close()
    await system.stop()
  }
})
