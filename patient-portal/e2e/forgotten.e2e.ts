/** Somebody who has forgotten how they sign in: from the sign-in page by way of the mail to a new password. */
import { expect, expectAccessible, fillDateOfBirth, test, withAndWithoutScript } from './fixtures.ts'

// A system of its own, because here people get other passwords.
test.use({ env: { SESSION_IDLE_MINUTES_PATIENT: '28' } })

const sentence =
  'If we know this username or address, and its owner has confirmed the address, an e-mail is on its way.'

withAndWithoutScript((script) => {
  const username = script ? 'lionel.campbell' : 'kathleen.obrien'

  test('the mail says the username and leads to a new password', async ({ page, system }) => {
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Forgotten your username or password?' }).click()
    await expect(page).toHaveTitle('Forgotten your username or password? – PatientView Messages')
    if (script) await expectAccessible(page)
    await page.getByRole('button', { name: 'Send me an e-mail' }).click()
    await expect(page).toHaveTitle('Error: Forgotten your username or password? – PatientView Messages')
    await page.getByRole('link', { name: 'Enter your username or your e-mail address' }).click()
    const who = page.getByLabel('Username or e-mail address')
    await expect(who).toBeFocused()
    if (script) await expectAccessible(page)

    const earlier = system.mailbox.messages()
    await who.fill(`${username}@example.org`)
    await page.getByRole('button', { name: 'Send me an e-mail' }).click()
    await expect(page.getByRole('status')).toHaveText(sentence)
    expect(page.url()).not.toContain(username)
    if (script) await expectAccessible(page)

    const mail = await system.mailbox.waitFor((one) => !earlier.includes(one))
    expect(mail.envelope.to).toEqual([`${username}@example.org`])
    expect(mail.text).toContain(`Your username is ${username}.`)
    await page.goto(/https?:\S+/.exec(mail.text)![0])
    await fillDateOfBirth(page, script ? ['12', '4', '1958'] : ['2', '10', '1949'])
    const password = page.getByRole('textbox', { name: 'New password' })
    for (const [tooEasy, why] of [
      ['Password1', /Many people use this password/],
      [`${username.split('.')[0]}1961`, /too close to your name, username/],
    ] as const) {
      await password.fill(tooEasy)
      await page.getByRole('button', { name: 'Save password' }).click()
      await expect(password).toHaveAccessibleDescription(why)
    }
    if (script) await expectAccessible(page)
    await password.fill('vier Löwen und ein Karren')
    await page.getByRole('button', { name: 'Save password' }).click()
    await expect(page.getByRole('status')).toHaveText('Your password is saved')
  })

  test('who is not known is answered the same', async ({ page }) => {
    for (const who of ['nobody.like.this', 'isla.mckenzie', 'archibald.fraser']) {
      await page.goto('/forgotten')
      await page.getByLabel('Username or e-mail address').fill(who)
      await page.getByRole('button', { name: 'Send me an e-mail' }).click()
      await expect(page.getByRole('status')).toHaveText(sentence)
    }
    await page.getByRole('link', { name: 'Try again' }).click()
    await expect(page.getByLabel('Username or e-mail address')).toHaveValue('')
  })
})

test.describe('on the smallest telephone', () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('every page fits', async ({ page }) => {
    for (const path of ['/sign-in', '/forgotten', '/forgotten/sent']) {
      await page.goto(path)
      await expectAccessible(page)
    }
  })
})
