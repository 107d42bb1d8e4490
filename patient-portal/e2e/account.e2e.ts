/** What patients look after themselves: how we reach them, how they sign in, who has looked. */
import type { Page } from '@playwright/test'
import {
  aConversation,
  demoPassword,
  elsewhere,
  expect,
  expectAccessible,
  signIn,
  test,
  withAndWithoutScript,
} from './fixtures.ts'

// A system of its own, because here people get other addresses and passwords.
test.use({ env: { SESSION_IDLE_MINUTES_PATIENT: '27' } })

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })
const line = (page: Page, term: string) =>
  page.locator('.nhsuk-summary-list__row').filter({ has: page.getByText(term, { exact: true }) })
const said = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })
const linkIn = ({ text }: { text: string }) => /https?:\S+/.exec(text)![0]

withAndWithoutScript((script) => {
  const username = script ? 'lionel.campbell' : 'kathleen.obrien'
  // Axe needs scripts.
  const lookAt = (page: Page) => (script ? expectAccessible(page) : undefined)

  test('another address is confirmed by its own link, and the old one is told', async ({ page, system }) => {
    await signIn(page, username)
    await page.getByRole('link', { name: 'Account', exact: true }).click()
    await expect(heading(page, 'Your account')).toBeVisible()
    await expect(line(page, 'E-mail')).toContainText(`${username}@example.org`)
    await expect(line(page, 'E-mail')).toContainText('Confirmed')
    await lookAt(page)
    await page.getByRole('link', { name: 'Change E-mail' }).click()
    await page.getByLabel('Your e-mail address').fill('me at home')
    await page.getByRole('textbox', { name: 'Your password now' }).fill('not this one')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page).toHaveTitle('Error: Change your e-mail address – PatientView Messages')
    await page.getByRole('link', { name: 'Enter one e-mail address, like name@example.org' }).click()
    await expect(page.getByLabel('Your e-mail address')).toBeFocused()
    await expect(page.getByLabel('Your e-mail address')).toHaveValue('me at home')
    await lookAt(page)

    const earlier = system.mailbox.messages()
    const mailTo = (address: string) =>
      system.mailbox.waitFor((one) => !earlier.includes(one) && one.envelope.to[0] === address)
    await page.getByLabel('Your e-mail address').fill(`${username}@elsewhere.example.org`)
    await page.getByRole('textbox', { name: 'Your password now' }).fill(demoPassword)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(said(page, 'Your e-mail address is changed.')).toBeVisible()
    await expect(line(page, 'E-mail')).toContainText('Not confirmed yet')
    await lookAt(page)
    expect((await mailTo(`${username}@example.org`)).subject).toBe('This e-mail address is no longer used')
    const link = linkIn(await mailTo(`${username}@elsewhere.example.org`))

    await page.getByRole('button', { name: 'Send another verification e-mail' }).click()
    await expect(said(page, 'less than a minute ago')).toBeVisible()
    await page.goto(link)
    await page.getByRole('button', { name: 'Yes, this is my e-mail address' }).click()
    await expect(said(page, 'Your e-mail address is confirmed')).toBeVisible()
    await page.goto('/account')
    await expect(line(page, 'E-mail')).toContainText('Confirmed')
  })

  test('telephone and wish for e-mails are kept', async ({ page }) => {
    await signIn(page, username, '/account')
    await line(page, 'Telephone').getByRole('link').click()
    await page.getByLabel('Your telephone number').fill('ask my daughter')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByLabel('Your telephone number')).toHaveAccessibleDescription(/Enter a telephone number/)
    await lookAt(page)
    await page.getByLabel('Your telephone number').fill('0131 496 0999')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(said(page, 'Your telephone number is changed.')).toBeVisible()
    await expect(line(page, 'Telephone')).toContainText('0131 496 0999')
    await line(page, 'Telephone').getByRole('link').click()
    await page.getByLabel('Your telephone number').fill('')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(said(page, 'Your telephone number is removed.')).toBeVisible()
    await expect(line(page, 'Telephone')).toContainText('We have none')

    await page.getByRole('link', { name: 'Change What we e-mail you about' }).click()
    await expect(page.getByLabel('E-mail me for each message, at once')).toBeChecked()
    await lookAt(page)
    await page.getByLabel('E-mail me at most once a day').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(line(page, 'E-mail me')).toContainText('At most once a day')
  })

  test('signing out everywhere else ends the other sessions and not this one', async ({ page, system }) => {
    const other = await elsewhere(system, username, 'portal')
    await signIn(page, username, '/account')
    await page.getByRole('link', { name: 'See Where you are signed in' }).click()
    await expect(page.getByRole('listitem').filter({ hasText: 'This one' })).toContainText('Last used: Now')
    await lookAt(page)
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await expect(said(page, 'You have been signed out in')).toBeVisible()
    await expect(page.getByText('You are signed in only here.')).toBeVisible()
    await lookAt(page)
    await expect(other.whoAmI()).rejects.toMatchObject({ status: 401 })
  })

  test('who has opened a conversation is listed', async ({ page, system }) => {
    const patient = script ? 'jose.nunez' : 'zoe.darcyhughes'
    const { id, asSusan } = await aConversation(system, { patient, subject: 'Who reads this?' })
    await asSusan.showConversation({ conversationId: id })
    await signIn(page, patient, '/account/opened')
    await expect(page.getByRole('listitem').filter({ hasText: 'Susan Turner (Dietitian)' }).first()).toContainText(
      /last at \d\d:\d\d/,
    )
    await lookAt(page)
  })

  test('who has not confirmed an address is asked for it when they sign in', async ({ page, system }) => {
    const earlier = system.mailbox.messages()
    await signIn(page, 'isla.mckenzie', '/conversations?view=archived')
    await expect(heading(page, 'Confirm your e-mail address')).toBeVisible()
    await expect(page.getByText('isla.mckenzie@example.org')).toBeVisible()
    await lookAt(page)
    await page.getByRole('button', { name: 'Send the e-mail again' }).click()
    await expect(said(page, 'An e-mail with a link is on its way.')).toBeVisible()
    if (script)
      await system.mailbox.waitFor(
        (one) => !earlier.includes(one) && one.envelope.to[0] === 'isla.mckenzie@example.org',
      )
    await page.getByRole('link', { name: 'Not now' }).click()
    await expect(page).toHaveURL('/conversations?view=archived')
    await page
      .getByRole('banner')
      .getByRole('link', { name: /^Messages/ })
      .click()
    await expect(page).toHaveURL('/conversations')
    const banner = page.getByRole('region', { name: 'Confirm your e-mail address' })
    await expect(banner).toContainText('isla.mckenzie@example.org')
    await lookAt(page)
    await banner.getByRole('link', { name: 'Send another link, or change the address' }).click()
    await expect(line(page, 'E-mail')).toContainText('Not confirmed yet')
    await expect(banner).toBeHidden()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await signIn(page, 'archibald.fraser')
    await expect(heading(page, 'What is your e-mail address?')).toBeVisible()
    await lookAt(page)
    await page.getByRole('button', { name: 'Add your e-mail address' }).click()
    await expect(heading(page, 'Add your e-mail address')).toBeVisible()
  })

  test('who does not get our e-mails is told on every page', async ({ page }) => {
    await signIn(page, 'duncan.boyle')
    const banner = page.getByRole('region', { name: 'Our e-mails to you come back' })
    await expect(banner).toContainText('duncan.boyle@example.org')
    await lookAt(page)
    await banner.getByRole('link', { name: 'Check your e-mail address' }).click()
    await expect(line(page, 'E-mail')).toContainText('E-mails come back')
    await expect(banner).toBeVisible()
    await lookAt(page)
  })

  test('a new password takes the old one, ends the other sessions, and is hard to guess', async ({ page, system }) => {
    const patient = script ? 'sian.llewellyn' : 'alasdair.macgillivray'
    const other = await elsewhere(system, patient, 'portal')
    await signIn(page, patient, '/account/password')
    const change = async (now: string, next: string) => {
      await page.getByRole('textbox', { name: 'Your password now' }).fill(now)
      await page.getByRole('textbox', { name: 'New password' }).fill(next)
      await page.getByRole('button', { name: 'Change password' }).click()
    }
    await change('not this one', 'vier Löwen und ein Karren')
    await expect(page.getByRole('alert')).toContainText('That is not your password. Try again')
    await lookAt(page)
    await change(demoPassword, 'Password123')
    await expect(page.getByRole('alert')).toContainText('Many people use this password')
    await change(demoPassword, demoPassword)
    await expect(page.getByRole('alert')).toContainText('That is your password already')
    await change(demoPassword, 'vier Löwen und ein Karren')
    await expect(said(page, 'Your password is changed.')).toBeVisible()
    await expect(other.whoAmI()).rejects.toMatchObject({ status: 401 })
  })
})

test('whoever was signed out meanwhile signs in and is back at the form', async ({ page, system, context }) => {
  await signIn(page, 'jose.nunez', '/account/telephone')
  await page.getByLabel('Your telephone number').fill('0131 496 0111')
  // At the last moment: whatever comes in makes the page look again, and find out before the button does.
  await context.clearCookies()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(heading(page, 'Sign in')).toBeVisible()
  expect(new URL(page.url()).searchParams.get('return')).toBe('/account/telephone')
  expect((await (await elsewhere(system, 'jose.nunez', 'portal')).showAccount()).telephone).not.toBe('0131 496 0111')
})

test.describe('on the smallest telephone', () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('every page fits', async ({ page }) => {
    await signIn(page, 'duncan.boyle')
    const pages = [
      '',
      '?done=sent',
      '/email',
      '/telephone',
      '/emails',
      '/password',
      '/sessions',
      '/opened',
      '/passkeys',
      '/passkeys/add',
    ]
    for (const path of pages) {
      await page.goto(`/account${path}`)
      await expectAccessible(page)
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    await signIn(page, 'isla.mckenzie')
    await expect(heading(page, 'Confirm your e-mail address')).toBeVisible()
    await expectAccessible(page)
  })
})
