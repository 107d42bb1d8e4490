/** A code at sign-in: set up, needed from then on, replaced by a recovery code, demanded by a unit. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { codeAt, stepAt } from '../../server/src/accounts/secondFactor/totp.ts'
import { demoPassword } from '../../server/src/config.ts'
import { connect } from '../../server/src/db/connect.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { expectAccessible } from './people.ts'

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

const atTheDesk = (page: Page) => expect(page.getByRole('button', { name: 'Lock' })).toBeVisible()
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Code at sign-in' })

async function openCode(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Your account', exact: true }).click()
  await page.getByRole('region', { name: 'Code at sign-in' }).getByRole('button').click()
}

async function password(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
}

/** The app on a phone, which has taken in the secret that is on the screen. */
async function phoneFrom(page: Page) {
  const secret = (await page.locator('code').innerText()).replaceAll(' ', '')
  const bits = Array.from(secret, (sign) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'),
  )
  const bytes = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => parseInt(byte, 2)),
  )
  return { code: () => codeAt(bytes, stepAt(Date.now())) }
}

/** As if half a minute had passed since the last code: the one that the app shows now has not been used. */
async function aStepLater(): Promise<void> {
  const db = connect({ databaseUrl: system.databaseUrl, databasePool: 2 })
  await db.raw('update second_factors set last_step = last_step - 3')
  await db.destroy()
}

/** From the password again to the recovery codes, which are on the screen afterwards. */
async function enrol(page: Page) {
  await expect(page.getByLabel('Your password')).toBeFocused()
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByText('That is not your password. Try again')).toBeVisible()
  await expect(page.getByLabel('Your password')).toBeFocused()
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible()
  await expect(page.getByLabel('Code from the app')).toBeFocused()
  await expectAccessible(page)
  const phone = await phoneFrom(page)
  await page.keyboard.type('000000')
  await page.keyboard.press('Enter')
  await expect(page.getByText('That code is not right')).toBeVisible()
  const used = phone.code()
  await page.getByLabel('Code from the app').fill(used)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Keep these recovery codes' })).toBeFocused()
  const recoveryCodes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts()
  expect(recoveryCodes).toHaveLength(10)
  await expectAccessible(page)
  return { phone, used, recoveryCodes }
}

/** They are shown this once, so nothing closes them by a slip. */
async function keepCodes(page: Page, done: 'Done' | 'Carry on') {
  for (let n = 0; n < 3; n++) await page.keyboard.press('Escape')
  await page.getByRole('button', { name: done }).click()
  await expect(page.getByText('Keep the codes first, then tick this')).toBeVisible()
  const kept = page.getByRole('checkbox', { name: 'I have kept these codes' })
  await expect(kept).toBeFocused()
  await expect(page.getByRole('list', { name: 'Recovery codes' })).toBeVisible()
  await kept.check()
  await page.getByRole('button', { name: done }).click()
}

test('it is set up at the desk; then signing in takes the code, or a recovery code once; and it is removed', async () => {
  const { page } = desktop
  await password(page, 'susan.turner')
  await atTheDesk(page)
  await openCode(page)
  const { phone, used, recoveryCodes } = await enrol(page)

  const path = join(desktop.folder, 'mine.txt')
  await desktop.answerSaveDialog(path)
  await dialog(page).getByRole('button', { name: 'Save as a file' }).click()
  await expect(dialog(page).getByText(`Saved as ${path}`)).toBeVisible()
  for (const code of recoveryCodes) expect(readFileSync(path, 'utf8')).toContain(code)
  await dialog(page).getByRole('button', { name: 'Copy' }).click()
  await expect(dialog(page).getByText('Copied.')).toBeVisible()
  await keepCodes(page, 'Done')
  await page.getByRole('button', { name: 'Sign out' }).click()

  // The code of before is used up; a wrong one is said beside the field, and the field is where to go on.
  await password(page, 'susan.turner')
  const field = page.getByLabel('Code from your app')
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await field.fill(used)
  await page.keyboard.press('Enter')
  await expect(page.getByText('it was used already')).toBeVisible()
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await aStepLater()
  await field.fill(phone.code())
  await page.keyboard.press('Enter')
  await atTheDesk(page)
  await page.getByRole('button', { name: 'Lock' }).click()

  const useRecoveryCode = async () => {
    await page.getByLabel('Password').fill(demoPassword)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click()
    await expect(page.getByLabel('Recovery code')).toBeFocused()
    await page.keyboard.type(recoveryCodes[0]!.toLowerCase())
    await page.keyboard.press('Enter')
  }
  await useRecoveryCode()
  await atTheDesk(page)
  await expect(page.getByText('You have 9 recovery codes left.')).toBeVisible()
  await page.getByRole('button', { name: 'Lock' }).click()
  await useRecoveryCode()
  await expect(page.getByText('That code is not right, or it was used already')).toBeVisible()
  await page.getByRole('button', { name: 'Back to the password' }).click()
  await expect(page.getByLabel('Password')).toBeFocused()
  await page.getByLabel('Password').fill(demoPassword)
  await page.keyboard.press('Enter')
  await aStepLater()
  await page.getByLabel('Code from your app').fill(phone.code())
  await page.keyboard.press('Enter')
  await atTheDesk(page)

  await openCode(page)
  await expect(dialog(page).getByText('9 of 10 recovery codes left')).toBeVisible()
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'Remove or change phone' }).click()
  await expectAccessible(page)
  await dialog(page).getByLabel('Your password').fill(demoPassword)
  await dialog(page).getByLabel('Code from your app, or a recovery code').fill(recoveryCodes[1]!)
  await page.keyboard.press('Enter')
  await expect(page.getByText('From now on your password alone signs you in.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await password(page, 'susan.turner')
  await atTheDesk(page)
})

