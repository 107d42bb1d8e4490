/** News: written, checked and published by an admin with the keyboard; read by staff; two admins at once (R12). */
import { expect, test, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import { elsewhere, expectAccessible } from './people.ts'

let system: RunningSystem
let desktop: Desktop
test.beforeAll(async () => {
  system = await startSystem()
})
test.beforeEach(async () => {
  desktop = await launchDesktop({ server: system.portalUrl })
})
test.afterEach(() => desktop?.close())
test.afterAll(() => system?.stop())

const news = (page: Page) => page.getByRole('main', { name: 'News' })

async function openNews(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await expect(page.getByRole('region', { name: 'Conversations' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await expect(news(page).getByRole('heading', { name: 'News', level: 1 })).toBeVisible()
}

/** By Tab alone. */
async function tabTo(page: Page, name: string) {
  const target = page.locator(':focus').and(
    page
      .getByLabel(name, { exact: true })
      .or(page.getByRole('button', { name, exact: true }))
      .or(page.getByRole('checkbox', { name })),
  )
  for (let n = 0; n < 60; n++) {
    if (await target.count()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}`)
}

test('by keyboard alone: a draft, its preview, published with e-mails, changed, withdrawn', async () => {
  const { page } = desktop
  await openNews(page, 'fiona.macleod')
  await expect(news(page).getByText('There is no news')).toBeVisible()
  await expectAccessible(page)
  await tabTo(page, 'Write news')
  await page.keyboard.press('Enter')
  await expect(news(page).getByLabel('Title')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(news(page).getByText('Enter a title')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.type('The entrance has moved')
  await tabTo(page, 'Text')
  await page.keyboard.type('Use the door in Mill Lane. A map: https://maps.example.org')
  const preview = news(page).getByRole('region', { name: 'As readers see it' })
  await expect(preview.getByRole('link', { name: 'https://maps.example.org' })).toBeVisible()
  await tabTo(page, 'Anybody can read it, also without signing in')
  await page.keyboard.press('Space')
  await expect(news(page).getByText('The whole world can read this')).toBeVisible()
  await tabTo(page, 'Save draft')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The draft is saved.')).toBeVisible()
  await expectAccessible(page)

  await tabTo(page, 'Publish…')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Publish this?' })
  await expect(dialog.getByText(/: [\d,]+ people\./)).toBeVisible()
  await tabTo(page, 'Publish')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Tick this, or go back and make it less public.')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Space')
  await tabTo(page, 'E-mail them that there is news')
  await expect(dialog.getByText(/^It goes out at (once|8 this morning), says/)).toBeVisible()
  await page.keyboard.press('Space')
  await dialog.getByRole('button', { name: /^Publish and e-mail [\d,]+ (people|person)$/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Published.', { exact: true })).toBeVisible()
  await expect(news(page)).toBeFocused()
  await expect(news(page).getByText('Showing until').first()).toBeVisible()

  const lionel = await elsewhere(system.portalUrl, 'lionel.campbell')
  expect((await lionel.listNews()).news).toMatchObject([{ title: 'The entrance has moved' }])

  await tabTo(page, 'Withdraw…')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).press('Enter')
  await expect(page.getByText('Withdrawn. Nobody sees it any more.')).toBeVisible()
  expect((await lionel.listNews()).news).toEqual([])
})

test('staff read it, and have no way to write', async () => {
  const fiona = await elsewhere(system.portalUrl, 'fiona.macleod', 'desktop')
  const { groups } = await fiona.listNewsGroups()
  const newsId = crypto.randomUUID()
  const [showsFrom, showsUntil] = ['2026-01-01', '2099-01-01']
  const content = {
    title: 'New rota',
    text: 'On the board.',
    audience: 'staff' as const,
    isPublic: false,
    pinned: true,
  }
  await fiona.saveNews({ newsId, version: 0, groupId: groups[0]!.id, ...content, showsFrom, showsUntil })
  await fiona.publishNews({ newsId, version: 1, tellByEmail: false })

  const { page } = desktop
  await openNews(page, 'susan.turner')
  await expect(news(page).getByRole('button', { name: 'Write news' })).toBeHidden()
  await news(page)
    .getByRole('button', { name: /^New rota/ })
    .press('Enter')
  await expect(news(page).getByRole('heading', { name: 'New rota' })).toBeFocused()
  await expect(news(page).getByText('On the board.')).toBeVisible()
  await expectAccessible(page)
})

test('two admins change one item: nothing is lost, both are shown', async () => {
  const iain = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const { groups } = await iain.listNewsGroups()
  const groupId = groups.find(({ name }) => name === 'Edinburgh Renal Unit')!.id
  const newsId = crypto.randomUUID()
  const content = {
    ...{ title: 'Clinic times', text: 'As always.', audience: 'patients' as const, isPublic: false, pinned: false },
    ...{ showsFrom: '2026-01-01', showsUntil: '2099-01-01' },
  }
  await iain.saveNews({ newsId, version: 0, groupId, ...content })
  const { page } = desktop
  await openNews(page, 'fiona.macleod')
  await news(page).getByRole('button', { name: 'Written by us' }).press('Enter')
  await news(page)
    .getByRole('button', { name: /^Clinic times/ })
    .press('Enter')
  await expect(news(page).getByLabel('Title')).toHaveValue('Clinic times')
  await iain.saveNews({ newsId, version: 1, groupId, ...content, text: 'On Tuesdays.' })
  await news(page).getByLabel('Text').fill('On Wednesdays.')
  await news(page).getByRole('button', { name: 'Save draft' }).press('Enter')
  const meanwhile = news(page).getByRole('region', { name: /^Iain Buchanan changed this/ })
  await expect(meanwhile.getByText('On Tuesdays.')).toBeVisible()
  await expect(meanwhile.getByRole('heading')).toBeFocused()
  await expect(news(page).getByLabel('Text')).toHaveValue('On Wednesdays.')
  await expectAccessible(page)
  await news(page).getByRole('button', { name: 'Save draft' }).press('Enter')
  await expect(meanwhile).toBeHidden()
  const { content: saved } = await iain.showManagedNews({ newsId })
  expect(saved.text).toBe('On Wednesdays.')
})

test('what is half written is there again after a lock, and signing out asks about it', async () => {
  const { page } = desktop
  await openNews(page, 'fiona.macleod')
  await news(page).getByRole('button', { name: 'Write news' }).press('Enter')
  await news(page).getByLabel('Title').fill('Flu jabs in')
  await page.getByRole('button', { name: 'Sign out' }).press('Enter')
  const asked = page.getByRole('dialog', { name: 'Sign out without saving?' })
  await expect(asked).toContainText('the news “Flu jabs in”')
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Go to the news' }).press('Enter')
  await expect(news(page).getByLabel('Title')).toHaveValue('Flu jabs in')
  await expect(news(page).getByText('Enter the text')).toBeHidden()

  await desktop.emitPower('lock-screen')
  await expect(page.getByText('Locked. Sign in to carry on')).toBeVisible()
  expect(await page.content()).not.toContain('Flu jabs')
  await page.getByLabel('Password').fill(demoPassword)
  await page.keyboard.press('Enter')
  await expect(news(page).getByLabel('Title')).toHaveValue('Flu jabs in')

  // Whole, it is saved by itself, and nothing is asked.
  await news(page).getByLabel('Text').fill('From Monday.')
  await page.getByRole('button', { name: 'Sign out' }).press('Enter')
  await expect(page.getByText('You have signed out')).toBeVisible()
  const fiona = await elsewhere(system.portalUrl, 'fiona.macleod', 'desktop')
  const { news: written } = await fiona.listManagedNews({})
  expect(written).toContainEqual(expect.objectContaining({ state: 'draft' }))
  expect(written.map(({ content }) => content.title)).toContain('Flu jabs in')
})
