/** Somebody is away: a patient sees it before sending, and who got the message instead after it (R14). In the demo Callum is. */
import { elsewhere, expect, expectAccessible, signIn, test, withAndWithoutScript } from './fixtures.ts'

withAndWithoutScript((script) => {
  const subject = `Swimming in the sea (${script ? 'script' : 'plain'})`

  test('a patient is told who gets it instead, before and after sending', async ({ page, system }) => {
    await signIn(page, 'lionel.campbell', '/conversations/new')
    const callum = page.getByLabel('Callum Reid (Transplant nurse)')
    const said = /^Away until \w+day \d+ \w+\. Eilidh Stewart gets the message too\.$/
    await expect(callum).toHaveAccessibleDescription(said)
    await expect(page.getByLabel('Susan Turner (Dietitian)')).toHaveAccessibleDescription('')
    if (script) await expectAccessible(page)
    await callum.check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'I understand, continue' }).click()

    await expect(page.getByText(said)).toBeVisible()
    if (script) await expectAccessible(page)
    await page.getByLabel('Subject').fill(subject)
    await page.getByLabel('Your message').fill('May I swim in the sea?')
    await page.getByRole('button', { name: 'Send message' }).click()

    await expect(page.getByText(/^Eilidh Stewart gets this because Callum Reid is away until \d+ \w+/)).toBeVisible()
    await expect(page.getByText('Callum Reid (Transplant nurse), Eilidh Stewart (Vascular access nurse)')).toBeVisible()
    await expect(
      page.getByText(/^Callum Reid is away until \w+day \d+ \w+\. Eilidh Stewart gets the message too\.$/),
    ).toBeVisible()
    if (script) await expectAccessible(page)

    const eilidh = await elsewhere(system, 'eilidh.stewart', 'desktop')
    const { conversations } = await eilidh.listConversations({ search: subject })
    expect(conversations).toMatchObject([{ subject, unread: true }])
  })
})
