import { aConversation, elsewhere, expect, signIn, test, withAndWithoutScript } from './fixtures.ts'

withAndWithoutScript((script) => {
  const mark = script ? 'script' : 'plain'

  test('an unread answer is read and replied to', async ({ page, system }) => {
    const subject = `Oranges ${mark}`
    const conversation = await aConversation(system, { patient: 'kathleen.obrien', subject })
    await conversation.susanWrites('One a day is fine.')
    await signIn(page, 'kathleen.obrien')
    const line = page.getByRole('article').filter({ hasText: subject })
    await expect(line).toContainText('New')
    await expect(line).toContainText('Susan Turner (Dietitian)')
    await expect(line).toContainText('Answered')

    await page.getByRole('link', { name: subject }).click()
    await expect(page.getByRole('article').last()).toContainText('One a day is fine.')
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(page.getByLabel('Your reply')).toHaveAccessibleDescription(/Enter your message/)
    await page.getByLabel('Your reply').fill('Thank you.\nKathleen')
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(page.getByText('Your message has been sent.')).toBeVisible()
    await expect(page.getByRole('article').last()).toContainText('Received')
    await expect(page.getByLabel('Your reply')).toHaveValue('')
    expect(await conversation.texts()).toEqual(['Good morning.', 'One a day is fine.', 'Thank you.\nKathleen'])

    await page.getByRole('link', { name: 'Messages', exact: true }).first().click()
    await expect(page.getByRole('article').filter({ hasText: subject })).not.toContainText('New')
  })

  test('a reply that missed something newer is shown what is new, and stays as it is', async ({ page, system }) => {
    const conversation = await aConversation(system, { patient: 'kathleen.obrien', subject: `Crossing ${mark}` })
    // Without the live stream the page does not know what is new.
    await page.route('**/api/live', (route) => route.abort())
    await signIn(page, 'kathleen.obrien', conversation.path)
    await page.getByLabel('Your reply').fill('Is it still Tuesday?')
    await conversation.susanWrites('It is Thursday now.')
    await page.getByRole('button', { name: 'Send reply' }).click()

    await expect(page.getByRole('alert')).toContainText('There is a new message that you have not seen')
    await expect(page.getByRole('region', { name: 'New message' })).toContainText('It is Thursday now.')
    await expect(page.getByLabel('Your reply')).toHaveValue('Is it still Tuesday?')
    expect(await conversation.texts()).not.toContain('Is it still Tuesday?')

    await page.getByRole('button', { name: 'Send anyway' }).click()
    await expect(page.getByText('Your message has been sent.')).toBeVisible()
    expect(await conversation.texts()).toContain('Is it still Tuesday?')
  })

  test('a reply that is refused after one that was sent says why and keeps the text', async ({ page, system }) => {
    const conversation = await aConversation(system, { patient: 'kathleen.obrien', subject: `Again ${mark}` })
    await page.route('**/api/live', (route) => route.abort())
    await signIn(page, 'kathleen.obrien', conversation.path)
    const reply = page.getByLabel('Your reply')
    const sent = page.getByText('Your message has been sent.')
    for (let entry = 1; entry <= 6; entry++) await conversation.patientWrites(`Entry ${entry}`)
    await page.reload()
    await reply.fill('First')
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(sent).toBeVisible()

    const long = 'a'.repeat(10_001)
    await reply.fill(long)
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(page.getByRole('alert')).toContainText('Message must be 10,000 characters or fewer')
    await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 })
    await page.getByRole('alert').getByRole('link').click()
    await expect(reply).toBeFocused()
    await expect(sent).toBeHidden()
    await expect(reply).toHaveValue(long)

    await conversation.susanWrites('One more thing.')
    await reply.fill('Second')
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(page.getByRole('alert')).toContainText('There is a new message that you have not seen')
    await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 })
    await page.getByRole('alert').getByRole('link').click()
    await expect(page.getByRole('region', { name: 'New message' })).toBeInViewport()
    await expect(page.getByRole('region', { name: 'New message' })).toContainText('One more thing.')
    await expect(reply).toHaveValue('Second')
    const { draft } = await conversation.asPatient.showConversation({ conversationId: conversation.id })
    expect(draft?.text).toBe('Second')

    await page.getByRole('button', { name: 'Send anyway' }).click()
    await expect(sent).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(reply).toHaveValue('')
    expect((await conversation.texts()).slice(-3)).toEqual(['First', 'One more thing.', 'Second'])
  })

  test('a text that is too long is not lost', async ({ page, system }) => {
    const { path } = await aConversation(system, { patient: 'kathleen.obrien', subject: `Long ${mark}` })
    await signIn(page, 'kathleen.obrien', path)
    const long = 'a'.repeat(10_001)
    await page.getByLabel('Your reply').fill(long)
    if (script) await expect(page.getByText('You have 1 character too many')).toBeVisible()
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(page.getByRole('alert')).toContainText('Message must be 10,000 characters or fewer')
    await expect(page.getByLabel('Your reply')).toHaveValue(long)
  })

  test('markup is text and addresses are links', async ({ page, system }) => {
    const text = '<img src=x onerror=alert(1)> <b>b</b> see https://www.nhs.uk/conditions.\n🙂 Núñez'
    const { path } = await aConversation(system, { patient: 'kathleen.obrien', subject: `<i>M</i> ${mark}`, text })
    await signIn(page, 'kathleen.obrien', path)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`<i>M</i> ${mark}`)
    const message = page.getByRole('article')
    await expect(message).toContainText(text)
    await expect(message.locator('img, b')).toHaveCount(0)
    await expect(message.getByRole('link')).toHaveAttribute('href', 'https://www.nhs.uk/conditions')
    await expect(message.getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer nofollow')
  })

  test('somebody of the care team is added, and a notice says so', async ({ page, system }) => {
    const { path } = await aConversation(system, { patient: 'kathleen.obrien', subject: `Adding ${mark}` })
    await signIn(page, 'kathleen.obrien', path)
    await page.getByText('More options').click()
    await page.getByRole('link', { name: 'Add someone from your care team' }).click()
    await expect(page.getByLabel('Susan Turner (Dietitian)')).toHaveCount(0)
    await page.getByRole('button', { name: 'Add to conversation' }).click()
    await expect(page.getByRole('alert')).toContainText('Choose who to add')
    await page.getByLabel('Tomasz Zieliński (Pharmacist)').check()
    await page.getByRole('button', { name: 'Add to conversation' }).click()
    await expect(page.getByText('They have been added to the conversation.')).toBeVisible()
    await expect(page.getByText(/^Tomasz Zieliński.* was added by Kathleen O'Brien/)).toBeVisible()
  })

  test('a conversation goes to the archive and comes back', async ({ page, system }) => {
    const subject = `Tidying ${mark}`
    const { path } = await aConversation(system, { patient: 'kathleen.obrien', subject })
    await signIn(page, 'kathleen.obrien', path)
    await page.getByText('More options').click()
    await page.getByRole('button', { name: 'Move to archive' }).click()
    await expect(page.getByText('The conversation is in your archive now.')).toBeVisible()
    await expect(page.getByRole('link', { name: subject })).toHaveCount(0)
    await page.getByRole('link', { name: 'Archived' }).click()
    await page.getByRole('link', { name: subject }).click()
    await page.getByText('More options').click()
    await page.getByRole('button', { name: 'Move to inbox' }).click()
    await expect(page.getByText('The conversation is back in your inbox.')).toBeVisible()
  })

  test('search looks everywhere and survives any words', async ({ page, system }) => {
    const subject = `Potassium in crisps ${mark}`
    await aConversation(system, { patient: 'kathleen.obrien', subject, text: "O'Brien & Núñez ate 100%_ of them \\o/" })
    await signIn(page, 'kathleen.obrien')
    for (const words of [`crisps ${mark}`, "O'Brien", 'nunez', '100%_', '\\o/']) {
      await page.getByLabel('Search all messages').fill(words)
      await page.getByRole('button', { name: 'Search' }).click()
      await expect(page.getByRole('heading', { name: `Results for “${words}”` })).toBeVisible()
      await expect(page.getByRole('link', { name: subject })).toBeVisible()
    }
    await page.getByLabel('Search all messages').fill('<b>zzz</b>')
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(page.getByRole('heading', { name: 'Nothing found for “<b>zzz</b>”' })).toBeVisible()
  })

  test('a long conversation shows its newest part first, and prints as a whole', async ({ page, system }) => {
    const conversation = await aConversation(system, {
      patient: 'kathleen.obrien',
      subject: `Diary ${mark}`,
      text: 'Entry 1',
    })
    for (let day = 2; day <= 53; day++) await conversation.patientWrites(`Entry ${day}`)
    await signIn(page, 'kathleen.obrien', conversation.path)
    await expect(page.getByText('Entry 53', { exact: true })).toBeVisible()
    await expect(page.getByText('Entry 1', { exact: true })).toHaveCount(0)
    await page.getByRole('link', { name: 'Show older messages' }).click()
    await expect(page.getByText('Entry 1', { exact: true })).toBeVisible()
    await page.goto(`${conversation.path}/print`)
    await expect(page.getByRole('article')).toHaveCount(53)
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('banner')).toBeHidden()
    await expect(page.getByText('Entry 1', { exact: true })).toBeVisible()
  })

  test('somebody else’s conversation does not exist', async ({ page, system }) => {
    const { path, id } = await aConversation(system, { patient: 'kathleen.obrien', subject: `Private ${mark}` })
    await signIn(page, 'lionel.campbell', path)
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
    await page.goto(`/conversations/${id}/print`)
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
    await page.goto('/conversations/1')
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  })
})

