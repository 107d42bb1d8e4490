/** Patients ask for text messages, show that the phone is theirs, and get them. */
import type { Page } from '@playwright/test'
import { connect } from '../../server/src/db/connect.ts'
import { aConversation, expect, expectAccessible, signIn, test, withAndWithoutScript } from './fixtures.ts'

test.use({ env: { SESSION_IDLE_MINUTES_PATIENT: '26' } })

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })
const line = (page: Page, term: string) =>
  page.locator('.nhsuk-summary-list__row').filter({ has: page.getByText(term, { exact: true }) })
const said = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })

withAndWithoutScript((script) => {
  // Axe needs scripts.
  const lookAt = (page: Page) => (script ? expectAccessible(page) : undefined)

  test.setTimeout(120_000)
  test('a code proves the number; then there are text messages, until they are stopped', async ({ page, system }) => {
    const [username, typed, number] = script
      ? ['lionel.campbell', '07700 900 123', '+447700900123']
      : ['kathleen.obrien', '(0)7700 900124', '+447700900124']
    await openAllDay(system.databaseUrl)
    await signIn(page, username, '/account')
    await page.getByRole('link', { name: 'Add Text messages' }).click()
    await expect(heading(page, 'Also send me a text message')).toBeVisible()
    await lookAt(page)
    await page.getByLabel('Your mobile number').fill('0131 496 0120')
    await page.getByRole('button', { name: 'Send me a code' }).click()
    await page.getByRole('link', { name: /^Enter a mobile number of the United Kingdom/ }).click()
    await expect(page.getByLabel('Your mobile number')).toBeFocused()
    await expect(page.getByLabel('Your mobile number')).toHaveValue('0131 496 0120')
    await lookAt(page)
    await page.getByLabel('Your mobile number').fill(typed)
    await page.getByRole('button', { name: 'Send me a code' }).click()

    await expect(heading(page, 'Type in the code')).toBeVisible()
    await lookAt(page)
    const { personalisation } = await system.provider.waitFor(({ to }) => to === number)
    const code = /^\d{6}/.exec(personalisation.body!)![0]
    await page.getByLabel('Your code').fill(code === '000000' ? '000001' : '000000')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await expect(page.getByLabel('Your code')).toHaveAccessibleDescription(/That is not the code we sent last/)
    await lookAt(page)
    await page.goto('/account')
    await expect(line(page, 'Text messages')).toContainText('Not confirmed yet')
    await lookAt(page)
    await page.getByRole('link', { name: 'Type in the code' }).click()
    await page.getByLabel('Your code').fill(code)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await expect(said(page, 'From now on we also send you text messages.')).toBeVisible()
    await expect(line(page, 'Text messages')).toContainText('On')
    await lookAt(page)

    const talk = await aConversation(system, { patient: username, subject: 'A very private matter' })
    await talk.susanWrites('Your potassium is fine.')
    const text = await system.provider.waitFor(
      (one) => one.to === number && one.personalisation.body!.startsWith('There is'),
      75_000,
    )
    expect(text.personalisation.body).toBe(
      `There is a message for you from Susan Turner. Sign in to read it: ${system.portalUrl}${talk.path}`,
    )

    await page.getByRole('link', { name: 'Change Text messages' }).click()
    await expect(heading(page, 'Change text messages')).toBeVisible()
    await lookAt(page)
    // With another number nothing is lost before that is proved.
    await page.getByLabel('Your mobile number').fill(script ? '07700 900 125' : '07700 900 126')
    await page.getByRole('button', { name: 'Send me a code' }).click()
    const goesOn = /is not confirmed yet\. Until it is, text messages go to 07700 90012[34]\./
    await expect(page.getByText(goesOn)).toBeVisible()
    await lookAt(page)
    await page.goto('/account')
    await expect(line(page, 'Text messages')).toContainText('On')
    await expect(line(page, 'Text messages')).toContainText(goesOn)
    await lookAt(page)
    await page.getByRole('link', { name: 'Change Text messages' }).click()
    await page.getByRole('button', { name: 'Stop text messages' }).click()
    await expect(said(page, 'We will not send you text messages any more.')).toBeVisible()
    await expect(line(page, 'Text messages')).toContainText('None')
  })
})

/** So that no time of day matters here but the minute before midnight, which a text message waits for. */
async function openAllDay(databaseUrl: string): Promise<void> {
  const db = connect({ databaseUrl, databasePool: 2 })
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '23:59' }))
  await db('groups').update({ opening_hours: JSON.stringify(hours), nation: null, bank_holidays: '[]' })
  await db.destroy()
}
