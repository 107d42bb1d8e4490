/** A unit's admin puts the staff list right in the grid: by keyboard, by a pasted block, in bulk, one by one (R10). */
import { expect, test, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { elsewhere, expectAccessible, signIn } from './people.ts'

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
const row = (page: Page, name: string) => grid(page).getByRole('row', { name: new RegExp(`Select ${name}`) })

async function openStaff(page: Page): Promise<void> {
  await signIn(page, 'fiona.macleod')
  await expect(page.getByRole('button', { name: 'Units' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(grid(page)).toHaveAttribute('aria-busy', 'false')
}

/** The cell of somebody under a header. */
async function cell(page: Page, name: string, header: string) {
  const index = await grid(page).getByRole('columnheader', { name: header, exact: true }).getAttribute('aria-colindex')
  return row(page, name).locator(`[aria-colindex="${index}"]`)
}

/** Only the rows in sight are in the page: the filter brings them there. */
async function find(page: Page, typed: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Filter the staff' }).fill(typed)
}

async function goTo(page: Page, name: string, header: string): Promise<void> {
  await find(page, name.split(' ').at(-1)!)
  await clickCell(page, name, header)
}

async function clickCell(page: Page, name: string, header: string): Promise<void> {
  const target = await cell(page, name, header)
  const box = (await target.boundingBox())!
  await page.mouse.click(box.x + 4, box.y + 4)
  await expect(target).toBeFocused()
}

/** As when a spreadsheet has put it on the clipboard. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(event)
  }, text)
}

async function asIain() {
  const client = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await client.listUnits()).units[0]!.id
  return {
    async finds(filter: string) {
      const { staff } = await client.listStaff({ unitId, filter })
      return staff[0]!
    },
    async changes(filter: string, roleTitle: string) {
      const { id } = await this.finds(filter)
      const changesetId = crypto.randomUUID()
      const rows = [{ id, cells: { roleTitle: { to: roleTitle } } }]
      await client.previewChangeset({ unitId, changesetId, list: 'staff', source: 'grid', rows })
      await client.applyChangeset({ unitId, changesetId, changes: 1 })
    },
  }
}

test('by keyboard alone: cells are changed, an error sits in its cell, all is reviewed, applied and undone', async () => {
  const { page } = desktop
  await openStaff(page)
  await expectAccessible(page)
  const press = async (key: string, times = 1) => {
    for (let n = 0; n < times; n++) await page.keyboard.press(key)
  }
  // From the tab into the grid; the first rows are Chidi Anozie's and Noor Aziz's.
  for (let n = 0; n < 30 && !(await grid(page).locator(':focus').count()); n++) await press('Tab')
  await expect(row(page, 'Chidi Anozie').getByRole('rowheader')).toBeFocused()
  await press('ArrowRight', 2)
  await page.keyboard.type('Charge nurse')
  await press('Tab')
  await page.keyboard.type('nonsense')
  await press('Enter')
  await press('ArrowUp')
  await expect(await cell(page, 'Chidi Anozie', 'E-mail')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('1 person to look at')).toBeVisible()
  await expectAccessible(page)
  await press('F2')
  await press('Control+a')
  await page.keyboard.type('chidi@renal.example')
  await press('Enter')
  await expect(page.getByText('1 person to look at')).toBeHidden()
  await press('ArrowRight')
  await press('Space')
  await press('Control+z')
  await press('Control+y')
  await expect(page.getByText('3 changes to 2 people')).toBeVisible()

  await press('Escape')
  await press('Escape')
  for (let n = 0; n < 10; n++) {
    await press('Tab')
    if (await page.getByRole('button', { name: 'Review 2 people…' }).evaluate((one) => one === document.activeElement))
      break
  }
  await press('Enter')
  const review = page.getByRole('dialog')
  await expect(review.getByText('Charge nurse')).toBeVisible()
  await expectAccessible(page)
  await press('Control+Enter')
  await expect(review).toBeHidden()
  await expect(page.getByText('2 people changed.')).toBeVisible()
  // It stays for as long as the pointer is on it.
  await page.getByText('2 people changed.').hover()
  await expect(await cell(page, 'Chidi Anozie', 'Role title')).toHaveText('Charge nurse')
  await expect(await cell(page, 'Chidi Anozie', 'E-mail')).toContainText('chidi@renal.example Not verified')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(review.getByText('Charge nurse')).toBeVisible()
  await press('Control+Enter')
  await expect(await cell(page, 'Chidi Anozie', 'Role title')).toHaveText('')
})

test('a block out of a spreadsheet; what comes below the last row is offered as new people', async () => {
  const { page } = desktop
  await openStaff(page)
  await goTo(page, 'Tomasz Zieliński', 'Last name')
  await paste(page, 'Zielinski\tTomasz\t"Lead\npharmacist"\r\nAbernethy\tRona\tPD nurse\r\n')
  // The filter hides everybody else: they may have been meant.
  const hidden = page.getByRole('dialog', { name: /^A filter hides \d+ people$/ })
  await expect(hidden.getByRole('button', { name: 'Show everybody' })).toBeFocused()
  await expectAccessible(page)
  await hidden.getByRole('button', { name: 'They are not among these' }).click()
  const more = page.getByRole('dialog', { name: 'Add several people' })
  await expect(more.getByRole('textbox')).toBeFocused()
  await expect(more.getByText('1 person found.')).toBeVisible()
  await expectAccessible(page)
  await more.getByRole('button', { name: 'Review 1 person…' }).click()
  const review = page.getByRole('dialog')
  await expect(review.getByText('Rona Abernethy')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('1 person added.')).toBeVisible()
  // The filter that would hide her is gone, and the keyboard is at her row.
  await expect(row(page, 'Rona Abernethy').locator(':focus')).toHaveCount(1)

  // What was pasted into the cells above is still waiting, also after a look elsewhere and a lock.
  await expect(page.getByText('2 changes to 1 person')).toBeVisible()
  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('dialog')).toContainText('the staff of Edinburgh Renal Unit')
  await page.getByRole('button', { name: 'Go to the unit' }).click()
  await expect(page.getByText('2 changes to 1 person')).toBeVisible()
  await page.getByRole('button', { name: 'Lock' }).click()
  await page.getByLabel('Username').fill('fiona.macleod')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await expect(page.getByText('2 changes to 1 person')).toBeVisible()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('2 changes to 1 person')).toBeHidden()

  // A block from one place to another, by the clipboard of the PC.
  await find(page, 'nurse')
  await clickCell(page, 'Aileen Drummond', 'Role title')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Control+c')
  await clickCell(page, 'Eilidh Stewart', 'Role title')
  await page.keyboard.press('Control+v')
  await expect(page.getByText('2 changes to 1 person')).toBeVisible()
  await expect(grid(page).getByText('PD nurse')).toHaveCount(3)
})

test('somebody else was quicker: both values in the cell, mine or theirs', async () => {
  const { page } = desktop
  await openStaff(page)
  const iain = await asIain()
  await iain.changes('whitelaw', 'Clinical lead')
  await goTo(page, 'Hannah Whitelaw', 'Role title')
  await page.keyboard.type('Professor')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Somebody else made this “Clinical lead” meanwhile.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByRole('button', { name: 'Review 1 person…' }).click()
  await expect(page.getByRole('button', { name: 'Apply to 1 person' })).toHaveAttribute('aria-disabled', 'false')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('1 person changed.')).toBeVisible()
  expect((await iain.finds('whitelaw')).roleTitle).toBe('Professor')
})

test('many at once, after a filter', async () => {
  const { page } = desktop
  await openStaff(page)
  await find(page, 'nurse')
  await clickCell(page, 'Aileen Drummond', 'Select everybody who is shown')
  await page.getByRole('button', { name: /Select all \d that match/ }).click()
  await page.getByRole('button', { name: /^Change \d people…/ }).click()
  const form = page.getByRole('dialog', { name: /^Change \d people/ })
  await form.getByRole('checkbox', { name: 'Role title' }).check()
  await form.getByRole('textbox', { name: 'Role title' }).fill('Specialist nurse')
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Review the changes…' }).click()
  await expect(page.getByRole('dialog').getByText('Specialist nurse').first()).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(await cell(page, 'Aileen Drummond', 'Role title')).toHaveText('Specialist nurse')
})

test('somebody new who exists elsewhere joins the unit, rather than being made twice', async () => {
  const { page } = desktop
  await openStaff(page)
  await page.getByRole('button', { name: 'Add a person…' }).click()
  const form = page.getByRole('dialog', { name: /^Add a person/ })
  await form.getByLabel('First name').fill('Morag')
  await page.keyboard.press('Enter')
  await expect(form.getByLabel('Last name')).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.type('Lindsay')
  await page.keyboard.press('Enter')
  await expect(form.getByRole('group', { name: /Is Morag Lindsay one of these people/ })).toBeVisible()
  await expectAccessible(page)
  await form.getByRole('radio', { name: /^Yes/ }).check()
  await form.getByRole('button', { name: 'Check and add…' }).click()
  await expect(page.getByRole('dialog', { name: 'Check your changes' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('1 person added.')).toBeVisible()
  await find(page, 'lindsay')
  await expect(row(page, 'Morag Lindsay')).toBeVisible()
  // She also belongs to Fife: her name is not this unit's to change.
  await expect(await cell(page, 'Morag Lindsay', 'Last name')).toHaveAttribute('aria-readonly', 'true')
})

test('the menu of a row, by keyboard', async () => {
  const { page } = desktop
  await openStaff(page)
  await goTo(page, 'Susan Turner', 'Role title')
  await page.keyboard.press('Shift+F10')
  const menu = page.getByRole('menu', { name: 'Actions for Susan Turner' })
  await expect(menu.getByRole('menuitem', { name: 'Reset sign-in…' })).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('r')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Reset sign-in of Susan Turner?' })
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'I have checked: reset' }).click()
  await expect(page.getByText(/A link to choose a new password is on its way/)).toBeVisible()
  await page.keyboard.press('Shift+F10')
  await page.keyboard.press('m')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
  await expect(await cell(page, 'Susan Turner', 'Default messaging contact')).toHaveText('Yes')
  await find(page, 'fiona')
  await expect(await cell(page, 'Fiona MacLeod', 'Default messaging contact')).toHaveText('No')
})
