/** Somebody without e-mail: from the letter that their unit prints to their messages. */
import { expect, expectAccessible, test, withAndWithoutScript, elsewhere } from './fixtures.ts'
import type { RunningSystem } from '../../build/e2e/system.ts'
import { readPdf } from '../../server/test/readPdf.ts'

// A system of its own, because here people get other passwords.
test.use({ env: { SESSION_IDLE_MINUTES_PATIENT: '27' }, viewport: { width: 360, height: 740 } })

/** A patient who was added without an e-mail address, and what their letter says. */
async function aLetter(system: RunningSystem, lastName: string) {
  const fiona = await elsewhere(system, 'fiona.macleod', 'desktop')
  const { units } = await fiona.listUnits()
  const place = { unitId: units.find(({ name }) => name === 'Edinburgh Renal Unit')!.id }
  const changesetId = crypto.randomUUID()
  const cells = { firstName: { to: 'Effie' }, lastName: { to: lastName }, dateOfBirth: { to: '1938-11-02' } }
  await fiona.previewChangeset({ ...place, changesetId, list: 'patients', source: 'form', rows: [{ cells }] })
  await fiona.applyChangeset({ ...place, changesetId, changes: 1 })
  const { patients } = await fiona.listPatients({ ...place, filter: lastName })
  const { id, username } = patients[0]!
  const { pdf } = await fiona.printLetters({ ...place, accountIds: [id] })
  const [page] = readPdf(Buffer.from(pdf, 'base64'))
  return { text: page!.text, username, code: /^(?:\w{4}-){3}\w{4}$/m.exec(page!.text)![0] }
}

withAndWithoutScript((script) => {
  const lastName = script ? 'Letterwell' : 'Paperless'

  test('the code from the letter leads to a password and in', async ({ page, system }) => {
    const { text, code, username } = await aLetter(system, lastName)
    expect(text).toContain(`${system.portalUrl}/letter`)
    expect(text).toContain('You will also be asked for your date of birth')
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'I have a letter with a code' }).click()
    await expect(page).toHaveTitle('Type the code from your letter – PatientView Messages')
    if (script) await expectAccessible(page)
    const field = page.getByLabel('Code')
    const go = () => page.getByRole('button', { name: 'Continue' }).click()

    await go()
    await expect(page).toHaveTitle('Error: Type the code from your letter – PatientView Messages')
    await page.getByRole('alert').getByRole('link', { name: 'Type the code from your letter' }).click()
    await expect(field).toBeFocused()
    const other = /This code does not work/
    const length = /The code has 16 letters and numbers/
    for (const [wrong, said] of [
      ['0000-0000-0000-0000', other],
      ['not a code', length],
      ['x'.repeat(300), length],
    ] as const) {
      await field.fill(wrong)
      await go()
      await expect(field).toHaveAccessibleDescription(said)
      await expect(field).toHaveValue(wrong)
    }
    if (script) await expectAccessible(page)

    await field.fill(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'))
    await go()
    await expect(page.getByRole('heading', { name: 'Choose your password' })).toBeVisible()
    await expect(page.getByText(username)).toBeVisible()
    // The code stands nowhere: not in the address, not in the page.
    expect(page.url().replaceAll('-', '').toUpperCase()).not.toContain(code.replaceAll('-', ''))
    expect((await page.content()).replaceAll('-', '').toUpperCase()).not.toContain(code.replaceAll('-', ''))
    if (script) await expectAccessible(page)
    await page.getByLabel('Day').fill('2')
    await expect(page.getByText('Tries with older letters count too')).toBeVisible()
    await page.getByLabel('Month').fill('November')
    await page.getByLabel('Year').fill('1938')
    await page.getByRole('textbox', { name: 'New password' }).fill('vier Löwen und ein Karren')
    await page.getByRole('button', { name: 'Save password' }).click()
    await expect(page.getByRole('status')).toHaveText('Your password is saved')

    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByLabel('Username').fill(username)
    await page.getByRole('textbox', { name: 'Password' }).fill('vier Löwen und ein Karren')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    // The letter has proved no address, so they are asked for one.
    await expect(page).toHaveURL(/confirm-email/)

    await page.goto(`/choose-password?token=${code}`)
    await expect(page.getByRole('heading', { name: 'This link or code does not work any more' })).toBeVisible()
    if (script) await expectAccessible(page)
    await page.getByRole('link', { name: 'Type the code from a letter' }).click()
    await field.fill(code)
    await go()
    await expect(field).toHaveAccessibleDescription(/This code does not work/)
  })
})

test.describe('on the smallest telephone', () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('the page fits', async ({ page }) => {
    await page.goto('/letter')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await expectAccessible(page)
  })
})