test('a PC that is locked in between asks for the password again', async () => {
  const { page } = desktop
  await password(page, 'aileen.drummond')
  await atTheDesk(page)
  await openCode(page)
  const { phone } = await enrol(page)
  await keepCodes(page, 'Done')
  await page.getByRole('button', { name: 'Lock' }).click()
  await page.getByLabel('Password').fill(demoPassword)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Code from your app')).toBeFocused()
  await desktop.emitPower('lock-screen')
  await aStepLater()
  await page.getByLabel('Code from your app').fill(phone.code())
  await page.keyboard.press('Enter')
  await expect(page.getByText('That took too long. Enter your username and password again.')).toBeVisible()
  await expect(page.getByLabel('Password')).toBeFocused()
})

test('a unit demands it: the admin sees what that means, and staff set it up before anything else', async () => {
  const { page } = desktop
  await password(page, 'fiona.macleod')
  await atTheDesk(page)
  await page.getByRole('button', { name: 'Units' }).click()
  const units = page.getByRole('main', { name: 'Units' })
  await units.getByRole('checkbox', { name: 'All staff need a code at sign-in' }).check()
  await expect(
    units.getByText(/members of staff have not set this up yet. As soon as you save, they have to/),
  ).toBeVisible()
  await expectAccessible(page)
  const unitName = await units.getByRole('heading', { level: 2 }).first().innerText()
  await units.getByRole('button', { name: 'Save', exact: true }).click()
  const asks = page.getByRole('dialog', { name: `Ask all staff of ${unitName} for a code?` })
  await expect(asks.getByText(/^\s*\d+ of your \d+ staff\s+have no code yet\./)).toBeVisible()
  await expect(asks.getByText('You have none yet either.')).toBeVisible()
  await expectAccessible(page)
  await asks.getByRole('button', { name: 'Ask all staff for a code' }).click()
  // Whoever is signed in already is asked as well, without doing anything: when the live stream next shows life.
  await expect(page.getByRole('heading', { name: 'Set up a code at sign-in' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(`${unitName} asks all staff for it`)).toBeVisible()
  await expect(page.getByText(/Another admin of your unit who has a code, or Central Support,/)).toBeVisible()
  await expectAccessible(page)
  // The page has no way past it.
  const refused = await page.evaluate(() => window.desktop.call('listConversations', { view: 'inbox' }))
  expect(refused).toMatchObject({ ok: false, problem: { code: 'secondFactorDemanded' } })
  const { phone } = await enrol(page)
  await keepCodes(page, 'Carry on')
  await expect(units.getByRole('heading', { name: unitName, level: 2 })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Connection' })).toHaveText('Online')

  // Who removes it must set it up again.
  await aStepLater()
  await openCode(page)
  await dialog(page).getByRole('button', { name: 'Remove or change phone' }).click()
  await expect(dialog(page).getByText('you will have to set up another at once')).toBeVisible()
  await dialog(page).getByLabel('Your password').fill(demoPassword)
  await dialog(page).getByLabel('Code from your app, or a recovery code').fill(phone.code())
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Set up a code at sign-in' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('whoever stands before it carries on when their unit asks for it no longer', async () => {
  const { page } = desktop
  const demand = async (demands: boolean) => {
    const db = connect({ databaseUrl: system.databaseUrl, databasePool: 2 })
    await db('groups').where('kind', 'unit').update({ demands_second_factor: demands })
    await db.destroy()
  }
  await demand(true)
  await password(page, 'callum.reid')
  await expect(page.getByRole('heading', { name: 'Set up a code at sign-in' })).toBeVisible()
  await expect(page.getByText('No phone at hand')).toBeVisible()
  await demand(false)
  await page.getByLabel('Your password').fill(demoPassword)
  await page.getByRole('button', { name: 'Continue' }).click()
  await atTheDesk(page)
  await expect(page.getByRole('status', { name: 'Connection' })).toHaveText('Online')
})
