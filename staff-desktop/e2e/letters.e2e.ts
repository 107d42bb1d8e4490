/** A patient without e-mail is added, and the letter that lets them in is made; who was never there is invited again. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { readPdf } from '../../server/test/readPdf.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { expectAccessible } from './people.ts'

let system: RunningSystem
let desktop: Desktop
test.beforeAll(async () => {
  system = await startSystem()
})
test.afterEach(() => desktop?.close())
test.afterAll(() => system?.stop())

async function openPatients(page: Page): Promise<void> {
  await page.getByLabel('Username').fill('fiona.macleod')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await page.getByRole('button', { name: 'Units' }).click()
  await page.getByRole('tab', { name: 'Patients' }).click()
}

test('a letter for somebody who was added without an e-mail address', async () => {
  desktop = await launchDesktop({ server: system.portalUrl })
  const { page } = desktop
  const path = join(desktop.folder, 'letter.pdf')
  await desktop.answerSaveDialog(path)
  await openPatients(page)
  await page.getByRole('button', { name: 'Add a patient…' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('First name').fill('Effie')
  await form.getByLabel('Last name').fill('Paperless')
  await form.getByLabel('Date of birth').fill('02/11/1938')
  await form.getByRole('button', { name: 'Add Effie Paperless' }).click()

  const letter = page.getByRole('dialog', { name: 'Make a letter for Effie Paperless?' })
  await expect(letter).toContainText('Give it only to the person, after checking who they are.')
  await expectAccessible(page)
  await letter.getByRole('button', { name: 'Make the letter' }).click()
  await expect(page.getByText(`1 letter is in ${path}`)).toBeVisible()
  const [sheet, ...others] = readPdf(readFileSync(path))
  expect(others).toEqual([])
  expect(sheet!.text).toContain('Effie Paperless')
  expect(sheet!.text).toMatch(/^(?:\w{4}-){3}\w{4}$/m)

  await page.getByRole('textbox', { name: 'Search patients' }).fill('Paperless')
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Paperless' }) })
  await expect(row).toContainText('Letter today')
  await row.getByRole('button', { name: /^More for/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Send invitation again' })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Letters…' }).click()
  await expect(page.getByRole('dialog')).toContainText('1 patient has no e-mail address')
  await expectAccessible(page)
})
