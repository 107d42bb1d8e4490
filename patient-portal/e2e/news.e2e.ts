import { newsContent } from '../../server/test/aNewsItem.ts'
import { elsewhere, expect, expectAccessible, signIn, test, withAndWithoutScript } from './fixtures.ts'
import type { RunningSystem } from '../../build/e2e/system.ts'

interface Options {
  title: string
  text?: string
  isPublic?: boolean
  pinned?: boolean
  audience?: 'patients' | 'staff' | 'both'
}

/** Fiona writes for the patients of Edinburgh. Returns what takes it back again. */
async function fionaPublishes(system: RunningSystem, options: Options) {
  const fiona = await elsewhere(system, 'fiona.macleod', 'desktop')
  const { groups } = await fiona.listNewsGroups()
  const { id: groupId } = groups.find(({ name }) => name === 'Edinburgh Renal Unit')!
  const newsId = crypto.randomUUID()
  await fiona.saveNews({ newsId, version: 0, groupId, ...newsContent({ audience: 'patients', ...options }) })
  await fiona.publishNews({ newsId, version: 1, tellByEmail: false, anybodyMayRead: true })
  return { newsId, withdraw: () => fiona.withdrawNews({ newsId, version: 2 }) }
}

withAndWithoutScript((script) => {
  test('without news there is nothing about news; with some, the newest stand above the messages', async ({
    page,
    system,
  }) => {
    await page.setViewportSize({ width: 375, height: 812 })
    await signIn(page, 'lionel.campbell')
    await expect(page.getByRole('heading', { name: 'News' })).toBeHidden()

    const text = 'From Monday use the door in Mill Lane.\n\nA map: https://maps.example.org/mill-lane <b>'
    const items = [
      await fionaPublishes(system, { title: 'Old one' }),
      await fionaPublishes(system, { title: 'The entrance has moved', text, pinned: true }),
      await fionaPublishes(system, { title: 'Flu vaccinations have begun' }),
      await fionaPublishes(system, { title: 'Staff alone', audience: 'staff' }),
    ]
    await page.goto('/conversations')
    const section = page.getByRole('region', { name: 'News' })
    await expect(section.getByRole('listitem')).toHaveText([
      /^\s*Important\s+The entrance has moved\s+Edinburgh Renal Unit, /,
      /^\s*Flu vaccinations have begun/,
    ])
    if (script) await expectAccessible(page)
    await section.getByRole('link', { name: 'All news' }).click()
    await expect(page.getByRole('heading', { level: 2 })).toHaveText([
      /The entrance has moved$/,
      'Flu vaccinations have begun',
      'Old one',
    ])
    if (script) await expectAccessible(page)
    await page.getByRole('link', { name: 'The entrance has moved' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'The entrance has moved' })).toBeVisible()
    await expect(page.getByRole('article')).toContainText('mill-lane <b>')
    await expect(page.getByRole('link', { name: 'https://maps.example.org/mill-lane' })).toHaveAttribute(
      'rel',
      /noopener/,
    )
    if (script) await expectAccessible(page)
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('link', { name: 'Account' })).toBeHidden()
    await expect(page.getByRole('article')).toBeVisible()
    await page.emulateMedia({ media: 'screen' })
    const [, moved] = items
    for (const item of items) await item.withdraw()
    expect((await page.goto(`/news/${moved!.newsId}`))?.status()).toBe(404)
  })

  test('before signing in: only what anybody may read', async ({ page, system }) => {
    const secret = await fionaPublishes(system, { title: 'For our patients' })
    await page.goto('/sign-in')
    await expect(page.getByText('For our patients')).toBeHidden()
    const open = await fionaPublishes(system, { title: `Closed for snow ${script}`, isPublic: true })
    await page.goto('/sign-in')
    if (script) await expectAccessible(page)
    await page.getByRole('link', { name: `Closed for snow ${script}` }).click()
    await expect(page.getByRole('article')).toContainText('Edinburgh Renal Unit')
    if (script) await expectAccessible(page)
    await page.getByRole('link', { name: 'All news' }).click()
    await expect(page.getByRole('link', { name: `Closed for snow ${script}` })).toBeVisible()
    await expect(page.getByText('For our patients')).toBeHidden()
    expect((await page.goto(`/public-news/${secret.newsId}`))?.status()).toBe(404)
    await page.goto(`/news/${secret.newsId}`)
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await open.withdraw()
    await secret.withdraw()
  })

  test('the first reply to a message from the unit says that this is not for urgent matters', async ({
    page,
    system,
  }) => {
    const susan = await elsewhere(system, 'susan.turner', 'desktop')
    const { groups } = await susan.listGroups()
    const unit = groups.find(({ name }) => name === 'Edinburgh Renal Unit')!
    const { recipients } = await susan.listRecipients({ groupId: unit.id, filter: 'Lionel Campbell' })
    const { conversations } = await susan.startConversation({
      ...{ groupId: unit.id, recipientIds: [recipients[0]!.id], subject: `Salt ${script}` },
      ...{ messageId: crypto.randomUUID(), text: 'How is it going?' },
    })
    await signIn(page, 'lionel.campbell', `/conversations/${conversations[0]!.id}`)
    const reply = page.getByRole('region', { name: 'Write a reply' })
    await expect(reply.getByText('This is not for urgent matters.')).toBeVisible()
    await expect(reply.getByText('Monday to Friday, 8:30am to 5pm')).toBeVisible()
    await expect(reply.getByRole('link', { name: /^0131/ }).first()).toHaveAttribute('href', /^tel:0131/)
    if (script) await expectAccessible(page)
    await page.getByLabel('Your reply').fill('Well, thank you')
    await page.getByRole('button', { name: 'Send reply' }).click()
    await expect(page.getByText('Your message has been sent.')).toBeVisible()
    await expect(page.getByText('This is not for urgent matters.')).toBeHidden()
  })
})
