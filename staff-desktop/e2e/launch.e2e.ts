/** A unit's admin is led to the launch: each step ticks itself when its place has been set right, by keyboard alone. */
import { expect, test, type Page } from '@playwright/test'
import pg from 'pg'
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

const unitName = 'Edinburgh Renal Unit'
const step = (page: Page, title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) })

async function openLaunch(page: Page): Promise<void> {
  await page.getByLabel('Username').fill('fiona.macleod')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await expect(page.getByRole('button', { name: 'Units' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page.getByRole('tab', { name: 'Settings' })).toBeVisible()
  await page.getByRole('tab', { name: 'Settings' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('tab', { name: 'Launch' })).toBeFocused()
  await expect(page.getByText(/of 8 steps are done/)).toBeVisible()
}

/** Until the focus is on the button of this name. */
async function tabTo(page: Page, name: string | RegExp, role: 'button' | 'tab' = 'button'): Promise<void> {
  const target = page.getByRole(role, { name })
  for (let n = 0; n < 80; n++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}`)
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

/** From wherever the tabs are. */
async function backToLaunch(page: Page): Promise<void> {
  await page.getByRole('tab', { selected: true }).focus()
  while (!(await page.getByRole('tab', { name: 'Launch', selected: true }).count()))
    await page.keyboard.press('ArrowLeft')
  await expect(page.getByText(/of 8 steps are done/)).toBeVisible()
}

/** What happens in the weeks between: addresses are mended, links in e-mails are used. */
async function asTimeGoesBy(sql: string): Promise<void> {
  const client = new pg.Client(system.databaseUrl)
  await client.connect()
  await client.query(
    `${sql} where exists (select from memberships m join groups g on g.id = m.group_id
                           where m.account_id = accounts.id and g.name = $1 and m.ended_at is null)`,
    [unitName],
  )
  await client.end()
}

test('from the first step to the draft of the broadcast, each ticked by what was done', async () => {
  test.setTimeout(240_000)
  const { page } = desktop
  await openLaunch(page)
  const isNext = (title: string) => expect(step(page, title)).toHaveAttribute('aria-current', 'step')
  await isNext('Check the staff list')
  await expect(page.locator('.launch .primary')).toHaveText('Open the staff list')
  await expect(step(page, 'Choose who patients can write to')).toContainText(/, done.*all with a role title/s)
  await expectAccessible(page)

  await press(page, 'Open the staff list')
  await expect(page.getByRole('tab', { name: 'Staff' })).toBeFocused()
  await expect(page.getByRole('button', { name: /^No e-mail/ })).toHaveAttribute('aria-pressed', 'true')
  await asTimeGoesBy(
    `update accounts set email = coalesce(email, username || '@example.org'), email_verified_at = now(), email_bouncing_at = null`,
  )
  await backToLaunch(page)
  await expect(step(page, 'Check the staff list')).toContainText('each with an e-mail address. Nobody has said yet')
  await press(page, 'The list is right')
  await expect(step(page, 'Check the staff list')).toContainText(/, done.*Fiona MacLeod found the list right, today/s)
  await expect(page.locator('#launch-staffList')).toBeFocused()
  await expect(step(page, 'Get patients’ e-mail addresses verified')).toContainText(', done')

  await isNext('Tell the staff')
  await press(page, 'Write to them…')
  const dialog = page.getByRole('dialog', { name: 'Tell the staff' })
  await expect(dialog.getByLabel('Subject')).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('End')
  await page.keyboard.type(', on Monday')
  await press(page, 'Send to 8 people')
  await expect(page.getByText('8 people told, in 1 conversation.')).toBeVisible()
  await expect(step(page, 'Tell the staff')).toContainText('8 message recipients have been told.')
  const susan = await elsewhere(system.portalUrl, 'susan.turner', 'desktop')
  const { conversations } = await susan.listConversations()
  expect(conversations[0]).toMatchObject({ subject: `Messages from patients start soon: ${unitName}, on Monday` })

  await isNext('Publish news for patients')
  await press(page, 'Write news')
  await expect(page.getByLabel('Title')).toBeFocused()
  await page.keyboard.type('You can write to us soon')
  await page.keyboard.press('Tab')
  await page.keyboard.type('We send you a message when it starts.')
  await press(page, 'Publish…')
  await press(page, /^Publish$/)
  await expect(page.getByText('Published.', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(step(page, 'Publish news for patients')).toContainText(
    /, done.*An item shows on the patients’ start page/s,
  )
  await expect(page.getByText('7 of 8 steps are done.')).toBeVisible()

  await isNext('Send the launch broadcast')
  await expectAccessible(page)
  await press(page, 'Write the broadcast')
  await expect(page.getByLabel('Subject')).toBeFocused()
  await expect(page.getByLabel('Subject')).toHaveValue(`You can now write to us online: ${unitName}`)
})

test('somebody else’s work shows when one comes back to the window', async () => {
  const { page } = desktop
  await openLaunch(page)
  const iain = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await iain.listUnits()).units.find(({ name }) => name === unitName)!.id
  const { version, settings } = await iain.showUnit({ unitId })
  await iain.saveUnitSettings({ unitId, version, ...settings, answerTime: '' })
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(step(page, 'Fill in the unit’s details')).toContainText('Missing: when you usually answer.')
  await system.killServer()
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect(page.getByText('This may be out of date.')).toBeVisible()
  await expect(step(page, 'Fill in the unit’s details')).toBeVisible()
  await expectAccessible(page)
  await system.startServer()
})

test.describe('on any screen', () => {
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
    { width: 320, height: 256 },
  ]) {
    test(`${size.width} wide nothing is cut off`, async () => {
      const { page } = desktop
      await openLaunch(page)
      await page.setViewportSize(size)
      await page.getByRole('heading', { name: 'Send the launch broadcast' }).scrollIntoViewIfNeeded()
      const cut = await page.locator('.launch').evaluate((section) => section.scrollWidth > section.clientWidth)
      expect(cut).toBe(false)
      await page.emulateMedia({ forcedColors: 'active' })
      await expectAccessible(page)
    })
  }
})
