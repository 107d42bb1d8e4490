/** What would change is seen before it does, by a file, by a form, and backwards; nothing is changed twice (R10). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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

const units = (page: Page) => page.getByRole('main', { name: 'Units' })
const dialog = (page: Page) => page.getByRole('dialog').last()

async function openStaff(page: Page): Promise<void> {
  await page.getByLabel('Username').fill('fiona.macleod')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await page.getByRole('button', { name: 'Units' }).click()
  await units(page).getByRole('tab', { name: 'Staff' }).click()
  await expect(units(page).getByRole('grid')).toBeVisible()
}

/** As the other admin finds somebody. */
async function memberOfStaff(username: string) {
  const iain = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await iain.listUnits()).units.find(({ name }) => name === 'Edinburgh Renal Unit')!.id
  const { staff } = await iain.listStaff({ unitId, limit: 1000 })
  return staff.find((one) => one.username === username)
}

/** As Excel saves it on a PC in Scotland whose separator is the semicolon: in Windows-1252. */
const file = {
  name: 'staff list.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'Role title;Username;Message recipient;Payroll number',
      'Diététicienne;abigail.forsyth;yes;1',
      'Ward nurse;alistair.gow;perhaps;2',
      'Ward nurse;beth.cormack;Y;3',
      'Nurse for everything that has to do with dialysis at home;blair.penman;no;4',
      'Dietitian;susan.turner;yes;5',
      '',
    ].join('\r\n'),
    'latin1',
  ),
}

