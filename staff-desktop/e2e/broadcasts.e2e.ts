/** The launch message to every patient of a unit of 4,000: written, checked, stopped in its minute, sent, watched, reported (R11). */
import { expect, test, type Browser, type Page } from '@playwright/test'
import pg from 'pg'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { elsewhere, expectAccessible, signIn } from './people.ts'

const unitName = 'Edinburgh Renal Unit'
const newPatients = 4000

let system: RunningSystem
let desktop: Desktop
test.beforeAll(async () => {
  // Nobody waits here for hundreds of e-mails to go at the pace that a hospital's mail server bears.
  system = await startSystem({ env: { BROADCAST_EMAILS_PER_SECOND: '1000' } })
  await addPatients(newPatients)
})
test.beforeEach(async () => {
  desktop = await launchDesktop({ server: system.portalUrl })
})
test.afterEach(() => desktop?.close())
test.afterAll(() => system?.stop())

/** As an import from the hospital's own list would; every tenth has an address. */
async function addPatients(many: number): Promise<void> {
  const client = new pg.Client(system.databaseUrl)
  await client.connect()
  await client.query(
    `with added as (
       insert into accounts (kind, username, first_name, last_name, date_of_birth, email, email_verified_at, telephone)
       select 'patient', 'launch.patient' || n, 'Morag', 'Patient' || n, date '1950-01-01' + n,
              case when n % 10 = 0 then 'launch.patient' || n || '@example.org' end,
              case when n % 10 = 0 then now() end, '0131 496 0' || lpad(n::text, 4, '0')
         from generate_series(1, $1) as n
       returning id)
     insert into memberships (account_id, account_kind, group_id, group_kind, role)
     select added.id, 'patient', g.id, 'unit', 'patient' from added, groups g where g.name = $2`,
    [many, unitName],
  )
  await client.end()
}

const units = (page: Page) => page.getByRole('main', { name: 'Units' })
const dialog = (page: Page) => page.getByRole('dialog').last()

/** Opens it on a phone as this patient, and answers the id of the conversation that they found. */
async function findInPortal(browser: Browser, username: string): Promise<string> {
  const context = await browser.newContext({ viewport: { width: 375, height: 700 } })
  const page = await context.newPage()
  await page.goto(system.portalUrl)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  const found = page.getByRole('link', { name: /Write to us online/ })
  await expect(found).toHaveCount(1)
  await found.click()
  await expect(page.getByText('Please check your e-mail address now')).toBeVisible()
  const id = /conversations\/([0-9a-f-]{36})/.exec(page.url())![1]!
  await context.close()
  return id
}

async function openBroadcasts(page: Page): Promise<void> {
  await signIn(page, 'fiona.macleod')
  await page.getByRole('button', { name: 'Units' }).click()
  await units(page).getByRole('tab', { name: 'Broadcasts' }).click()
}

