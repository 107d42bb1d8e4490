/** Unit admins look after their patients: find them, keep their addresses right, and reach those whom no e-mail reaches. */
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
  await openUnit(desktop.page)
})
test.afterEach(() => desktop?.close())
test.afterAll(() => system?.stop())

const search = (page: Page) => page.getByRole('textbox', { name: 'Search patients' })
const rows = (page: Page) => page.getByRole('table', { name: 'Patients' }).getByRole('row')
const rowOf = (page: Page, name: string) => rows(page).filter({ has: page.getByRole('rowheader', { name }) })

async function openUnit(page: Page): Promise<void> {
  await page.getByLabel('Username').fill('fiona.macleod')
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await page.getByRole('button', { name: 'Units' }).click()
  await expect(page.getByRole('tab', { name: 'Patients' })).toBeVisible()
}

async function openPatients(page: Page, filter = ''): Promise<void> {
  await page.getByRole('tab', { name: 'Patients' }).click()
  await expect(rows(page).nth(5)).toBeVisible()
  if (filter) await search(page).fill(filter)
}

async function choose(page: Page, name: string, item: string): Promise<void> {
  await rowOf(page, name)
    .getByRole('button', { name: /^More for/ })
    .click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('found by name with an apostrophe or without, in either order, by NHS number and by date of birth', async () => {
  const { page } = desktop
  await openPatients(page)
  await expectAccessible(page)
  for (const typed of ["O'Brien", 'o’brien kathleen', 'Kathleen OBrien', '02/10/1949', '2 Oct 1949', '1949-10-02']) {
    await search(page).fill(typed)
    await expect(page.getByText('1 patient found')).toBeVisible()
    await expect(rowOf(page, "O'Brien, Kathleen")).toContainText('2 Oct 1949')
  }
  const number = /\d{3} \d{3} \d{4}/.exec((await rowOf(page, "O'Brien").textContent())!)![0]
  await search(page).fill('wilson')
  await expect(rowOf(page, 'Wilson, Margaret')).toHaveCount(2)
  await search(page).fill(number)
  await expect(rowOf(page, "O'Brien, Kathleen")).toBeVisible()
  await expect(rows(page)).toHaveCount(2)

  await search(page).fill('nobody is called this')
  await expect(page.getByText('No patient of Edinburgh Renal Unit matches “nobody is called this”.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Show everybody' }).click()
  await page.getByRole('radio', { name: 'Bouncing' }).check()
  await expect(rowOf(page, 'Boyle, Duncan')).toContainText('Bouncing')
  await expect(page.getByRole('table').getByText('Verified', { exact: true })).toHaveCount(0)
})

test('a patient is added: a wrong check digit stays to be mended, and they are sent a link', async () => {
  const { page } = desktop
  await openPatients(page)
  await page.getByRole('button', { name: 'Add a patient…' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add a patient to Edinburgh Renal Unit' })
  await expect(dialog.getByLabel('First name')).toBeFocused()
  await expectAccessible(page)
  await dialog.getByLabel('First name').fill('Eilidh')
  await dialog.getByLabel('Last name').fill("O'Neill")
  await dialog.getByLabel('Date of birth').fill('31/12/1961')
  await dialog.getByLabel('NHS number').fill('943 476 5918')
  await dialog.getByLabel('E-mail address').fill('eilidh.oneill@example.org')
  await expect(
    dialog.getByText("Eilidh O'Neill will be e-mailed a link to choose a password at eilidh.oneill@example.org."),
  ).toBeVisible()
  await dialog.getByRole('button', { name: "Add Eilidh O'Neill" }).click()
  await expect(dialog.getByText('a digit is wrong')).toBeVisible()
  await expect(dialog.getByLabel('NHS number')).toBeFocused()
  await expect(dialog.getByLabel('NHS number')).toHaveValue('943 476 5918')
  await expectAccessible(page)
  await dialog.getByLabel('NHS number').fill('943 476 5919')
  await page.keyboard.press('Enter')
  await expect(page.getByText("Eilidh O'Neill is a patient of Edinburgh Renal Unit now.")).toBeVisible()
  await system.mailbox.waitFor(({ envelope }) => envelope.to.includes('eilidh.oneill@example.org'))
  await search(page).fill('943 476 5919')
  await expect(rowOf(page, "O'Neill, Eilidh")).toContainText('Not verified')
})

test('a likely duplicate: of another unit they join, of this unit their form opens', async () => {
  const { page } = desktop
  await openPatients(page)
  const add = async (firstName: string, lastName: string, born: string) => {
    await page.getByRole('button', { name: 'Add a patient…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('First name').fill(firstName)
    await dialog.getByLabel('Last name').fill(lastName)
    await dialog.getByLabel('Date of birth').fill(born)
    await dialog.getByRole('button', { name: `Add ${firstName} ${lastName}` }).click()
    await expect(dialog.getByText('Is it the same person?').last()).toBeVisible()
    return dialog
  }
  const fromFife = await add('Jean', 'Petrie', '29/02/1944')
  await expectAccessible(page)
  await fromFife.getByLabel('Yes: this is the same person').check()
  await fromFife.getByRole('button', { name: 'Let Jean Petrie join' }).click()
  await expect(page.getByText('Jean Petrie is a patient of Edinburgh Renal Unit now.')).toBeVisible()
  await search(page).fill('petrie')
  await expect(rowOf(page, 'Petrie, Jean')).toContainText('29 Feb 1944')

  const here = await add('Margaret', 'Wilson', '9.3.1951')
  await here.getByLabel('Telephone').fill('0131 496 0555')
  await here.getByLabel('Yes: this is the patient who is on the list already').check()
  await expectAccessible(page)
  await here.getByRole('button', { name: 'Open Margaret Wilson' }).click()
  const theirs = page.getByRole('dialog', { name: 'Edit Margaret Wilson' })
  await expect(theirs.getByText('Margaret Wilson is on the list already, so nobody was added.')).toBeFocused()
  await expect(theirs.getByLabel('Telephone')).toHaveValue('0131 496 0555')
  await expectAccessible(page)
  await theirs.getByRole('button', { name: 'Save 1 change' }).click()
  await expect(page.getByText('Saved 1 change to Margaret Wilson.')).toBeVisible()
  await expect(search(page)).toHaveValue('petrie')
  await search(page).fill('wilson')
  await expect(rowOf(page, 'Wilson, Margaret').filter({ hasText: '0131 496 0555' })).toHaveCount(1)
})

test('a confirmed address is changed: told before, mailed after, and taken back', async () => {
  const { page } = desktop
  await openPatients(page, 'macgillivray')
  await rowOf(page, 'MacGillivray, Alasdair').getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit Alasdair MacGillivray' })
  await dialog.getByLabel('E-mail address').fill('alasdair.new@example.org')
  await expect(dialog.getByText('The old address, alasdair.macgillivray@example.org, is told')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog.getByRole('button', { name: 'Go on editing' })).toBeFocused()
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Save 1 change' }).click()
  await expect(page.getByText('Saved 1 change to Alasdair MacGillivray.')).toBeVisible()
  await expect(rowOf(page, 'MacGillivray, Alasdair')).toContainText('alasdair.new@example.org')
  await expect(rowOf(page, 'MacGillivray, Alasdair').getByRole('button', { name: 'Edit' })).toBeFocused()
  await system.mailbox.waitFor(({ envelope }) => envelope.to.includes('alasdair.new@example.org'))
  await system.mailbox.waitFor(({ envelope }) => envelope.to.includes('alasdair.macgillivray@example.org'))
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, 'MacGillivray, Alasdair')).toContainText('alasdair.macgillivray@example.org')
})

test('somebody else was quicker: both values, and the person decides', async () => {
  const { page } = desktop
  await openPatients(page, 'lionel campbell')
  await rowOf(page, 'Campbell, Lionel').getByRole('button', { name: 'Edit' }).click()
  const iain = await elsewhere(system.portalUrl, 'iain.buchanan', 'desktop')
  const unitId = (await iain.listUnits()).units.find(({ name }) => name === 'Edinburgh Renal Unit')!.id
  const { patients } = await iain.listPatients({ unitId, filter: 'lionel campbell' })
  const changesetId = crypto.randomUUID()
  const cells = { telephone: { to: '0131 496 0777' } }
  await iain.previewChangeset({ unitId, changesetId, list: 'patients', source: 'form', rows: [{ id: patients[0]!.id, cells }] }) // prettier-ignore
  await iain.applyChangeset({ unitId, changesetId, changes: 1 })

  const dialog = page.getByRole('dialog', { name: 'Edit Lionel Campbell' })
  await dialog.getByLabel('Telephone', { exact: true }).fill('0131 496 0888')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Somebody else has changed this meanwhile')).toBeVisible()
  await expect(dialog).toContainText('0131 496 0777')
  await expect(dialog.getByLabel('Telephone', { exact: true })).toHaveValue('0131 496 0888')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save 1 change' }).click()
  await expect(rowOf(page, 'Campbell, Lionel')).toContainText('0131 496 0888')
})

test('the menu: what cannot be done says why; verification, writing, closing and opening again', async () => {
  const { page } = desktop
  await openPatients(page, 'archibald')
  await rowOf(page, 'Fraser, Archibald')
    .getByRole('button', { name: /^More for/ })
    .click()
  await expect(page.getByRole('menuitem', { name: 'Reset sign-in…' })).toContainText('There is no e-mail address')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()

  await search(page).fill('núñez')
  await rowOf(page, 'Núñez, José').getByRole('button', { name: 'Edit' }).click()
  const theirs = page.getByRole('dialog', { name: 'José Núñez' })
  await expect(theirs.getByText('also belongs to a unit that you do not look after')).toBeVisible()
  await expect(theirs.getByLabel('E-mail address')).not.toBeEditable()
  await page.keyboard.press('Escape')

  await search(page).fill('boyle')
  await choose(page, 'Boyle, Duncan', 'Send verification e-mail')
  await expect(page.getByText('A verification e-mail for Duncan Boyle is on its way')).toBeVisible()
  await system.mailbox.waitFor(({ envelope }) => envelope.to.includes('duncan.boyle@example.org'))

  await search(page).fill('kathleen')
  await choose(page, "O'Brien, Kathleen", 'Write to them')
  const conversation = page.getByRole('dialog', { name: 'New conversation' })
  await expect(conversation.getByRole('button', { name: "Remove Kathleen O'Brien" })).toBeVisible()
  await expect(conversation.getByLabel('Subject')).toBeFocused()
  await page.keyboard.press('Escape')

  await choose(page, "O'Brien, Kathleen", 'Close…')
  const close = page.getByRole('dialog', { name: "Close Kathleen O'Brien?" })
  await expect(close).toContainText('You can undo this for 30 days')
  await expectAccessible(page)
  await close.getByRole('button', { name: "Close Kathleen O'Brien" }).click()
  await expect(page.getByText('No patient of Edinburgh Renal Unit matches')).toBeVisible()
  await expect(search(page)).toBeFocused()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, "O'Brien, Kathleen")).toBeVisible()
})

test('by keyboard alone: search, into the list, the menu, reset a sign-in, and back', async () => {
  const { page } = desktop
  await openPatients(page)
  await search(page).focus()
  await page.keyboard.type('wilson')
  await expect(page.getByText('2 patients found')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  const edits = page.getByRole('button', { name: 'Edit Margaret Wilson' })
  await expect(edits.first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(edits.last()).toBeFocused()
  await page.keyboard.press('ArrowRight')
  const arrow = page.getByRole('button', { name: 'More for Margaret Wilson' }).last()
  await expect(arrow).toBeFocused()
  const born = /born .*/.exec((await arrow.getAttribute('aria-label'))!)![0]
  const inFull = born.replace('Mar', 'March').replace('Nov', 'November')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('r')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Reset sign-in of Margaret Wilson?' })
  await expect(dialog).toContainText(inFull)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'I have checked: reset' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('A link to choose a password is on its way')).toBeVisible()
  await expect(arrow).toBeFocused()
})

test('people we cannot reach: by reason, with a note, until an address is there', async () => {
  const { page } = desktop
  await page.getByRole('tab', { name: 'People we cannot reach' }).click()
  const everybody = page.getByRole('list', { name: 'People we cannot reach' })
  await expect(everybody.getByRole('heading', { name: 'Archibald Fraser' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('radio', { name: /No e-mail address/ }).check()
  await expect(everybody.getByText('Bouncing')).toHaveCount(0)
  await page.getByRole('radio', { name: 'Staff only' }).check()
  await expect(everybody.getByText('Archibald Fraser')).toHaveCount(0)
  await page.getByRole('radio', { name: 'Patients only' }).check()
  await expectAccessible(page)
  const archibald = everybody.getByRole('listitem').filter({ hasText: 'Archibald Fraser' })
  await expect(archibald).toContainText(/07700 900\d{3}/)

  await archibald.getByRole('button', { name: 'Add a note' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Rang, left a message with his daughter')
  await page.keyboard.press('Control+Enter')
  await expect(archibald.getByRole('list')).toContainText('Rang, left a message with his daughter')
  await expect(archibald.getByRole('list')).toContainText('Fiona MacLeod, Today')
  await expect(archibald.getByRole('button', { name: 'Add a note' })).toBeFocused()
  await expectAccessible(page)

  await archibald.getByRole('button', { name: 'Edit address' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit Archibald Fraser' })
  await dialog.getByLabel('E-mail address').fill('archibald.fraser@')
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('E-mail address')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('E-mail address').fill('archibald.fraser@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved 1 change to Archibald Fraser.')).toBeVisible()
  await expect(everybody.getByText('Archibald Fraser')).toHaveCount(0)
  await system.mailbox.waitFor(({ envelope }) => envelope.to.includes('archibald.fraser@example.org'))
})
