/** The demo's people, as the journeys need them: staff at the desktop, others by the API. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { createClient, overHttp, type Client } from 'server/client'
import type { Door } from 'server/contract'
import { demoPassword } from '../../server/src/config.ts'

export async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByLabel('Password').press('Enter')
  await expect(page.getByRole('listbox', { name: /^Inbox/ })).toBeVisible()
}

/** Somebody who uses the service somewhere else. */
export async function elsewhere(origin: string, username: string, door: Door = 'portal'): Promise<Client> {
  let token = ''
  const headers = (): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {})
  const client = createClient(overHttp({ origin, headers }))
  token = (await client.signIn({ username, password: demoPassword, door })).token
  return client
}

/** The id of the caller's conversation with this subject. */
export async function conversationAbout(client: Client, subject: string): Promise<string> {
  const { conversations } = await client.listConversations({ view: 'all', search: subject })
  const found = conversations.find((line) => line.subject === subject)
  if (!found) throw new Error(`No conversation about "${subject}"`)
  return found.id
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([])
}
