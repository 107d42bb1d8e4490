/** What every journey of the portal starts with: the whole system with its demo, and people who use it elsewhere. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { createClient, overHttp, type Client } from 'server/client'
import type { Door } from 'server/contract'
import { startSystem, type RunningSystem } from '../../build/e2e/system.ts'
import { demoPassword } from '../../server/src/config.ts'

export { demoPassword, expect }

interface OfEachWorker {
  /** For server and worker; a file that sets it gets a system of its own. */
  env: Record<string, string>
  system: RunningSystem
}

export const test = base.extend<object, OfEachWorker>({
  env: [{}, { option: true, scope: 'worker' }],
  system: [
    async ({ env }, use) => {
      const system = await startSystem({ env })
      await use(system)
      await system.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ system }, use) => use(system.portalUrl),
})

/** The same journeys with and without JavaScript: whatever a browser can do, the portal works. */
export function withAndWithoutScript(journeys: (script: boolean) => void): void {
  for (const script of [true, false]) {
    test.describe(script ? 'with JavaScript' : 'without JavaScript', () => {
      test.use({ javaScriptEnabled: script })
      journeys(script)
    })
  }
}

export async function signIn(page: Page, username: string, returnTo = '/'): Promise<void> {
  await page.goto(`/sign-in?return=${encodeURIComponent(returnTo)}`)
  await page.getByLabel('Username').fill(username)
  await page.getByRole('textbox', { name: 'Password' }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
}

/** Somebody who uses the service somewhere else, through the real API. */
export async function elsewhere({ portalUrl }: RunningSystem, username: string, door: Door): Promise<Client> {
  let token = ''
  const headers = (): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {})
  const client = createClient(overHttp({ origin: portalUrl, headers }))
  token = (await client.signIn({ username, password: demoPassword, door })).token
  return client
}

/** A new conversation of this patient with the dietitian, with both their clients. */
export async function aConversation(
  system: RunningSystem,
  { patient, subject, text = 'Good morning.' }: { patient: string; subject: string; text?: string },
) {
  const asPatient = await elsewhere(system, patient, 'portal')
  const asSusan = await elsewhere(system, 'susan.turner', 'desktop')
  const { groups } = await asPatient.listGroups()
  const unit = groups.find(({ name }) => name === 'Edinburgh Renal Unit')!
  const { recipients } = await asPatient.listRecipients({ groupId: unit.id, filter: 'Susan Turner' })
  const { conversations } = await asPatient.startConversation({
    groupId: unit.id,
    recipientIds: recipients.map(({ id }) => id),
    subject,
    messageId: crypto.randomUUID(),
    text,
  })
  const id = conversations[0]!.id
  const write = async (client: Client, words: string) => {
    const { lastSeq } = await client.showConversation({ conversationId: id })
    await client.sendMessage({ conversationId: id, id: crypto.randomUUID(), text: words, lastSeenSeq: lastSeq })
  }
  return {
    id,
    path: `/conversations/${id}`,
    asPatient,
    asSusan,
    susanWrites: (words: string) => write(asSusan, words),
    patientWrites: (words: string) => write(asPatient, words),
    texts: async () => {
      const { entries } = await asSusan.showConversation({ conversationId: id })
      return entries.flatMap((entry) => (entry.type === 'message' ? [entry.text] : []))
    },
  }
}

/** Nothing that axe finds, nothing that has to be scrolled sideways, and a title. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([])
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(sideways, 'pixels to scroll sideways').toBeLessThanOrEqual(0)
  await expect(page).toHaveTitle(/ – PatientView Messages$/)
}

/** Day, month and year, as people type them. */
export async function fillDateOfBirth(page: Page, [day, month, year]: [string, string, string]): Promise<void> {
  const born = page.getByRole('group', { name: 'Your date of birth' })
  await born.getByLabel('Day').fill(day)
  await born.getByLabel('Month').fill(month)
  await born.getByLabel('Year').fill(year)
}
