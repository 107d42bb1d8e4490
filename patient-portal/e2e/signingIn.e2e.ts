import { demoPassword, expect, signIn, test, withAndWithoutScript } from './fixtures.ts'

withAndWithoutScript(() => {
  test('a patient signs in, sees their messages and signs out', async ({ page }) => {
    await page.goto('/')
    await expect(page).toHaveTitle('Sign in – PatientView Messages')
    await signIn(page, 'lionel.campbell')
    await expect(page).toHaveURL('/conversations')
    await expect(page.getByText('Lionel Campbell')).toBeVisible()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByText('You have signed out.')).toBeVisible()
    await page.goto('/conversations')
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })

  test('whoever asked for a page lands there after signing in, and nowhere else', async ({ page, baseURL }) => {
    await page.goto('/conversations?view=archived')
    await page.getByLabel('Username').fill('lionel.campbell')
    await page.getByRole('textbox', { name: 'Password' }).fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL('/conversations?view=archived')

    await page.getByRole('button', { name: 'Sign out' }).click()
    await signIn(page, 'lionel.campbell', '//evil.example/steal')
    expect(new URL(page.url()).origin).toBe(baseURL)
  })

  test('what is wrong with a sign-in is said, and the username stays', async ({ page }) => {
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveTitle('Error: Sign in – PatientView Messages')
    await page.getByRole('link', { name: 'Enter your username' }).click()
    await expect(page.getByLabel('Username')).toBeFocused()
    await expect(page.getByLabel('Username')).toHaveAccessibleDescription(/Enter your username/)

    await page.getByLabel('Username').fill('lionel.campbell')
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('The username or password is not right')
    await expect(page.getByLabel('Username')).toHaveValue('lionel.campbell')
  })

  test('staff are told where their door is', async ({ page }) => {
    await page.goto('/sign-in')
    await page.getByLabel('Username').fill('susan.turner')
    await page.getByRole('textbox', { name: 'Password' }).fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('Staff sign in to the PatientView Messages desktop app')
  })

  test('the link in an e-mail to staff says nothing and leads to the desktop app', async ({ page }) => {
    const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
    await page.goto(`/open/${id}`)
    await expect(page.getByRole('heading', { name: 'This message is for the desktop app' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Open in the desktop app' })).toHaveAttribute(
      'href',
      `patientview-messages://conversation/${id}`,
    )
    await expect(page.getByRole('link', { name: 'Sign in to read it here' })).toHaveAttribute(
      'href',
      `/sign-in?return=/conversations/${id}`,
    )
  })
})

test('the session cookie is out of reach for scripts and other sites', async ({ page, context }) => {
  await signIn(page, 'lionel.campbell')
  const cookies = await context.cookies()
  expect(cookies).toMatchObject([{ name: 'session', httpOnly: true, sameSite: 'Lax', path: '/', expires: -1 }])
})

test('pages allow no script but their own', async ({ request }) => {
  const policy = (await request.get('/sign-in')).headers()['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+'(;|$)/)
  expect(policy).not.toContain('unsafe-inline')
})
