/** From the unit admin's request by way of the mail to the page, and what can be done afterwards. */
import type { Page } from '@playwright/test'
import { accountId } from '../../build/demo/people.ts'
import type { RunningSystem } from '../../build/e2e/system.ts'
import {
  demoPassword,
  elsewhere,
  expect,
  expectAccessible,
  fillDateOfBirth,
  signIn,
  test,
  withAndWithoutScript,
} from './fixtures.ts'

// A system of its own, because here people get other passwords.
test.use({ env: { SESSION_IDLE_MINUTES_PATIENT: '29' } })

const newPassword = 'vier Löwen und ein Karren'

/** What the unit admin asks for, and the link in the mail that comes of it. */
async function linkFor(
  system: RunningSystem,
  ask: 'sendVerification' | 'resetSignIn',
  username: string,
): Promise<string> {
  const admin = await elsewhere(system, 'fiona.macleod', 'desktop')
  const { units } = await admin.listUnits()
  const earlier = system.mailbox.messages()
  const { sentTo } = await admin[ask]({ unitId: units[0]!.id, accountId: accountId(username) })
  const mail = await system.mailbox.waitFor((one) => one.envelope.to[0] === sentTo && !earlier.includes(one))
  return /https?:\S+/.exec(mail.text)![0]
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name })
async function signInWith(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

withAndWithoutScript((script) => {
  const [firstName, username, colleague] = script
    ? ['Lionel', 'lionel.campbell', 'susan.turner']
    : ['Kathleen', 'kathleen.obrien', 'aileen.drummond']
  const born: [string, string, string] = script ? ['12', '4', '1958'] : ['2', '10', '1949']
  // Axe needs scripts.
  const lookAt = (page: Page) => (script ? expectAccessible(page) : undefined)

  test('an e-mail address is verified', async ({ page, system }) => {
    const link = await linkFor(system, 'sendVerification', username)
    // Whoever only looks, a filter for example, uses nothing.
    expect((await page.request.get(link)).status()).toBe(200)
    await page.goto(link)
    await expect(heading(page, 'Is this address yours?')).toBeVisible()
    // The address may have been mistyped: whose account it is, is said to nobody.
    await expect(page.getByText('Hello')).toHaveCount(0)
    await expect(page.getByRole('main')).not.toContainText(firstName)
    await lookAt(page)
    await page.getByRole('button', { name: 'Yes, this is my e-mail address' }).click()
    await expect(page.getByRole('status')).toHaveText('Your e-mail address is confirmed')
    await lookAt(page)
    await page.reload()
    await expect(page.getByRole('status')).toHaveText('Your e-mail address is confirmed')
    await page.getByRole('link', { name: 'Go to your messages' }).click()
    await expect(page).toHaveTitle('Sign in – PatientView Messages')

    const again = await page.goto(link)
    expect(again!.status()).toBe(410)
    await expect(heading(page, 'This link does not work any more')).toBeVisible()
    // They can help themselves.
    await expect(page.getByText('There you can send yourself another e-mail.')).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('date of birth')
    await expect(page.getByRole('link', { name: 'Go to your account' })).toBeVisible()
    await lookAt(page)
  })

  test('a patient chooses a new password and signs in with it', async ({ page, system }) => {
    const asPatient = await elsewhere(system, username, 'portal')
    const link = await linkFor(system, 'resetSignIn', username)
    await expect(asPatient.whoAmI()).rejects.toMatchObject({ status: 401 })
    await page.goto(link)
    await expect(heading(page, 'Choose your password')).toBeVisible()
    await expect(page.getByText(username)).toBeVisible()
    await lookAt(page)
    const password = page.getByRole('textbox', { name: 'New password' })
    await expect(password).toHaveAttribute('autocomplete', 'new-password')

    // It may have reached somebody else.
    await expect(page.getByText('Hello')).toHaveCount(0)
    await fillDateOfBirth(page, ['1', '1', '2001'])
    await password.fill(newPassword)
    await page.getByRole('button', { name: 'Save password' }).click()
    await expect(page).toHaveTitle('Error: Choose your password – PatientView Messages')
    await lookAt(page)
    await page.getByRole('link', { name: /^That is not the date of birth that we have/ }).click()
    await expect(page.getByLabel('Day')).toBeFocused()
    await expect(page.getByLabel('Year')).toHaveValue('2001')
    await expect(page.getByRole('group', { name: 'Your date of birth' })).toHaveAccessibleDescription(
      /You can try 5 times\. Tries with older e-mails count too.*Error:\s+That is not/,
    )

    await fillDateOfBirth(page, born)
    await password.fill('short')
    await page.getByRole('button', { name: 'Save password' }).click()
    await expect(page).toHaveTitle('Error: Choose your password – PatientView Messages')
    await lookAt(page)
    await page.getByRole('link', { name: /^Use at least 8 characters/ }).click()
    await expect(password).toBeFocused()
    await expect(password).toHaveAccessibleDescription(/You can use spaces.*Error:\s+Use at least 8 characters/)
    await expect(password).toHaveValue(script ? 'short' : '')
    await expect(page.getByLabel('Day')).toHaveValue(born[0])

    await password.fill(newPassword)
    if (script) {
      await page.getByRole('button', { name: 'Show password' }).click()
      await expect(password).toHaveAttribute('type', 'text')
    }
    await page.getByRole('button', { name: 'Save password' }).click()
    await expect(page.getByRole('status')).toHaveText('Your password is saved')
    expect(page.url()).not.toContain('token')
    await lookAt(page)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await signInWith(page, username, newPassword)
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()

    await page.goto(link)
    await expect(heading(page, 'This link or code does not work any more')).toBeVisible()
  })

  test('a member of staff is told where the new password opens the door', async ({ page, system }) => {
    await page.goto(await linkFor(system, 'resetSignIn', colleague))
    await page.getByRole('textbox', { name: 'New password' }).fill(newPassword)
    await page.getByRole('button', { name: 'Save password' }).click()
    await expect(page.getByText('You can now sign in to the PatientView Messages desktop app')).toBeVisible()
    await lookAt(page)
  })

  test('a link that reached somebody else opens nothing after five wrong dates', async ({ page, system }) => {
    await page.goto(await linkFor(system, 'resetSignIn', script ? 'priya.smithjones' : 'margaret.wilson'))
    const save = page.getByRole('button', { name: 'Save password' })
    for (const year of ['1921', '1931', '1941', '1950']) {
      await fillDateOfBirth(page, ['9', '3', year])
      await page.getByRole('textbox', { name: 'New password' }).fill(newPassword)
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await save.click()
      await answered
      await expect(page.getByLabel('Year')).toHaveValue(year)
      await expect(page.getByRole('alert')).toContainText('That is not the date of birth')
    }
    await expect(page.getByRole('alert')).toContainText('Check it: you can try once more')
    await fillDateOfBirth(page, ['9', 'Mar', '1961'])
    await page.getByRole('textbox', { name: 'New password' }).fill(newPassword)
    await save.click()
    await expect(heading(page, 'This link or code does not work any more')).toBeVisible()
    await expect(page.getByText('That was the fifth wrong date of birth.')).toBeVisible()
    await expect(page.getByText('Telephone your unit. They check')).toBeVisible()
    await lookAt(page)
  })

  test('a link of which a part is missing says what to do', async ({ page }) => {
    for (const path of ['/choose-password', '/choose-password?token=abc']) {
      await page.goto(path)
      await expect(heading(page, 'This link or code does not work any more')).toBeVisible()
      await expect(page.getByText('ask your unit to send you a new one')).toBeVisible()
    }
    for (const path of ['/verify-email', `/verify-email?token=${'x'.repeat(500)}`]) {
      await page.goto(path)
      await expect(heading(page, 'This link does not work any more')).toBeVisible()
    }
  })
})

test.describe('on the smallest telephone', () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('every page fits', async ({ page, system }) => {
    await page.goto(await linkFor(system, 'sendVerification', 'zoe.darcyhughes'))
    await expectAccessible(page)
    await page.goto(await linkFor(system, 'resetSignIn', 'zoe.darcyhughes'))
    await page.getByRole('button', { name: 'Save password' }).click()
    // Everything that is missing, at once.
    await expect(page.getByRole('alert').getByRole('link')).toHaveText([
      'Enter your date of birth: a day, a month and a year, like 9 3 1961',
      'Use at least 8 characters; 15 or more are safer',
    ])
    await expectAccessible(page)
    for (const path of [
      '/verify-email/done',
      '/choose-password/done',
      '/choose-password/done?door=desktop',
      '/verify-email',
    ]) {
      await page.goto(path)
      await expectAccessible(page)
    }
  })
})

