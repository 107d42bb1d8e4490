/** Unit admins keep their unit right: what others read about it, who answers for it, and who can write to whom (R1, R2). */
import { expect, test, type Page } from '@playwright/test'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'
import { bankHolidaysOf } from '../../server/src/groups/bankHolidays.ts'
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

const units = (page: Page) => page.getByRole('main', { name: 'Units' })
const save = (page: Page) => units(page).getByRole('button', { name: 'Save', exact: true })

/** Whether or not there is anything in their inbox. */
async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await expect(page.getByRole('region', { name: 'Conversations' })).toBeVisible()
}

async function openUnit(page: Page, username: string, unit: string): Promise<void> {
  await signIn(page, username)
  await expect(page.getByRole('button', { name: 'Units' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(units(page).getByRole('heading', { name: unit, level: 2 })).toBeVisible()
}

/** Within the two weeks of which patients are told, and the unit is open on Mondays; not a bank holiday. */
function nextMonday(): string {
  const day = new Date()
  const holidays = bankHolidaysOf('scotland').map((holiday) => holiday.day)
  do day.setUTCDate(day.getUTCDate() + 1)
  while (day.getUTCDay() !== 1 || holidays.includes(day.toISOString().slice(0, 10)))
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC' }).format(day)
}

/** The unit as another admin changes it meanwhile. */
async function asAnotherAdmin(name: string) {
  const iain = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await iain.listUnits()).units.find((unit) => unit.name === name)!.id
  return {
    async changes(settings: { telephone?: string; answerTime?: string }) {
      const { version, settings: now } = await iain.showUnit({ unitId })
      await iain.saveUnitSettings({ unitId, version, ...now, ...settings })
    },
    shows: () => iain.showUnit({ unitId }),
    async handsOverTo(filter: string) {
      const { defaultContact } = await iain.showUnit({ unitId })
      const { staff } = await iain.listStaff({ unitId, filter })
      await iain.handOverDefaultContact({ unitId, fromId: defaultContact!.id, toId: staff[0]!.id })
    },
  }
}

test('by keyboard alone: telephone, hours and closed days, which a patient reads in the portal', async ({
  browser,
}) => {
  const { page } = desktop
  await openUnit(page, 'fiona.macleod', 'Edinburgh Renal Unit')
  await expect(save(page)).toBeDisabled()
  await expectAccessible(page)

  const press = async (key: string, times = 1) => {
    for (let n = 0; n < times; n++) await page.keyboard.press(key)
  }
  const tabTo = async (name: string) => {
    const target = units(page)
      .getByLabel(name, { exact: true })
      .or(units(page).getByRole('button', { name, exact: true }))
    for (let n = 0; n < 60; n++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await press('Tab')
    }
    throw new Error(`Tab does not lead to ${name}`)
  }
  await tabTo('Telephone')
  await press('Control+a')
  await page.keyboard.type('0131 496 0555')
  await tabTo('Add opening times on Sunday')
  await press('Enter')
  await expect(units(page).getByLabel('Sunday opens')).toBeFocused()
  await press('Control+a')
  await page.keyboard.type('1000')
  await tabTo('Sunday closes')
  await press('Control+a')
  await page.keyboard.type('9.00')
  await press('Enter')
  await expect(units(page).getByText('Closing time must be after opening time')).toBeVisible()
  await expect(units(page).getByLabel('Sunday opens')).toBeFocused()
  await expectAccessible(page)
  await tabTo('Sunday closes')
  await press('Control+a')
  await page.keyboard.type('13')
  const [holiday] = await units(page)
    .getByRole('checkbox', { name: /^Open on / })
    .all()
  await expect(units(page).getByLabel('Where the unit is')).toHaveValue('scotland')
  await tabTo(await holiday!.evaluate((box) => (box as HTMLInputElement).labels![0]!.textContent.trim()))
  await press('Space')
  await tabTo('Add a day')
  await press('Enter')
  await expect(units(page).getByLabel('Closed day 1, date')).toBeFocused()
  await page.keyboard.type(nextMonday())
  await press('Tab')
  await page.keyboard.type('Staff training')
  await press('Enter')
  await expect(units(page).getByText('Everything is saved.')).toBeVisible()
  await expect(units(page).getByText(/Last changed by Fiona MacLeod, Today/)).toBeVisible()
  await expect(holiday!).toBeChecked()

  const patient = await browser.newPage({ viewport: { width: 375, height: 812 } })
  await patient.goto(`${system.portalUrl}/sign-in?return=/conversations/new`)
  await patient.getByLabel('Username').fill('lionel.campbell')
  await patient.getByRole('textbox', { name: 'Password' }).fill(demoPassword)
  await patient.getByRole('button', { name: 'Sign in', exact: true }).click()
  await patient.getByLabel('Susan Turner (Dietitian)').check()
  await patient.getByRole('button', { name: 'Continue' }).click()
  await expect(patient.getByRole('link', { name: '0131 496 0555' })).toBeVisible()
  await expect(patient.getByText('Sunday, 10am to 1pm')).toBeVisible()
  await expect(patient.getByText(/, Staff training$/)).toBeVisible()
  await expect(patient.getByText('Messages are usually answered within two working days.')).toBeVisible()
  await patient.close()
})

test('the default messaging contact is handed over and back', async () => {
  const { page } = desktop
  await openUnit(page, 'fiona.macleod', 'Edinburgh Renal Unit')
  const dialog = page.getByRole('dialog', { name: 'Hand over the default messaging contact' })
  const handOver = async (typed: string, from: string, to: string) => {
    await units(page).getByRole('button', { name: 'Hand over…' }).press('Enter')
    await expect(dialog.getByLabel('Filter')).toBeFocused()
    await page.keyboard.type(typed)
    await expect(dialog.getByRole('option')).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('status').filter({ hasText: from })).toContainText(to)
    await expectAccessible(page)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
  }
  await handOver('turner', 'Fiona MacLeod', 'Susan Turner (Dietitian)')
  await expect(dialog).toBeHidden()
  await expect(units(page).getByText('Susan Turner (Dietitian)')).toBeVisible()
  await expectAccessible(page)

  // Iain takes it in between: Fiona is told who holds it, and nothing of hers is done.
  const meanwhile = await asAnotherAdmin('Edinburgh Renal Unit')
  await meanwhile.handsOverTo('drummond')
  await handOver('fiona', 'Susan Turner', 'Fiona MacLeod')
  await expect(dialog.getByText(/Aileen Drummond holds it now/)).toBeVisible()
  await expectAccessible(page)
  expect((await meanwhile.shows()).defaultContact?.name).toBe('Aileen Drummond')
  await dialog.getByRole('button', { name: 'Hand over to Fiona MacLeod' }).click()
  await expect(dialog).toBeHidden()
  expect((await meanwhile.shows()).defaultContact?.name).toBe('Fiona MacLeod')
})

test('somebody else saves first: what differs is shown, and nothing typed is lost', async () => {
  const { page } = desktop
  await openUnit(page, 'fiona.macleod', 'Edinburgh Renal Unit')
  const telephone = units(page).getByLabel('Telephone', { exact: true })
  await telephone.fill('0131 496 0123')
  const meanwhile = await asAnotherAdmin('Edinburgh Renal Unit')
  await meanwhile.changes({ telephone: '0131 496 0777', answerTime: 'on the next working day' })
  await save(page).click()

  const notice = units(page).getByRole('region', { name: /Iain Buchanan changed this unit/ })
  await expect(notice.getByRole('row', { name: /0131 496 0777 0131 496 0123/ })).toBeVisible()
  await expect(notice).toContainText('within two working days → on the next working day')
  await expect(telephone).toHaveValue('0131 496 0123')
  await expectAccessible(page)

  // Looking at the inbox loses nothing; signing out asks; a lock keeps it for the same person.
  await page.getByRole('button', { name: 'Inbox' }).click()
  await expect(page.getByRole('button', { name: /Units/ })).toContainText('Unsaved')
  await page.getByRole('button', { name: 'Sign out' }).click()
  const asked = page.getByRole('dialog', { name: 'Sign out without saving?' })
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Go to the unit' }).click()
  await expect(telephone).toHaveValue('0131 496 0123')
  await page.getByRole('button', { name: 'Lock' }).click()
  await page.getByLabel('Username').fill('fiona.macleod')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await expect(telephone).toHaveValue('0131 496 0123')

  await save(page).click()
  await expect(units(page).getByText('Everything is saved.')).toBeVisible()
  expect((await meanwhile.shows()).settings).toMatchObject({
    telephone: '0131 496 0123',
    answerTime: 'on the next working day',
  })
})

test('messaging is switched off with its consequence named, and on with a default messaging contact', async () => {
  const { page } = desktop
  await openUnit(page, 'morag.lindsay', 'Fife Renal Unit')
  await units(page).getByRole('button', { name: 'Switch off…' }).click()
  const off = page.getByRole('dialog', { name: 'Switch messaging off?' })
  await expect(off).toContainText('Nobody will be able to start a conversation with Fife Renal Unit')
  await expectAccessible(page)
  await off.getByRole('button', { name: 'Switch messaging off' }).click()
  await expect(units(page).getByText('Messaging is off', { exact: true })).toBeVisible()
  await expectAccessible(page)

  await units(page).getByRole('button', { name: 'Switch on…' }).click()
  const on = page.getByRole('dialog', { name: 'Switch messaging on for Fife Renal Unit' })
  await expect(on.getByRole('status')).toContainText('Morag Lindsay')
  await expectAccessible(page)
  await on.getByRole('button', { name: 'Switch messaging on' }).click()
  await expect(units(page).getByText('Messaging is on', { exact: true })).toBeVisible()
  await expect(units(page).getByRole('button', { name: 'Switch off…' })).toBeFocused()
})

for (const { username, sections, outside } of [
  {
    username: 'fiona.macleod',
    sections: { 'My groups': ['Edinburgh Renal Unit'], 'Central Support': ['Central Support'], 'Other units of my specialty': ['Fife Renal Unit'] }, // prettier-ignore
    outside: ['Central Support', 'Fife Renal Unit'],
  },
  {
    username: 'alison.craig',
    sections: { 'Central Support': ['Central Support'], 'Other units of my specialty': ['Edinburgh Renal Unit', 'Fife Renal Unit'] }, // prettier-ignore
    outside: ['Edinburgh Renal Unit'],
  },
  {
    username: 'sara.lindqvist',
    sections: { 'My groups': ['Central Support'], 'Other units': ['Edinburgh Diabetes Clinic', 'Edinburgh Renal Unit', 'Fife Renal Unit'] }, // prettier-ignore
    outside: ['Edinburgh Diabetes Clinic', 'Edinburgh Renal Unit'],
  },
]) {
  test(`${username} finds the groups in their sections, and no patients outside their own`, async () => {
    const { page } = desktop
    await signIn(page, username)
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog', { name: 'New conversation' })
    const picker = dialog.getByLabel('Group')
    await expect(picker).toBeVisible()
    const shown = await picker.evaluate((select) =>
      Object.fromEntries(
        [...select.querySelectorAll('optgroup')].map(({ label, children }) => [
          label,
          [...children].map(({ textContent }) => textContent),
        ]),
      ),
    )
    expect(shown).toEqual(sections)
    for (const group of outside) {
      await picker.selectOption(group)
      await expect(dialog.getByText('Only staff who receive messages')).toBeVisible()
      await expect(dialog.getByText('Staff', { exact: true })).toBeVisible()
      await expect(dialog.getByText('Patients', { exact: true })).toBeHidden()
      await expect(dialog.getByText(/born/)).toBeHidden()
    }
    await expectAccessible(page)
  })
}

test('an admin of several units chooses one; nobody else sees anything of it', async () => {
  const { page } = desktop
  await openUnit(page, 'alison.craig', 'Edinburgh Renal Unit')
  await expectAccessible(page)
  await units(page).getByRole('button', { name: 'Fife Renal Unit' }).click()
  await expect(units(page).getByRole('heading', { name: 'Fife Renal Unit', level: 2 })).toBeVisible()
  await expect(units(page).getByText('Edinburgh Diabetes Clinic')).toBeHidden()
  await page.getByRole('button', { name: 'Sign out' }).click()

  await signIn(page, 'susan.turner')
  await expect(page.getByRole('button', { name: 'Units' })).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page.getByRole('listbox', { name: /^Inbox/ })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByText('Go to the inbox')).toBeVisible()
  await expect(page.getByText('Go to your units')).toBeHidden()
})

test('the unit cannot be loaded: told, and tried again', async () => {
  const { page } = desktop
  await signIn(page, 'fiona.macleod')
  await expect(page.getByRole('button', { name: 'Units' })).toBeVisible()
  await system.killServer()
  await page.getByRole('button', { name: 'Units' }).click()
  await expect(units(page).getByText('The unit could not be loaded')).toBeVisible()
  await expectAccessible(page)
  await system.startServer()
  await units(page).getByRole('button', { name: 'Try again' }).click()
  await expect(units(page).getByRole('heading', { name: 'Edinburgh Renal Unit' })).toBeVisible()
})
