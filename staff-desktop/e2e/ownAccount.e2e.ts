/** What staff look after themselves, by keyboard alone: how they are reached, how they sign in, where they are signed in. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { connect } from '../../server/src/db/connect.ts'
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

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const said = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })
const linkIn = ({ text }: { text: string }) => /https?:\S+/.exec(text)![0]

async function openAccount(page: Page): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('y')
  await expect(page.getByRole('main', { name: 'Your account' })).toBeFocused()
  await expect(part(page, 'You')).toBeVisible()
}

/** As somebody without a mouse comes there. */
async function tabTo(place: Locator): Promise<void> {
  const focused = () => place.evaluate((element) => element === document.activeElement)
  for (let steps = 0; steps < 60 && !(await focused()); steps++) await place.page().keyboard.press('Tab')
  await expect(place).toBeFocused()
}

async function press(place: Locator): Promise<void> {
  await tabTo(place)
  await place.page().keyboard.press('Enter')
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** What has to be scrolled sideways; in a text box that is as it should be, and what only screen readers see has no width. */
const tooWide = (page: Page) =>
  page
    .getByRole('main')
    .evaluate((main) =>
      [main, ...main.querySelectorAll('*:not(input, .visually-hidden)')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
        .map(({ outerHTML }) => outerHTML.slice(0, 80)),
    )

async function sql(text: string): Promise<void> {
  const db = connect({ databaseUrl: system.databaseUrl, databasePool: 2 })
  await db.raw(text)
  await db.destroy()
}

test('another address: the old one is told, the link proves the new one, and the notice goes', async ({ browser }) => {
  const { page } = desktop
  await signIn(page, 'susan.turner')
  await openAccount(page)
  await expect(part(page, 'You')).toContainText('Susan Turner')
  await expect(part(page, 'You')).toContainText('Edinburgh Renal Unit Dietitian')
  await expect(part(page, 'E-mail')).toContainText('Verified')
  const old = (await part(page, 'E-mail').locator('.address').innerText()).trim()
  await expectAccessible(page)

  await press(button(page, 'Change address'))
  const address = page.getByLabel('New e-mail address')
  await expect(address).toBeFocused()
  await page.keyboard.type('me at work')
  await tabTo(page.getByLabel('Your password'))
  await page.keyboard.type('not this one')
  await page.keyboard.press('Enter')
  await expect(address).toBeFocused()
  await expect(address).toHaveAccessibleDescription(/Enter one e-mail address, like name@example\.org/)
  await expect(address).toHaveValue('me at work')
  await expectAccessible(page)
  await page.keyboard.type('susan@elsewhere.example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Your password')).toBeFocused()
  await expect(page.getByText('That is not your password. Try again')).toBeVisible()

  const earlier = system.mailbox.messages()
  const mailTo = (to: string) => system.mailbox.waitFor((one) => !earlier.includes(one) && one.envelope.to[0] === to)
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')
  await expect(said(page, 'Your address is changed.')).toBeVisible()
  await expect(button(page, 'Change address')).toBeFocused()
  await expect(part(page, 'E-mail')).toContainText('Not verified')
  expect((await mailTo(old)).subject).toBe('This e-mail address is no longer used')
  const link = linkIn(await mailTo('susan@elsewhere.example.org'))
  await expectAccessible(page)

  // The notice beside the name leads here from wherever one is.
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(page.getByRole('listbox', { name: /^Inbox/ })).toBeVisible()
  const notice = page.getByRole('button', { name: /^Your e-mail address is not verified/ })
  await expectAccessible(page)
  await press(notice)
  await expect(button(page, 'Change address')).toBeFocused()
  await press(button(page, 'Send another verification e-mail'))
  await expect(said(page, 'to susan@elsewhere.example.org less than a minute ago')).toBeVisible()

  const outside = await browser.newPage()
  await outside.goto(link)
  await outside.getByRole('button', { name: 'Yes, this is my e-mail address' }).click()
  await expect(outside.getByRole('status').filter({ hasText: 'Your e-mail address is confirmed' })).toBeVisible()
  await outside.close()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(notice).toBeHidden()
  await expect(part(page, 'E-mail')).toContainText('Verified')
})

test('another password: the others are signed out, and from now on it is the one that counts', async () => {
  const { page } = desktop
  const other = await elsewhere(system.portalUrl, 'aileen.drummond', 'desktop')
  await signIn(page, 'aileen.drummond')
  await openAccount(page)
  const places = page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem')
  await expect(places).toHaveCount(2)
  await expect(places.first()).toContainText('This one')

  await press(button(page, 'Change password'))
  await expect(page.getByLabel('Your password now')).toBeFocused()
  await page.keyboard.type(demoPassword)
  await tabTo(page.getByLabel('New password'))
  await page.keyboard.type('Password1')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('New password')).toBeFocused()
  await expect(page.getByText(/Many people use this password/)).toBeVisible()
  await expectAccessible(page)
  await press(button(page, 'Show new password'))
  await expect(page.getByLabel('New password')).toHaveValue('Password1')
  await expect(page.getByLabel('New password')).toHaveAttribute('type', 'text')
  await page.getByLabel('New password').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('vier Löwen und ein Karren')
  await page.keyboard.press('Enter')
  await expect(said(page, 'Your password is changed.')).toBeVisible()
  await expect(places).toHaveCount(1)
  await expect(page.getByText('You are signed in only here.')).toBeVisible()
  await expect(other.whoAmI()).rejects.toMatchObject({ status: 401 })

  await button(page, 'Sign out').click()
  expect(await page.content()).not.toContain('Löwen')
  await page.getByLabel('Username').fill('aileen.drummond')
  await page.getByLabel('Password').fill(demoPassword)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText(/username or password/i)
  await page.getByLabel('Password').fill('vier Löwen und ein Karren')
  await page.keyboard.press('Enter')
  await expect(button(page, 'Lock')).toBeVisible()
})

