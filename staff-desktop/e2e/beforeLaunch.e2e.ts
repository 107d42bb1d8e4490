/**
 * The ten minutes before launch day, by keyboard alone: a unit's admin goes through the list of 60 staff and makes it
 * true. She corrects addresses, writes role titles, sets who can be written to, closes somebody who has left, adds somebody
 * new, and mends a patient's address; and finds all of it under Changes.
 */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { elsewhere } from './people.ts'

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

const grid = (page: Page) => page.getByRole('grid', { name: 'Staff of Edinburgh Renal Unit' })
const focused = (one: Locator) => one.evaluate((element) => element === document.activeElement)

/** Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let n = 0; n < 60; n++) {
    if ((await target.count()) === 1 && (await focused(target))) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** Into the grid, from wherever the focus is. */
async function enterGrid(page: Page): Promise<void> {
  for (let n = 0; n < 60 && (await grid(page).locator(':focus').count()) === 0; n++) await page.keyboard.press('Tab')
  await expect(grid(page).locator(':focus')).toHaveCount(1)
}

/** Out of the grid to a button behind it. */
async function leaveFor(page: Page, button: Locator): Promise<void> {
  await press(page, 'Escape', 'Escape')
  await tabTo(page, button)
  await page.keyboard.press('Enter')
}

/** With the arrows, from the cell that has the focus to the one under a header, in the same row. */
async function goToColumn(page: Page, header: string): Promise<void> {
  const column = Number(
    await grid(page).getByRole('columnheader', { name: header, exact: true }).getAttribute('aria-colindex'),
  )
  const at = async () => Number(await grid(page).locator(':focus').getAttribute('aria-colindex'))
  for (let now = await at(); now !== column; now = await at())
    await page.keyboard.press(now < column ? 'ArrowRight' : 'ArrowLeft')
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, text)
}

async function applied(page: Page, button: string | RegExp): Promise<void> {
  const dialog = page.getByRole('dialog').last()
  await expect(dialog.getByRole('button', { name: button })).toBeVisible()
  await expect(dialog.getByRole('button', { name: button })).not.toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('sixty staff and a patient are made right without a mouse', async () => {
  test.setTimeout(240_000)
  const { page } = desktop
  await expect(page.getByLabel('Username')).toBeFocused()
  await page.keyboard.type('fiona.macleod')
  await page.keyboard.press('Tab')
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Units' })).toBeVisible()
  await press(page, 'g', 's')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '61')

  // Who has no address: three of them are in the e-mail from the rota office.
  await tabTo(page, page.getByRole('button', { name: /^No e-mail/ }))
  await page.keyboard.press('Enter')
  await expect(grid(page)).not.toHaveAttribute('aria-rowcount', '61')
  await enterGrid(page)
  await goToColumn(page, 'E-mail')
  const names = await grid(page).getByRole('rowheader').allTextContents()
  for (const address of ['first@edinburgh.example', 'second(at)edinburgh', 'third@edinburgh.example']) {
    await page.keyboard.type(address)
    await page.keyboard.press('Enter')
  }
  await expect(page.getByText('3 changes to 3 people')).toBeVisible()
  // The one that is no address says so where it stands, and is mended there.
  await expect(page.getByText('1 person to look at')).toBeVisible()
  await press(page, 'ArrowUp', 'ArrowUp')
  await expect(grid(page).locator(':focus')).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.type('second@edinburgh.example')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 person to look at')).toBeHidden()

  // Everybody's role titles, out of the spreadsheet of the ward manager; the first one downwards, then all recipients.
  await leaveFor(page, page.getByRole('button', { name: /^All/ }))
  await enterGrid(page)
  await page.keyboard.press('Control+Home')
  await goToColumn(page, 'Role title')
  await press(page, 'ArrowDown', 'ArrowDown')
  await paste(page, 'Staff nurse\r\nHealthcare assistant\r\nStaff nurse\r\n')
  await goToColumn(page, 'Message recipient')
  await press(page, 'Space', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+d')
  const review = page.getByRole('button', { name: /^Review \d+ people…/ })
  const counted = Number(/\d+/.exec((await review.textContent())!)![0])
  expect(counted).toBeGreaterThan(5)
  await leaveFor(page, review)
  await applied(page, /^Apply to \d+ people$/)

  // Somebody who has left: their conversations go to the default messaging contact.
  await tabTo(page, page.getByRole('searchbox', { name: 'Filter the staff' }))
  await page.keyboard.type('turner')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '2')
  await enterGrid(page)
  await press(page, 'ArrowDown', 'Shift+F10')
  const menu = page.getByRole('menu', { name: 'Actions for Susan Turner' })
  await expect(menu).toBeVisible()
  await page.keyboard.press('c')
  await page.keyboard.press('Enter')
  const close = page.getByRole('dialog', { name: 'Close Susan Turner’s account' })
  await expect(close.getByText(/takes them over, as the default messaging contact/)).toBeVisible()
  await tabTo(page, close.getByRole('button', { name: 'Close Susan Turner’s account' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  // Somebody new.
  await tabTo(page, page.getByRole('button', { name: 'Add a person…' }))
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: /^Add a person/ })
  await expect(form.getByLabel('First name')).toBeFocused()
  await page.keyboard.type('Rona')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Abernethy')
  await tabTo(page, form.getByLabel('E-mail'))
  await page.keyboard.type('rona.abernethy@edinburgh.example')
  await page.keyboard.press('Enter')
  await applied(page, /^Apply to 1 person$/)
  await system.mailbox.waitFor(({ envelope }) => envelope.to.includes('rona.abernethy@edinburgh.example'))

  // A patient whose e-mails come back.
  await tabTo(page, page.getByRole('tab', { selected: true }))
  await press(page, 'ArrowRight')
  await expect(page.getByRole('table', { name: 'Patients' })).toBeVisible()
  await tabTo(page, page.getByRole('textbox', { name: 'Search patients' }))
  await page.keyboard.type('14/12/1963')
  await expect(page.getByText('1 patient found')).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: /^Edit.*Boyle/ }))
  await page.keyboard.press('Enter')
  const edit = page.getByRole('dialog')
  await tabTo(page, edit.getByLabel('E-mail'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('duncan.new@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await system.mailbox.waitFor(({ envelope }) => envelope.to.includes('duncan.new@example.org'))

  // All of it is on record, newest first.
  await tabTo(page, page.getByRole('tab', { selected: true }))
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight')
  await expect(page.getByRole('tab', { name: 'Changes' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('By Fiona MacLeod').or(page.getByText('Fiona MacLeod')).first()).toBeVisible()

  const iain = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await iain.listUnits()).units[0]!.id
  const { staff } = await iain.listStaff({ unitId, limit: 1000 })
  expect(staff).toHaveLength(60)
  expect(staff.map(({ username }) => username)).not.toContain('susan.turner')
  expect(staff.find(({ username }) => username === 'rona.abernethy')).toMatchObject({ emailState: 'unverified' })
  const mended = staff.filter(({ email }) => /^(first|second|third)@edinburgh\.example$/.test(email ?? ''))
  expect(mended.map(({ lastName }) => lastName)).toEqual(names.slice(0, 3).map((name) => name.trim()))
  expect(staff.filter(({ roleTitle }) => roleTitle === 'Staff nurse')).toHaveLength(2)
  const { changesets } = await iain.listChangesets({ unitId })
  expect(changesets.map(({ list, by }) => `${list} ${by}`)).toEqual([
    'patients Fiona MacLeod',
    ...Array.from({ length: 3 }, () => 'staff Fiona MacLeod'),
  ])
})