test('what is in a link stands neither in the address nor in the page; each tab keeps its own person, and only this browser', async ({
  page,
  context,
  browser,
  system,
}) => {
  const links = {
    'margaret.wilson2': await linkFor(system, 'resetSignIn', 'margaret.wilson2'),
    'alasdair.macgillivray': await linkFor(system, 'resetSignIn', 'alasdair.macgillivray'),
  }
  const tabs = { 'margaret.wilson2': page, 'alasdair.macgillivray': await context.newPage() }
  for (const [username, tab] of Object.entries(tabs)) {
    const link = links[username as keyof typeof links]
    await tab.goto(link)
    await expect(tab.getByText(username)).toBeVisible()
    const token = new URL(link).searchParams.get('token')!
    expect(tab.url()).not.toContain(token)
    expect(await tab.content()).not.toContain(token)
  }
  const cookies = (await context.cookies([tabs['margaret.wilson2'].url(), tabs['alasdair.macgillivray'].url()])).filter(
    ({ name }) => name === 'link',
  )
  expect(cookies).toHaveLength(2)
  for (const { httpOnly, sameSite, path, expires } of cookies) {
    expect({ httpOnly, sameSite }).toEqual({ httpOnly: true, sameSite: 'Lax' })
    expect(path).toMatch(/^\/choose-password\/[\da-f-]{36}$/)
    expect(expires * 1000).toBeLessThan(Date.now() + 3_700_000)
  }

  await page.reload()
  await expect(page.getByText('margaret.wilson2')).toBeVisible()
  await fillDateOfBirth(page, ['27', '11', '1968'])
  await page.getByRole('textbox', { name: 'New password' }).fill(newPassword)
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.getByRole('status')).toHaveText('Your password is saved')
  await tabs['alasdair.macgillivray'].reload()
  await expect(tabs['alasdair.macgillivray'].getByText('alasdair.macgillivray')).toBeVisible()

  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(tabs['alasdair.macgillivray'].url())
  await expect(heading(stranger, 'This link or code does not work any more')).toBeVisible()
})

