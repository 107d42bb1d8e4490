/** Passkeys, with Chromium's own authenticator in software: from the account page to the sign-in page and back. */
import type { BrowserContext, Page } from '@playwright/test'
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

// A system of its own, because here people get other ways to sign in.
test.use({ env: { SESSION_IDLE_MINUTES_PATIENT: '28' } })

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })
const said = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })
const line = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
const passkeyButton = (page: Page) => page.getByRole('button', { name: 'Sign in with a passkey' })

/** A phone or computer with a fingerprint reader; `answers`: whether somebody puts the right finger on it. */
async function aDevice(page: Page, { answers = true } = {}) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: answers,
    },
  })
  return {
    /** Somebody else's finger. */
    stranger: (isOne: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: !isOne }),
    touch: (enabled: boolean) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    remove: () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  }
}

/** Without what the browser offers in the username's field, which takes the first passkey that it finds. */
async function onlyTheButton(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
  })
}

async function addPasskey(page: Page): Promise<void> {
  await page.goto('/account/passkeys')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('textbox', { name: 'Your password' }).fill(demoPassword)
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('a passkey is added, signs its owner in, is renamed and removed, and then is of no use', async ({
  page,
  context,
  system,
}) => {
  await onlyTheButton(context)
  const device = await aDevice(page)
  const earlier = system.mailbox.messages()
  await signIn(page, 'lionel.campbell', '/account')
  await page.getByRole('link', { name: 'Add Passkeys' }).click()
  await expect(page.getByText('You have no passkeys yet.')).toBeVisible()
  await expectAccessible(page)
  await addPasskey(page)
  await expect(said(page, 'Your passkey is added.')).toBeVisible()
  await expect(line(page, 'Linux computer')).toContainText('Last used: Not yet')
  await expectAccessible(page)
  expect(await device.credentials()).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])
  const mail = await system.mailbox.waitFor((one) => !earlier.includes(one))
  expect(mail).toMatchObject({ subject: 'A passkey was added', envelope: { to: ['lionel.campbell@example.org'] } })

  await page.goto('/account/sessions')
  await expect(page.getByText('You also have a passkey. It still works after you sign out.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'See your passkey' }).click()
  await expect(line(page, 'Linux computer')).toBeVisible()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.goto('/sign-in?return=/account/passkeys')
  await expect(passkeyButton(page)).toBeVisible()
  await expectAccessible(page)
  await passkeyButton(page).click()
  await expect(page).toHaveURL('/account/passkeys')
  await expect(page.getByText('Lionel Campbell')).toBeVisible()
  await expect(line(page, 'Linux computer')).not.toContainText('Not yet')
  expect(await context.cookies()).toMatchObject([{ name: 'session', httpOnly: true, sameSite: 'Lax' }])

  await page.getByRole('link', { name: 'Rename Linux computer' }).click()
  await expectAccessible(page)
  await page.getByLabel('Name of this passkey').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Name of this passkey')).toHaveAccessibleDescription(/Enter a name for this passkey/)
  await expectAccessible(page)
  await page.getByLabel('Name of this passkey').fill('At home')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(said(page, 'The passkey has its new name.')).toBeVisible()

  await page.getByRole('link', { name: 'Remove At home' }).click()
  await expect(heading(page, 'Remove “At home”?')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove passkey' }).click()
  await expect(said(page, 'The passkey is removed.')).toBeVisible()
  await expect(page.getByText('You have no passkeys yet.')).toBeVisible()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await passkeyButton(page).click()
  await expect(page.getByRole('alert')).toContainText('We do not know this passkey.')
  await expectAccessible(page)
  // The password still works.
  await signIn(page, 'lionel.campbell')
})

test('whoever waits for a passkey that does not come can cancel, and sign in with the password', async ({
  page,
  context,
}) => {
  await onlyTheButton(context)
  await aDevice(page, { answers: false })
  await page.goto('/sign-in')
  await passkeyButton(page).click()
  await expect(said(page, 'Follow what your device says.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(passkeyButton(page)).toBeFocused()
  await expect(passkeyButton(page)).toHaveAttribute('aria-disabled', 'false')
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0)
  await expect(page.getByText('Follow what your device says.')).toHaveCount(0)
})

test('the browser offers the passkey in the field for the username', async ({ page }) => {
  const device = await aDevice(page)
  await signIn(page, 'jose.nunez')
  await addPasskey(page)
  await expect(said(page, 'Your passkey is added.')).toBeVisible()
  await device.touch(false)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(passkeyButton(page)).toBeVisible()
  await device.touch(true)
  await page.goto('/sign-in')
  await expect(page).toHaveURL('/conversations')
  await expect(page.getByText('José Núñez')).toBeVisible()
})

test('what goes wrong while adding is said in words', async ({ page, context }) => {
  await onlyTheButton(context)
  const device = await aDevice(page)
  await signIn(page, 'kathleen.obrien', '/account/passkeys/add')
  await page.getByRole('textbox', { name: 'Your password' }).fill('not this one')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('alert')).toContainText('That is not your password. Try again')
  await expect(page).toHaveTitle('Error: Add a passkey – PatientView Messages')
  await expectAccessible(page)

  await device.stranger(true)
  await addPasskey(page)
  await expect(page.getByRole('alert')).toContainText('You stopped, or the device did not let you go on.')
  await expectAccessible(page)
  await expect(page.getByRole('button', { name: 'Try again' })).toBeFocused()
  await device.stranger(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(said(page, 'Your passkey is added.')).toBeVisible()

  await addPasskey(page)
  await expect(page.getByRole('alert')).toContainText('This device has a passkey for your account already.')
  await expectAccessible(page)
})

test('whoever takes too long to add one begins again', async ({ page, context }) => {
  await onlyTheButton(context)
  const device = await aDevice(page)
  await signIn(page, 'sian.llewellyn', '/account/passkeys/add')
  await device.stranger(true)
  await addPasskey(page)
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  // Begun anew in another window: the first challenge works no longer.
  const other = await context.newPage()
  await aDevice(other)
  await addPasskey(other)
  await expect(said(other, 'Your passkey is added.')).toBeVisible()
  await page.bringToFront()
  await device.stranger(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert')).toContainText('That took too long. Try again.')
  await expect(page.getByRole('textbox', { name: 'Your password' })).toBeVisible()
  await expectAccessible(page)
})

test('whoever has ten passkeys removes one before adding another', async ({ page, context }) => {
  await onlyTheButton(context)
  await signIn(page, 'ngozi.eze')
  for (let count = 1; count <= 10; count += 1) {
    const device = await aDevice(page)
    await addPasskey(page)
    await expect(line(page, 'Linux computer')).toHaveCount(count)
    await device.remove()
  }
  await expect(page.getByText('You have 10 passkeys, and cannot have more.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeHidden()
  await expectAccessible(page)
  await page.goto('/account/passkeys/add')
  await expect(page).toHaveURL('/account/passkeys')
  await page.getByRole('link', { name: 'Remove Linux computer 10' }).click()
  await page.getByRole('button', { name: 'Remove passkey' }).click()
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeVisible()
})

test('what goes wrong while signing in is said in words', async ({ page, context, system }) => {
  await onlyTheButton(context)
  const device = await aDevice(page)
  await signIn(page, 'alasdair.macgillivray')
  await addPasskey(page)
  await expect(said(page, 'Your passkey is added.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()

  await device.stranger(true)
  await passkeyButton(page).click()
  await expect(page.getByRole('alert')).toContainText('You stopped, or the device did not let you go on.')
  await expectAccessible(page)
  await device.stranger(false)

  await context.setOffline(true)
  await passkeyButton(page).click()
  await expect(page.getByRole('alert')).toContainText('You are offline, or the service does not answer.')
  await context.setOffline(false)

  // What was used before is of no use to whoever has seen it.
  const sent: string[] = []
  await page.route('**/sign-in/passkey', async (route) => {
    const body = route.request().postData() ?? ''
    sent.push(body)
    await route.continue()
  })
  await passkeyButton(page).click()
  await expect(page).toHaveURL('/conversations')
  const answer = JSON.parse(new URLSearchParams(sent[0]).get('answer')!) as object
  const replayed = await fetch(`${system.portalUrl}/api/session/passkey`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ answer }),
  })
  expect(replayed.status).toBe(410)
})

test('a browser that cannot use passkeys says so, and offers none at sign-in', async ({ page, context }) => {
  await context.addInitScript(() => {
    delete (window as { PublicKeyCredential?: unknown }).PublicKeyCredential
  })
  await page.goto('/sign-in')
  await expect(page.getByRole('button', { name: 'Show password' })).toBeVisible()
  await expect(passkeyButton(page)).toBeHidden()
  await signIn(page, 'jose.nunez', '/account/passkeys')
  await expect(page.getByText('This browser cannot use passkeys.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0)
  await page.goto('/account/passkeys/add')
  await expect(page.getByText('This browser cannot use passkeys.')).toBeVisible()
  await expectAccessible(page)
})

test('who chooses a new password by a link is asked what becomes of their passkeys', async ({
  page,
  browser,
  system,
}) => {
  await aDevice(page)
  await signIn(page, 'zoe.darcyhughes')
  await addPasskey(page)
  await expect(said(page, 'Your passkey is added.')).toBeVisible()
  const earlier = system.mailbox.messages()
  const asZoe = await elsewhere(system, 'zoe.darcyhughes', 'portal')
  await asZoe.askForSignInHelp({ who: 'zoe.darcyhughes' })
  const mail = await system.mailbox.waitFor((one) => !earlier.includes(one) && one.text.includes('/choose-password'))
  const link = /https?:\S+/.exec(mail.text)![0]
  await page.goto(link)
  await expect(page.getByText('You have a passkey. It can sign you in without your password.')).toBeVisible()
  await expectAccessible(page)

  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await plain.goto(link)
  const remove = plain.getByLabel(/Remove my passkey/)
  // Whoever does not know better keeps out somebody who has added one.
  await expect(remove).toBeChecked()
  await remove.uncheck()
  await fillDateOfBirth(plain, ['1', '1', '2001'])
  const save = async () => {
    await plain.getByRole('textbox', { name: 'New password' }).fill('vier Löwen und ein Karren')
    await plain.getByRole('button', { name: 'Save password' }).click()
  }
  await save()
  await expect(plain.getByRole('alert')).toContainText('That is not the date of birth that we have')
  await expect(remove).not.toBeChecked()
  await remove.check()
  await fillDateOfBirth(plain, ['11', '9', '1987'])
  await save()
  await expect(said(plain, 'Your password is saved')).toBeVisible()
  await expect(plain.getByText('Your passkeys are removed.')).toBeVisible()
  await plain.context().close()
  await system.mailbox.waitFor((one) => !earlier.includes(one) && one.subject === 'A passkey was removed')
})

test.describe('on the smallest telephone', () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('every page fits', async ({ page, context }) => {
    await onlyTheButton(context)
    await aDevice(page)
    await page.goto('/sign-in')
    await expect(passkeyButton(page)).toBeVisible()
    await expectAccessible(page)
    await signIn(page, 'duncan.boyle')
    await addPasskey(page)
    await expect(said(page, 'Your passkey is added.')).toBeVisible()
    await page.getByRole('link', { name: /^Rename/ }).click()
    await page.getByLabel('Name of this passkey').fill('w'.repeat(60))
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(said(page, 'The passkey has its new name.')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('link', { name: /^Remove/ }).click()
    await expect(heading(page, `Remove “${'w'.repeat(60)}”?`)).toBeVisible()
    await expectAccessible(page)
  })
})

withAndWithoutScript((script) => {
  if (script) return
  test('the sign-in page is as it was, and the account page says what is needed', async ({ page }) => {
    await page.goto('/sign-in')
    await expect(page.getByRole('button')).toHaveText(['Sign in'])
    await expect(page.getByText('passkey')).toHaveCount(0)
    await signIn(page, 'jose.nunez', '/account/passkeys')
    // Text in a <noscript> is none to getByText, even where it shows.
    const help = page.locator('noscript p')
    await expect(help).toBeVisible()
    await expect(help).toContainText('To add a passkey, switch on JavaScript in your browser.')
    await expect(page.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0)
    await page.goto('/account/passkeys/add')
    await expect(page.getByText('To add a passkey, switch on JavaScript in your browser.')).toBeVisible()
    await expect(page.getByRole('textbox')).toHaveCount(0)
  })
})
