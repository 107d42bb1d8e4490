/**
 * A unit's admin sees how its e-mails fare: sent, then held up by a mail server that refuses, and sent when it accepts
 * again; and an address that is refused for good, with the way to where it is put right.
 */
import { expect, test, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { elsewhere, expectAccessible } from './people.ts'

let system: RunningSystem
let desktop: Desktop
test.beforeAll(async () => {
  system = await startSystem()
})
test.beforeEach(async () => {
  desktop = await launchDesktop({ server: system.portalUrl })
})
test.afterEach(() => desktop?.close())
test.afterAll(() => system?.stop())

async function openFigures(page: Page): Promise<void> {
  await page.getByLabel('Username').fill('fiona.macleod')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await expect(page.getByRole('button', { name: 'Units' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.getByRole('tab', { name: 'E-mail' }).click()
  await expect(page.getByRole('heading', { name: 'E-mail', level: 2 })).toBeVisible()
}

const tile = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** As somebody who looks again until it is so. */
async function untilShown(page: Page, name: string, words: string | RegExp): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect(tile(page, name)).toContainText(words, { timeout: 1000 })
  }).toPass({ timeout: 30_000 })
}

/** Lionel writes to a member of staff, who gets an e-mail. */
async function lionelWrites(): Promise<void> {
  const lionel = await elsewhere(system.portalUrl, 'lionel.campbell')
  const { groups } = await lionel.listGroups()
  const groupId = groups.find(({ name }) => name === 'Edinburgh Renal Unit')!.id
  const { recipients } = await lionel.listRecipients({ groupId, filter: 'turner' })
  await lionel.startConversation({
    groupId,
    recipientIds: [recipients[0]!.id],
    subject: 'A private matter',
    messageId: crypto.randomUUID(),
    text: 'About my tablets',
  })
}

test('sent, held up, sent again; and refused for good', async () => {
  test.setTimeout(180_000)
  const { page } = desktop
  await openFigures(page)
  await expect(page.getByText('Nothing: no e-mail has failed in the last 7 days.')).toBeVisible()
  await expectAccessible(page)

  await lionelWrites()
  await untilShown(page, 'Sent today', /^Sent today ?1/)
  await expect(tile(page, 'Sent today')).toContainText('Within 10 seconds of its message.')

  system.mailbox.refuse({ code: 451 })
  await lionelWrites()
  await untilShown(page, 'Tried again', '1 e-mail has been tried without success')
  const list = page.getByRole('table', { name: 'E-mails that could not be sent' })
  const row = list.getByRole('row', { name: /Susan Turner/ })
  await expect(row).toContainText('Is tried again')
  await expect(row).toContainText('The mail server asked to try again later.')
  await expect(page.locator('body')).not.toContainText('A private matter')
  await expectAccessible(page)

  system.mailbox.acceptAll()
  await untilShown(page, 'Tried again', 'No e-mail has to be tried again.')
  await expect(tile(page, 'Sent today')).toContainText(/^Sent today ?2/)
  await expect(list).toBeHidden()

  system.mailbox.refuse({ code: 550 })
  await lionelWrites()
  await untilShown(page, 'Could not be sent', 'for 1 the address was refused')
  await expect(row).toContainText('The address was refused.')
  await expectAccessible(page)
  await row.getByRole('button', { name: 'Susan Turner, in People we cannot reach' }).click()
  await expect(page.getByRole('tab', { name: 'People we cannot reach' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('textbox', { name: 'Search people we cannot reach' })).toHaveValue('Susan Turner')
  await expect(page.getByRole('heading', { name: 'Susan Turner' })).toBeVisible()
})

test('what holds e-mails up is said; without the server the figures stay, and are said to be old', async () => {
  test.setTimeout(120_000)
  const { page } = desktop
  await openFigures(page)
  await system.killWorker()
  await lionelWrites()
  await expect(async () => {
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect(page.getByText('the part of the service that sends e-mails is not running').first()).toBeVisible({
      timeout: 1000,
    })
  }).toPass({ timeout: 60_000 })
  await system.killServer()
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect(page.getByText('These figures may be out of date.')).toBeVisible()
  await expect(tile(page, 'Sent today')).toBeVisible()
  await Promise.all([system.startServer(), system.startWorker()])
})

test.describe('on any screen', () => {
  for (const size of [
    { width: 1024, height: 700 },
    { width: 320, height: 256 },
  ]) {
    test(`${size.width} wide nothing is cut off`, async () => {
      const { page } = desktop
      await openFigures(page)
      await page.setViewportSize(size)
      const panel = page.locator('#unit-panel')
      expect(await panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
      await tile(page, 'People we cannot reach').scrollIntoViewIfNeeded()
      await expect(tile(page, 'People we cannot reach')).toBeInViewport()
      await expectAccessible(page)
    })
  }
})
