/**
 * The whole service in one story, through every real door: a patient writes in the portal, the dietitian's e-mail says
 * only that a message waits, she reads it in the desktop app and replies, the patient sees the reply and has an e-mail.
 */
import { expect, test, type Page } from '@playwright/test'
import { demoPassword } from '../../server/src/config.ts'
import { launchDesktop, type Desktop } from './launchDesktop.ts'
import type { Mail } from '../../build/mailbox/catcher.ts'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'

let system: RunningSystem
let desktop: Desktop
test.beforeAll(async () => {
  system = await startSystem()
})
test.beforeEach(async () => {
  system.mailbox.clear()
  desktop = await launchDesktop({ server: system.portalUrl })
})
test.afterEach(() => desktop.close())
test.afterAll(() => system.stop())

const question = 'Can I have a banana after dialysis?\n<b>Only half</b> of one.'
const answer = 'Half a banana is fine on a dialysis day.'

/** Everything that must stay inside the service. */
const secrets = ['banana', 'Snacks', 'Dietitian', 'dialysis', 'Edinburgh', 'Renal', 'Only half']

function expectDiscreet(mail: Mail, { to, from, link }: { to: string; from: string; link: RegExp }) {
  expect(mail.envelope.to).toEqual([to])
  expect(mail.subject).toBe(`You have a message from ${from}`)
  expect(mail.text).toMatch(link)
  // The address of a unit's staff names the unit; what it is sent to says nothing about the message.
  const said = [mail.subject, mail.text, mail.html].join('\n')
  for (const secret of secrets) expect(said).not.toContain(secret)
}

async function writeToTheDietitian(page: Page, subject: string): Promise<void> {
  await page.goto(system.portalUrl)
  await page.getByLabel('Username').fill('lionel.campbell')
  await page.getByRole('textbox', { name: 'Password' }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Create new message' }).click()
  await page.getByLabel('Susan Turner (Dietitian)').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { name: 'This is not for urgent matters' })).toBeVisible()
  await page.getByRole('button', { name: 'I understand, continue' }).click()
  await page.getByLabel('Subject').fill(subject)
  await page.getByLabel('Your message').fill(question)
  await page.getByRole('button', { name: 'Send message' }).click()
  await expect(page.getByText('Your message has been sent.')).toBeVisible()
  await expect(page.getByText('Received', { exact: true })).toBeVisible()
}

async function replyAtTheDesk({ page }: Desktop, subject: string): Promise<void> {
  await page.getByLabel('Username').fill('susan.turner')
  await page.getByLabel('Password').fill(demoPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: new RegExp(subject) }).click()
  await expect(page.getByRole('article')).toContainText('<b>Only half</b> of one.')
  await page.getByLabel('Reply', { exact: true }).fill(answer)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article').filter({ hasText: answer })).toBeVisible()
}

for (const script of [true, false]) {
  const way = script ? 'with JavaScript' : 'without JavaScript on the patient’s side'
  test(`a patient and the dietitian of their unit hold a conversation, ${way}`, async ({ browser }) => {
    // Not test.use(), which would switch JavaScript off at the desktop too.
    const page = await browser.newPage({ javaScriptEnabled: script })
    const subject = `Snacks ${script ? 'one' : 'two'}`
    await writeToTheDietitian(page, subject)

    const toSusan = await system.mailbox.waitFor(({ envelope }) => envelope.to[0]?.startsWith('susan.turner') === true)
    const staffLink = /http:\/\/localhost:\d+\/open\/[0-9a-f-]{36}/
    expectDiscreet(toSusan, { to: toSusan.envelope.to[0]!, from: 'Lionel Campbell', link: staffLink })

    await replyAtTheDesk(desktop, subject)
    if (!script) await page.reload()
    await expect(page.getByText(answer)).toBeVisible()
    await expect(page.getByText('Answered', { exact: true })).toBeVisible()

    const toLionel = await system.mailbox.waitFor(({ envelope }) => envelope.to[0]?.startsWith('lionel') === true)
    const link = /http:\/\/localhost:\d+\/conversations\/[0-9a-f-]{36}/
    expectDiscreet(toLionel, { to: toLionel.envelope.to[0]!, from: 'Susan Turner', link })
    await expect(desktop.page.getByText(/Opened by Lionel Campbell/)).toBeVisible()
    expect(system.mailbox.messages()).toHaveLength(2)

    // The e-mail's link leads to the conversation.
    await page.goto(link.exec(toLionel.text)![0])
    await expect(page.getByRole('heading', { name: subject })).toBeVisible()
    const ofSusan = await browser.newPage({ javaScriptEnabled: script })
    await ofSusan.goto(staffLink.exec(toSusan.text)![0])
    const toTheApp = await ofSusan.locator('a[href^="patientview-messages:"]').getAttribute('href')
    await desktop.openLink(toTheApp!)
    await expect(desktop.page.getByRole('heading', { name: subject })).toBeVisible()
  })
}
