/** Somebody at the desktop, and a patient in the portal, each in a real page; what their pages hold, asked of Chromium. */
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { demoPassword } from '../../server/src/config.ts'
import { launchDesktop } from '../../staff-desktop/e2e/launchDesktop.ts'
import { chromiumArguments, findChromium } from '../chromium.ts'

export interface Window {
  name: string
  kind: string
  /** One round of what somebody does there; ends where it began, with the same things on the screen. */
  round: () => Promise<void>
  figures: () => Promise<Record<string, number>>
  close: () => Promise<void>
}

/** How fast it is, is not asked here. */
const patience = 120_000

export const atDesktop = 'fiona.macleod'
export const inPortal = 'lionel.campbell'

export async function openDesktop(origin: string): Promise<Window> {
  const desktop = await launchDesktop({ server: origin })
  const { page } = desktop
  page.setDefaultTimeout(patience)
  await page.getByLabel('Username').fill(atDesktop)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  const inbox = page.getByRole('listbox', { name: /^Inbox/ })
  await inbox.waitFor()
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  async function round(): Promise<void> {
    await press('g', 'u', 'g', 'i')
    await inbox.waitFor()
    await inbox.focus()
    await press('Home', 'j', 'j', 'Enter')
    await page.getByRole('textbox', { name: 'Reply' }).waitFor()
    await press('Escape')
    await inbox.focus()
    await press('k', 'Enter', 'g', 's')
    await page.locator('[role=grid][aria-busy=false]').waitFor()
    // In the table letters are typed into it.
    await page.getByRole('tab', { name: 'Patients' }).click()
    await page.getByRole('table', { name: 'Patients' }).waitFor()
    await page.getByRole('button', { name: 'Inbox' }).click()
    await inbox.waitFor()
  }
  return { name: 'desktop', kind: desktop.kind, round, figures: await counted(page), close: () => desktop.close() }
}

export async function openPortal(origin: string): Promise<Window> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments })
  const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London' })).newPage()
  page.setDefaultTimeout(patience)
  await page.goto(`${origin}/sign-in?return=${encodeURIComponent('/conversations')}`)
  await page.getByLabel('Username').fill(inPortal)
  await page.getByRole('textbox', { name: 'Password' }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  async function round(): Promise<void> {
    // Without loading the page anew, so that it can gather what it forgets to let go.
    await page.locator('main a[href^="/conversations/"]').filter({ hasNotText: 'New' }).first().click()
    await page.waitForURL(/conversations\/[0-9a-f-]{36}/)
    await page.goBack()
    await page.waitForURL(/conversations$/)
  }
  return { name: 'portal page', kind: 'Chromium', round, figures: await counted(page), close: () => browser.close() }
}

async function counted(page: Page): Promise<Window['figures']> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    // Twice: what is let go by the first may hold more.
    for (let time = 0; time < 2; time++) await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
    return { heap: value('JSHeapUsedSize'), nodes: value('Nodes'), listeners: value('JSEventListeners') }
  }
}
