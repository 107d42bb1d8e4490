import { elsewhere, expect, signIn, test, withAndWithoutScript } from './fixtures.ts'

withAndWithoutScript((script) => {
  const subject = `Salt in soup (${script ? 'script' : 'plain'})`

  test('a patient writes to the dietitian', async ({ page, system }) => {
    await signIn(page, 'lionel.campbell')
    await page.getByRole('button', { name: 'Create new message' }).click()

    await expect(page.getByRole('heading', { name: 'Who do you want to write to?' })).toBeVisible()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('alert')).toContainText('Choose who to write to')
    await page.getByLabel('Susan Turner (Dietitian)').check()
    await page.getByRole('button', { name: 'Continue' }).click()

    await expect(page.getByRole('heading', { name: 'This is not for urgent matters' })).toBeVisible()
    await expect(page.getByRole('link', { name: /^0131/ }).first()).toHaveAttribute('href', /^tel:0131/)
    await expect(page.getByText('Monday to Friday, 8:30am to 5pm')).toBeVisible()
    await page.getByRole('button', { name: 'I understand, continue' }).click()

    await expect(page.getByText('Susan Turner (Dietitian)')).toBeVisible()
    await page.getByLabel('Your message').fill('Half a spoon in a pot for four.\n\nLionel')
    await page.getByRole('button', { name: 'Send message' }).click()
    await expect(page).toHaveTitle(/^Error: /)
    await expect(page.getByLabel('Subject')).toHaveAccessibleDescription(/Enter a subject/)
    await expect(page.getByLabel('Your message')).toHaveValue('Half a spoon in a pot for four.\n\nLionel')

    await page.getByLabel('Subject').fill(subject)
    await page.getByRole('button', { name: 'Send message' }).dblclick()
    await expect(page.getByText('Your message has been sent.')).toBeVisible()
    await expect(page.getByRole('heading', { name: subject })).toBeVisible()
    await expect(page.getByRole('article')).toContainText('Half a spoon in a pot for four.')
    expect(page.url()).not.toMatch(/turner|campbell|salt/i)

    const susan = await elsewhere(system, 'susan.turner', 'desktop')
    const { conversations } = await susan.listConversations({ search: subject })
    expect(conversations.map((line) => line.subject)).toEqual([subject])

    await page.goto('/conversations')
    const line = page.getByRole('article').filter({ hasText: subject })
    await expect(line).toContainText('You: Half a spoon')
    await expect(line).toContainText('Received')
  })

  test('who is chosen stays chosen while filtering', async ({ page }) => {
    await signIn(page, 'lionel.campbell', '/conversations/new')
    await page.getByLabel('Aileen Drummond (PD nurse)').check()
    await page.getByLabel('Find a person by name').fill('odonnell')
    await page.getByRole('button', { name: 'Find' }).click()
    await expect(page.getByLabel('Susan Turner (Dietitian)')).toBeHidden()
    await expect(page.getByLabel('Aileen Drummond (PD nurse)')).toBeChecked()
    await page.getByLabel("Niamh O'Donnell (Social worker)").check()
    await page.getByRole('button', { name: 'Show everyone' }).click()
    await expect(page.getByLabel('Susan Turner (Dietitian)')).not.toBeChecked()
    await expect(page.getByLabel('Aileen Drummond (PD nurse)')).toBeChecked()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'I understand, continue' }).click()
    const to = page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ hasText: /\)\s*$/ })
    await expect(to).toHaveText(['Aileen Drummond (PD nurse)', "Niamh O'Donnell (Social worker)"])
  })

  test('a patient of two units chooses one first', async ({ page }) => {
    await signIn(page, 'jose.nunez', '/conversations/new')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('alert')).toContainText('Choose a unit')
    await page.getByLabel('Edinburgh Renal Unit').check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('Edinburgh Renal Unit', { exact: true })).toBeVisible()
    await expect(page.getByLabel('Susan Turner (Dietitian)')).toBeVisible()
  })
})

test('the page about urgent matters cannot be skipped', async ({ page }) => {
  await signIn(page, 'lionel.campbell', '/conversations/new')
  const group = new URL(page.url()).searchParams.get('group')
  const susan = await page.getByLabel('Susan Turner (Dietitian)').getAttribute('value')
  await page.goto(`/conversations/new/write?group=${group}&to=${susan}`)
  await expect(page.getByRole('heading', { name: 'This is not for urgent matters' })).toBeVisible()
})

test('somebody who is not in the list cannot be written to by their id', async ({ page, system }) => {
  const asOther = await elsewhere(system, 'kathleen.obrien', 'portal')
  const { me } = await asOther.whoAmI()
  await signIn(page, 'lionel.campbell', '/conversations/new')
  const group = new URL(page.url()).searchParams.get('group')
  await page.goto(`/conversations/new/write?group=${group}&to=${me.id}&understood=yes`)
  await expect(page.getByRole('heading', { name: 'Who do you want to write to?' })).toBeVisible()
  await expect(page.getByText('Kathleen')).toBeHidden()
})

test('what is being written is kept and comes back', async ({ page }) => {
  await signIn(page, 'lionel.campbell', '/conversations/new')
  await page.getByLabel('Susan Turner (Dietitian)').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'I understand, continue' }).click()
  const kept = page.waitForResponse((response) => response.url().includes('/api/drafts/') && response.ok())
  await page.getByLabel('Your message').fill('Half a thought')
  await kept
  await page.reload()
  await expect(page.getByLabel('Your message')).toHaveValue('Half a thought')
  await expect(page.getByText('This is what you were writing before.')).toBeVisible()
})