test('sending again and again stores one message', async ({ page, system }) => {
  const conversation = await aConversation(system, { patient: 'kathleen.obrien', subject: 'Twice' })
  await signIn(page, 'kathleen.obrien', conversation.path)
  const form = { messageId: crypto.randomUUID(), lastSeenSeq: '1', text: 'Only once' }
  const post = () =>
    page.request.post(`${conversation.path}?/reply`, {
      form,
      headers: { origin: system.portalUrl, accept: 'text/html' },
      maxRedirects: 0,
    })
  const answers = await Promise.all([post(), post(), post()])
  expect(answers.map((answer) => answer.status())).toEqual([303, 303, 303])
  expect(await conversation.texts()).toEqual(['Good morning.', 'Only once'])
})

test('the badge is the number of unread conversations, everywhere', async ({ page, system }) => {
  const patient = 'jose.nunez'
  const before = (await (await elsewhere(system, patient, 'portal')).listConversations()).counts.unread
  const conversation = await aConversation(system, { patient, subject: 'Counting' })
  await conversation.susanWrites('One')
  await signIn(page, patient)
  await expect(page.getByRole('banner')).toContainText(`${before + 1} unread`)
  await page.goto(conversation.path)
  if (before > 0) await expect(page.getByRole('banner')).toContainText(`(${before} unread)`)
  else await expect(page.getByRole('banner')).not.toContainText('unread')
})