test('from the draft to the report, with the minute in which it can be stopped', async ({ browser }) => {
  test.setTimeout(300_000)
  const { page } = desktop
  await openBroadcasts(page)
  await expect(units(page).getByText('Nothing has been sent to all patients yet')).toBeVisible()
  await expectAccessible(page)

  await units(page).getByRole('button', { name: 'Start with the launch text' }).click()
  const subject = units(page).getByLabel('Subject')
  await expect(subject).toHaveValue(/^You can now write to us online/)
  await subject.fill('')
  await units(page).getByRole('button', { name: 'Check it' }).click()
  await expect(units(page).getByText('Enter a subject')).toBeVisible()
  await expect(subject).toBeFocused()
  await subject.fill('Write to us online')
  await units(page)
    .getByRole('checkbox', { name: /^Keep for newcomers/ })
    .check()
  await units(page)
    .getByLabel('Until the end of')
    .fill(`31/12/${new Date().getFullYear() + 1}`)
  await units(page)
    .getByRole('radio', { name: /^People I choose/ })
    .check()
  await expect(dialog(page).getByText('Susan Turner')).toBeVisible()
  await dialog(page).getByRole('combobox').fill('turner')
  await expect(dialog(page).getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await dialog(page).getByRole('button', { name: 'Choose 1' }).click()
  await expect(units(page).getByText('Draft saved')).toBeVisible()
  await expectAccessible(page)

  await units(page).getByRole('button', { name: 'Check it' }).click()
  const button = units(page).getByRole('button', { name: /^Send to [\d,]+ patients…$/ })
  await expect(button).toBeVisible()
  const count = /[\d,]+/.exec((await button.textContent())!)![0]
  expect(Number(count.replace(',', ''))).toBeGreaterThan(newPatients)
  await expect(units(page).getByText('Replies go to Susan Turner (Dietitian)').first()).toBeVisible()
  await expectAccessible(page)

  await units(page).getByRole('button', { name: 'See it as a patient…' }).click()
  await dialog(page).getByRole('combobox').fill('kathleen obrien')
  await expect(dialog(page).getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(dialog(page).getByRole('heading', { name: 'Write to us online' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await button.click()
  await dialog(page).getByRole('textbox').fill('400')
  await page.keyboard.press('Enter')
  await expect(dialog(page).getByText(`Type ${count} to confirm`)).toBeVisible()
  await dialog(page).getByRole('textbox').fill(count)
  await page.keyboard.press('Enter')
  await expect(units(page).getByRole('timer')).toBeVisible()
  await expectAccessible(page)
  await units(page).getByRole('button', { name: 'Stop it: send nothing' }).click()
  await expect(units(page).getByLabel('Subject')).toHaveValue('Write to us online')

  await units(page).getByRole('button', { name: 'Check it' }).click()
  await button.click()
  await dialog(page).getByRole('textbox').fill(count)
  await page.keyboard.press('Enter')
  await expect(units(page).getByRole('timer')).toBeVisible()
  await expect(units(page).getByRole('heading', { name: 'Being sent' })).toBeVisible({ timeout: 90_000 })
  await expectAccessible(page)
  await expect(units(page).getByRole('heading', { name: 'What became of it' })).toBeVisible({ timeout: 120_000 })
  await expect(units(page).getByRole('region', { name: 'Have it' })).toContainText(count)

  const ids = await Promise.all(
    ['kathleen.obrien', 'lionel.campbell', 'jose.nunez'].map((patient) => findInPortal(browser, patient)),
  )
  expect(new Set(ids).size).toBe(3)
  const lionel = await elsewhere(system.portalUrl, 'lionel.campbell')
  await expect(lionel.showConversation({ conversationId: ids[0]! })).rejects.toThrow()
  await units(page).getByRole('tab', { name: 'E-mail' }).click()
  await units(page).getByRole('tab', { name: 'Broadcasts' }).click()
  await expect(units(page).getByRole('region', { name: 'Opened it' })).toContainText('3')

  await units(page).getByRole('button', { name: 'Show the call sheet' }).click()
  await expect(
    units(page)
      .getByRole('region', { name: /^Not opened yet/ })
      .getByRole('row'),
  ).toHaveCount(51)
  await expectAccessible(page)
  await units(page).getByRole('button', { name: 'All broadcasts' }).click()
  await expect(units(page).getByRole('button', { name: /^Write to us online/ })).toBeFocused()
})

test('from the recipient list to a broadcast, with the text that was begun kept', async () => {
  const { page } = desktop
  await signIn(page, 'fiona.macleod')
  await page.keyboard.press('n')
  await dialog(page)
    .getByRole('button', { name: `All patients of ${unitName}…` })
    .click()
  await expect(units(page).getByRole('tab', { name: 'Broadcasts' })).toHaveAttribute('aria-selected', 'true')
  await expect(units(page).getByLabel('Subject')).toBeFocused()
})

test('whoever is no admin of the unit finds no way to all patients', async () => {
  const { page } = desktop
  await signIn(page, 'susan.turner')
  await page.keyboard.press('n')
  await expect(dialog(page).getByRole('combobox')).toBeVisible()
  await expect(dialog(page).getByRole('button', { name: /^All patients of/ })).toHaveCount(0)
})
