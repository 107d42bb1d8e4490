/** The desktop app, as somebody has it who signed in a moment ago. */
import type { Page } from '@playwright/test'
import { launchDesktop, type Desktop } from '../../../staff-desktop/e2e/launchDesktop.ts'
import type { Scene } from '../Scene.ts'
import { givePassword, password } from '../signIns.ts'

export async function withDesktop<Result>(
  scene: Scene,
  accountId: string,
  work: (desktop: Desktop) => Promise<Result>,
): Promise<Result> {
  const desktop = await launchDesktop({ server: scene.origin })
  try {
    await signIn(desktop.page, await givePassword(scene, accountId))
    return await work(desktop)
  } finally {
    await desktop.close()
  }
}

async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByLabel('Password').press('Enter')
  await page
    .getByRole('listbox', { name: /^Inbox/ })
    .or(page.getByText('No conversations in your inbox'))
    .first()
    .waitFor()
}
