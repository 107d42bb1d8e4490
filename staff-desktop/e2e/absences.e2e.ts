/** Staff say when they are away, admins see it and do it for others, and it is shown where somebody leaves (R10, R14). */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
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

/** Days on the calendar of the United Kingdom. */
const today = Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format())
const day = (ahead: number) => new Date(today + ahead * 86_400_000).toISOString().slice(0, 10)
const inWords = (ahead: number) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' })
    .format(new Date(day(ahead)))
    .replace(',', '')

/** As the boxes show it. */
const inFull = (ahead: number) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(day(ahead)),
  )

async function choose(page: Page, dialog: Locator, name: string) {
  await page.keyboard.type(name)
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
}

async function openStaff(page: Page, name: string): Promise<Locator> {
  await expect(page.getByRole('button', { name: 'Units' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  const grid = page.getByRole('grid', { name: 'Staff of Edinburgh Renal Unit' })
  await expect(grid).toHaveAttribute('aria-busy', 'false')
  await page.getByRole('searchbox', { name: 'Filter the staff' }).fill(name)
  return grid
}

test('one says by keyboard alone when one is away and who covers, changes it and comes back', async () => {
  const { page } = desktop
  await signIn(page, 'susan.turner')
  const opener = page.getByRole('button', { name: 'When I am away' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'When I am away' })
  await expect(dialog.getByLabel('First day away')).toBeFocused()
  await expect(dialog.getByLabel('First day away')).toHaveValue(inFull(0))
  await expectAccessible(page)

  await dialog.getByLabel('Last day away').fill(day(-1))
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Last day away')).toHaveAccessibleDescription('This is before the first day')
  await expect(dialog.getByLabel('Last day away')).toHaveValue(inFull(-1))
  await expectAccessible(page)

  await dialog.getByLabel('Last day away').fill(day(7))
  await expect(
    dialog.getByText(`${inWords(0)} to ${inWords(7)}: Fiona MacLeod gets messages from patients too.`),
  ).toBeVisible()
  await dialog.getByRole('button', { name: 'Choose a colleague…' }).press('Enter')
  await expect(dialog.getByRole('option').first()).toBeVisible()
  await expectAccessible(page)
  await choose(page, dialog, 'aileen')
  await expect(
    dialog.getByText(`${inWords(0)} to ${inWords(7)}: Aileen Drummond gets messages from patients too.`),
  ).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Choose somebody else…' })).toBeFocused()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(page.getByText(`You are away: ${inWords(0)} to ${inWords(7)}.`)).toBeVisible()
  await expect(opener).toBeFocused()
  await expect(page.getByText(`You are away until ${inWords(7)}. Aileen Drummond covers.`)).toBeVisible()
  await expectAccessible(page)

  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Aileen Drummond covers.')).toBeVisible()
  await dialog.getByRole('button', { name: /^Change / }).press('Enter')
  await expect(dialog.getByLabel('Last day away')).toHaveValue(inFull(7))
  await dialog.getByLabel('Last day away').fill(day(2))
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(page.getByText(`You are away: ${inWords(0)} to ${inWords(2)}.`)).toBeVisible()
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: /^Back today/ }).press('Enter')
  await expect(dialog.getByText('Set already')).toBeHidden()
  await expect(dialog.getByLabel('First day away')).toBeFocused()
  await expect(page.getByText('You are away until')).toBeHidden()

  await dialog.getByLabel('Last day away').fill(day(4))
  await page.keyboard.press('Enter')
  await expect(page.getByText(`You are away until ${inWords(4)}.`)).toBeVisible()
  await page.getByRole('button', { name: 'I am back' }).press('Enter')
  await expect(page.getByText('You are away until')).toBeHidden()
  await expect(opener).toBeFocused()
})

test('a colleague sees it before writing, in the list and beside the text', async () => {
  const { page } = desktop
  await signIn(page, 'fiona.macleod')
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await dialog.getByLabel('Filter').fill('callum')
  const option = dialog.getByRole('option', { name: /Callum Reid/ })
  await expect(option).toContainText(/away until \d+ \w+: Eilidh Stewart covers/)
  await page.keyboard.press('Enter')
  const covered = `Callum Reid is away until ${inWords(6)}. Eilidh Stewart covers, but does not get this message. Add them if it cannot wait.`
  await expect(dialog.getByText(covered)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('Subject').fill('The rota')
  await dialog.getByLabel('Message').fill('Can you do Thursday?')
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByText('Can you do Thursday?', { exact: true })).toBeVisible()
  await expect(page.getByText(covered)).toBeVisible()
  await expect(page.getByText(/^Eilidh Stewart gets this because/)).toBeHidden()
  await expectAccessible(page)
})

test('an admin sees who is away, sets it for others, and who covers when a cover leaves', async () => {
  const { page } = desktop
  await signIn(page, 'fiona.macleod')
  const grid = await openStaff(page, 'tomasz')
  await page.getByRole('button', { name: 'Actions for Tomasz Zieliński' }).click()
  await page.getByRole('menuitem', { name: 'Absence…' }).click()
  const dialog = page.getByRole('dialog', { name: 'When Tomasz Zieliński is away' })
  await dialog.getByLabel('Last day away').fill(day(3))
  await dialog.getByRole('button', { name: 'Choose a colleague…' }).press('Enter')
  await choose(page, dialog, 'eilidh')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(grid.getByText(/^until \d+ \w+$/)).toBeVisible()

  await page.getByRole('searchbox', { name: 'Filter the staff' }).fill('eilidh')
  await page.getByRole('button', { name: 'Actions for Eilidh Stewart' }).click()
  await page.getByRole('menuitem', { name: 'Close account…' }).click()
  const leaver = page.getByRole('dialog', { name: 'Close Eilidh Stewart’s account' })
  await expect(leaver.getByText(`Tomasz Zieliński, ${inWords(0)} to ${inWords(3)}`)).toBeVisible()
  await expect(leaver.getByText(/^Callum Reid, /)).toBeVisible()
  await expectAccessible(page)
  await leaver.getByRole('button', { name: 'Choose somebody else…' }).press('Enter')
  await choose(page, leaver, 'aileen')
  await leaver.getByRole('button', { name: 'Close Eilidh Stewart’s account' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  const client = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await client.listUnits()).units[0]!.id
  const { staff } = await client.listStaff({ unitId, filter: 'tomasz' })
  const { absences } = await client.showAbsences({ unitId, accountId: staff[0]!.id })
  expect(absences).toMatchObject([{ cover: { name: 'Aileen Drummond', receives: true } }])
})
