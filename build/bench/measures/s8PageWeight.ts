/** What a browser fetches of JavaScript for each page of the portal, as it travels. That journeys work without any is proved by the suite. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { chromiumArguments, findChromium } from '../../chromium.ts'
import { root } from '../../shell.ts'
import type { Measure } from '../Measure.ts'
import type { Scene } from '../Scene.ts'
import { givePassword, password } from '../signIns.ts'

const routes = join(root, 'patient-portal/src/routes')

export const s8: Measure = {
  id: 'S8',
  what: 'portal: JavaScript of the conversation page, compressed',
  bar: { is: 'at most', value: 60, unit: 'KB' },
  needs: ['portal'],
  needsFullScale: false,
  async run(scene) {
    const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments })
    try {
      const page = await (await browser.newContext()).newPage()
      const { id, patientId } = await aConversation(scene)
      const paths = pathsOfPages(id)
      const weights: Record<string, number> = {}
      await weigh(page, scene, paths.outside, weights)
      await signIn(page, scene.origin, await givePassword(scene, patientId))
      await weigh(page, scene, paths.inside, weights)
      const sorted = Object.entries(weights).toSorted(([, a], [, b]) => b - a)
      return {
        measured: weights[`/conversations/${id}`]!,
        detail: {
          ...Object.fromEntries(sorted.map(([path, weight]) => [`${path.replace(id, ':id')}, KB`, weight])),
          'without JavaScript': 'proved in the suite: patient-portal/e2e, each journey also with JavaScript off',
        },
      }
    } finally {
      await browser.close()
    }
  },
}

async function aConversation(scene: Scene): Promise<{ id: string; patientId: string }> {
  const [found] = await scene.sql<{ id: string; patientId: string }>(
    `select conversation_id as id, account_id as "patientId" from participants where account_kind = 'patient' limit 1`,
  )
  return found!
}

/** Every page of the portal whose address needs no id but a conversation's. */
function pathsOfPages(conversationId: string): Record<'outside' | 'inside', string[]> {
  const all = readdirSync(routes, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('+page.svelte'))
    .map((file) => dirname(file).replaceAll('\\', '/'))
    .map((place) => ({ inside: place.startsWith('(in)'), path: `/${place.replace(/\([^)]*\)\/?/g, '')}` }))
    .map(({ inside, path }) => ({
      inside,
      path: path.replace('conversations/[id=uuid]', `conversations/${conversationId}`),
    }))
    .filter(({ path }) => !path.includes('['))
  const some = (inside: boolean) => all.filter((one) => one.inside === inside).map(({ path }) => path)
  return { outside: some(false), inside: some(true) }
}

async function signIn(page: Page, origin: string, username: string): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('Username').fill(username)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

/** A page that leads elsewhere at once is left out: what it leads to is weighed by its own address. */
async function weigh(page: Page, scene: Scene, paths: string[], weights: Record<string, number>): Promise<void> {
  for (const path of paths) {
    scene.say(path)
    await page.goto(scene.origin + path, { waitUntil: 'networkidle' })
    if (new URL(page.url()).pathname !== path) continue
    weights[path] = await page.evaluate(() => {
      const scripts = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(({ name }) =>
        new URL(name).pathname.endsWith('.js'),
      )
      return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1024
    })
  }
}