test('a file with wrong rows: they are saved, left out, the rest applied, found in the history and undone', async () => {
  const { page } = desktop
  await openStaff(page)
  await units(page).getByRole('button', { name: 'Import CSV…' }).click()
  const choose = page.getByLabel('Choose a CSV file, or drop it here')
  await expect(choose).toBeFocused()
  await expectAccessible(page)

  await choose.setInputFiles({ ...file, buffer: Buffer.from('Colour,Size\r\nred,7\r\n') })
  await expect(dialog(page).getByRole('alert')).toContainText('staff list.csv: ')
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'Save an empty template…' }).click()
  await expect.poll(() => saved('staff template.csv')).toContain('Username,Last name,First name,Role title,E-mail')
  await expect(dialog(page).getByText('The template is saved in')).toBeVisible()

  await choose.setInputFiles(file)
  const rows = dialog(page).getByRole('region', { name: 'Rows' })
  await expect(dialog(page).getByRole('button', { name: '2 wrong', exact: true })).toBeVisible()
  await expect(dialog(page).getByRole('button', { name: '2 changed' })).toBeVisible()
  await expect(dialog(page).getByText('this list has no such column: Payroll number')).toBeVisible()
  await expect(rows.getByRole('listitem').first()).toContainText('Row 3')
  await expect(rows).toContainText('Alistair Gow')
  await expectAccessible(page)
  const apply = (many: string) => dialog(page).getByRole('button', { name: `Apply to ${many}`, exact: true })
  await expect(apply('2 people')).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Control+Enter')

  await dialog(page).getByRole('button', { name: 'Save the 2 wrong rows as a file…' }).click()
  await expect.poll(() => saved('staff-rows-to-mend.csv')).toMatch(/alistair\.gow.*perhaps/)
  await expect(dialog(page).getByText('2 wrong rows saved in')).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Leave out the 2 wrong rows' }).click()
  await expect(apply('2 people')).not.toHaveAttribute('aria-disabled', 'true')
  await expect(dialog(page).getByRole('button', { name: /wrong$/ })).toHaveCount(0)
  await expect(rows).toContainText('Diététicienne')
  expect((await memberOfStaff('abigail.forsyth'))?.roleTitle).toBeNull()
  await expectAccessible(page)

  await dialog(page).getByLabel('Why').fill('The new rota')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('2 people changed.')).toBeVisible()
  expect(await memberOfStaff('abigail.forsyth')).toMatchObject({ roleTitle: 'Diététicienne', isRecipient: true })
  expect(await memberOfStaff('alistair.gow')).toMatchObject({ roleTitle: null, isRecipient: false })

  await units(page).getByRole('tab', { name: 'Changes' }).click()
  const line = units(page).getByRole('listitem').filter({ hasText: '“The new rota”' })
  await expect(line).toContainText('By CSV file')
  await line.getByRole('button', { expanded: false }).click()
  await expect(line.getByRole('region')).toContainText('Diététicienne')
  await expectAccessible(page)
  await line.getByRole('button', { name: /^Undo Staff: 2 changed/ }).press('Enter')
  await expect(dialog(page).getByRole('button', { name: 'Take back for 2 people' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await expect(line).toContainText(/Undone by Fiona MacLeod, Today/)
  // Its button is gone: the keyboard goes on at its line.
  await expect(line.locator('[aria-expanded]')).toBeFocused()
  expect(await memberOfStaff('abigail.forsyth')).toMatchObject({ roleTitle: null, isRecipient: false })
})

test('what somebody else changed before Apply is a conflict with both values, and one of them is kept', async () => {
  const { page } = desktop
  await openStaff(page)
  await units(page).getByRole('button', { name: 'Import CSV…' }).click()
  const text = 'Username,Role title\r\ncarys.pugh,Ward nurse\r\nchidi.anozie,Porter\r\n'
  await page.getByLabel('Choose a CSV file, or drop it here').setInputFiles({ ...file, buffer: Buffer.from(text) })
  await expect(dialog(page).getByRole('button', { name: 'Apply to 2 people' })).toBeVisible()

  const iain = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await iain.listUnits()).units.find(({ name }) => name === 'Edinburgh Renal Unit')!.id
  const changesetId = crypto.randomUUID()
  const carys = (await memberOfStaff('carys.pugh'))!
  const rows = [{ id: carys.id, cells: { roleTitle: { to: 'Charge nurse' } } }]
  await iain.previewChangeset({ unitId, changesetId, list: 'staff', source: 'grid', rows })
  await iain.applyChangeset({ unitId, changesetId, changes: 1 })

  await dialog(page).getByRole('button', { name: 'Apply to 2 people' }).click()
  await expect(dialog(page).getByText('Somebody else was quicker')).toBeVisible()
  const row = dialog(page).getByRole('region', { name: 'Rows' }).getByRole('listitem').filter({ hasText: 'Carys Pugh' })
  await expect(row.first()).toContainText('you made it Ward nurse')
  await expect(row.first()).toContainText('somebody else made it Charge nurse')
  await expectAccessible(page)
  expect((await memberOfStaff('chidi.anozie'))?.roleTitle).toBeNull()

  await dialog(page).getByRole('radio', { name: 'Take theirs' }).check()
  await dialog(page).getByRole('button', { name: 'Apply to 1 person', exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect((await memberOfStaff('carys.pugh'))?.roleTitle).toBe('Charge nurse')
  expect((await memberOfStaff('chidi.anozie'))?.roleTitle).toBe('Porter')
})

test('an account is closed with its conversations in other hands, and opened again', async () => {
  const { page } = desktop
  await openStaff(page)
  await units(page).getByRole('searchbox', { name: 'Filter the staff' }).fill('susan turner')
  await units(page).getByRole('button', { name: 'Actions for Susan Turner' }).click()
  await page.getByRole('menuitem', { name: 'Close account…' }).click()
  const close = page.getByRole('dialog', { name: 'Close Susan Turner’s account' })
  await expect(close.getByText(/takes them over, as the default messaging contact/)).toBeVisible()
  await close.getByText('With whom').click()
  await expect(close.getByRole('listitem').first()).toBeVisible()
  await expectAccessible(page)
  await close.getByRole('button', { name: 'Choose somebody else…' }).press('Enter')
  await page.keyboard.type('aileen')
  await expect(close.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(close.getByText('Aileen Drummond (PD nurse) takes them over.')).toBeVisible()
  await expectAccessible(page)
  await close.getByRole('button', { name: 'Close Susan Turner’s account' }).press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('Aileen Drummond takes over what was open.')).toBeVisible()
  // The filter has left nobody to go back to.
  await expect(units(page).getByRole('searchbox', { name: 'Filter the staff' })).toBeFocused()
  expect(await memberOfStaff('susan.turner')).toBeUndefined()
  const signIn = () => elsewhere(system.portalUrl, 'susan.turner', 'desktop')
  await expect(signIn()).rejects.toMatchObject({ code: 'wrongSignIn' })

  await page.getByRole('button', { name: 'Undo…' }).click()
  await expect(dialog(page).getByRole('button', { name: 'Take back for 1 person' })).toBeVisible()
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'Take back for 1 person' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(await memberOfStaff('susan.turner')).toMatchObject({ isRecipient: true })
  await signIn()
})

test('the staff are saved as a file, and it says where', async () => {
  const { page } = desktop
  await openStaff(page)
  const path = join(desktop.folder, 'mine.csv')
  await desktop.answerSaveDialog(path)
  await units(page).getByRole('button', { name: 'Export CSV' }).click()
  await expect(page.getByText(`people saved in ${path}. The file contains people’s names: keep it safe.`)).toBeVisible()
  expect(readFileSync(path, 'utf8')).toContain('abigail.forsyth')
})

function saved(name: string): string {
  try {
    return readFileSync(join(desktop.folder, name), 'utf8')
  } catch {
    return ''
  }
}