test('a link that is used in another window meanwhile leads to the page that says so', async ({
  page,
  context,
  system,
}) => {
  const link = await linkFor(system, 'sendVerification', 'alasdair.macgillivray')
  const other = await context.newPage()
  for (const one of [page, other]) await one.goto(link)
  const confirm = (one: Page) => one.getByRole('button', { name: 'Yes, this is my e-mail address' }).click()
  await confirm(other)
  await expect(other.getByRole('status')).toBeVisible()
  await confirm(page)
  await expect(heading(page, 'This link does not work any more')).toBeVisible()
})

test('whoever was signed in here, until the reset, chooses a password and signs in with it alone', async ({
  page,
  system,
}) => {
  const username = 'sian.llewellyn'
  await signIn(page, username)
  const link = await linkFor(system, 'resetSignIn', username)
  // Signed out by somebody, and told by whom.
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await expect(page.getByText('because your unit has started a new sign-in for you')).toBeVisible()
  await page.goto(link)
  await fillDateOfBirth(page, ['20', '2', '1981'])
  await page.getByRole('textbox', { name: 'New password' }).fill(newPassword)
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Your password is saved' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await signInWith(page, username, demoPassword)
  await expect(page.getByRole('alert')).toContainText('The username or password is not right')
  await signInWith(page, username, newPassword)
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
})