test('signed out everywhere else; what one is e-mailed about; a number that is kept over a lock', async () => {
  const { page } = desktop
  const other = await elsewhere(system.portalUrl, 'callum.reid', 'desktop')
  await signIn(page, 'callum.reid')
  await openAccount(page)
  await press(button(page, 'Sign out everywhere else…'))
  await expectAccessible(page)
  await press(button(page, 'Sign out everywhere else'))
  await expect(said(page, 'You have been signed out in 1 other place.')).toBeVisible()
  await expect(other.whoAmI()).rejects.toMatchObject({ status: 401 })
  await expect(page.getByRole('main', { name: 'Your account' })).toBeFocused()

  await tabTo(page.getByLabel('For each message, at once'))
  await page.keyboard.press('ArrowDown')
  await expect(said(page, 'Saved: We e-mail you at most once a day.')).toBeVisible()
  await expectAccessible(page)
  await press(button(page, 'Undo'))
  await expect(said(page, 'Saved: We e-mail you for each message.')).toBeVisible()
  await expect(page.getByLabel('For each message, at once')).toBeChecked()
  await tabTo(page.getByLabel('For each message, at once'))
  await page.keyboard.press('ArrowUp')
  await expect(said(page, 'Saved: We do not e-mail you about messages or news.')).toBeVisible()

  await tabTo(page.getByRole('button', { name: /^(Change|Add a) number$/ }))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('0131 496 09')
  await press(button(page, 'Change password'))
  await page.keyboard.type('a secret')
  await desktop.emitPower('lock-screen')
  await expect(page.getByText('Locked. Sign in to carry on')).toBeVisible()
  expect(await page.content()).not.toContain('0131 496 09')

  await page.getByLabel('Password').fill(demoPassword)
  await page.keyboard.press('Enter')
  const number = page.getByRole('textbox', { name: 'Telephone number' })
  await expect(number).toHaveValue('0131 496 09')
  await expect(page.getByLabel('Your password now')).toBeHidden()
  await expect(page.getByRole('radio', { name: /^Nothing/ })).toBeChecked()
  await tabTo(number)
  await page.keyboard.press('End')
  await page.keyboard.type('99')
  await page.keyboard.press('Enter')
  await expect(said(page, 'Your telephone number is changed.')).toBeVisible()
  await expect(part(page, 'Telephone')).toContainText('0131 496 0999')

  // Whoever signs out is asked first, and led back.
  await press(page.getByRole('button', { name: 'Change number' }))
  await page.keyboard.type('half a num')
  await press(button(page, 'Sign out'))
  const asked = page.getByRole('dialog', { name: 'Sign out without saving?' })
  await expect(asked).toContainText('your telephone number')
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Go to your account' }).press('Enter')
  await expect(number).toHaveValue(/half a num/)

  // Somebody else at the same PC finds nothing of it.
  await desktop.emitPower('lock-screen')
  await button(page, 'Not you? Use another name').click()
  await signIn(page, 'grace.okafor')
  await openAccount(page)
  await expect(part(page, 'You')).toContainText('Grace Okafor')
  await expect(number).toBeHidden()
  expect(await page.content()).not.toContain('half a num')
})

test('who has forgotten how they sign in is led to where they are helped', async () => {
  const { page } = desktop
  const link = page.getByRole('link', { name: 'Forgotten your username or password?' })
  await tabTo(link)
  await page.keyboard.press('Enter')
  await expect.poll(() => desktop.openedExternally()).toEqual([`${system.portalUrl}/forgotten`])
})

test.describe('on any screen, with the longest names and addresses', () => {
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}@${'c'.repeat(60)}.example.org`
  test.beforeEach(async () => {
    await sql(`update accounts set email = '${long}', email_bouncing_at = now(), first_name = '${'W'.repeat(60)}'
      where username = 'fiona.macleod'`)
  })

  for (const size of [
    { width: 1024, height: 700 },
    { width: 320, height: 256 },
  ]) {
    test(`${size.width} wide nothing is cut off`, async () => {
      const { page } = desktop
      await page.setViewportSize(size)
      await signIn(page, 'fiona.macleod')
      await openAccount(page)
      await expectAccessible(page)
      expect(await tooWide(page)).toEqual([])
      await press(button(page, 'Change address'))
      await expectAccessible(page)
      expect(await tooWide(page)).toEqual([])
    })
  }
})
