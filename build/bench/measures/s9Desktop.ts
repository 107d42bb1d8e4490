/** The desktop with thousands of rows: how smoothly they scroll, whether the page grows with them, and how soon a key shows. */
import type { Locator, Page } from '@playwright/test'
import type { Measure } from '../Measure.ts'
import type { Scene } from '../Scene.ts'
import { ids } from '../data/people.ts'
import { countElements, framesWhileScrolling, keyToPaint, processorTime } from '../desktop/frames.ts'
import { withDesktop } from '../desktop/openDesktop.ts'
import { median, p95 } from '../figures.ts'

const keys = 60
const inboxRows = 100_000
/** On a slow machine fewer of them are loaded. */
const longestLoading = 120_000
/** Rows above and below, and a conversation's pane, may come and go. */
const mostGrowth = 1.2

export const s9: Measure = {
  id: 'S9',
  what: 'desktop: frames while the staff list scrolls (p95); the page does not grow with the inbox',
  bar: { is: 'at most', value: 20, unit: 'ms' },
  needs: ['desktop'],
  needsFullScale: true,
  async run(scene) {
    const staff = await withDesktop(scene, ids.adminOfManyStaff, async ({ page, kind }) => ({
      kind,
      ...(await staffList(page, scene)),
    }))
    const inbox = await withDesktop(scene, ids.manyConversations, ({ page }) => readInbox(page, scene))
    return {
      measured: p95(staff.frames),
      kept: inbox.growth <= mostGrowth,
      detail: {
        'it runs':
          staff.kind === 'electron' ? 'in Electron' : 'on the stand-in for Electron, in Chromium without a window',
        'frames are': 'the times between calls of requestAnimationFrame',
        'rows of staff': staff.rows,
        'staff list, median frame in ms': median(staff.frames),
        'staff list, processor for a frame in ms': staff.taken,
        'conversations loaded': inbox.rows,
        'elements in the page with the first of them': inbox.first,
        'elements with all of them': inbox.last,
        'inbox, p95 frame in ms': p95(inbox.frames),
        'a letter in the message box until it shows, p95 in ms': p95(inbox.letters),
        'j or k until the next row shows, p95 in ms': p95(inbox.moves),
      },
    }
  },
}

async function staffList(page: Page, { say }: Scene) {
  say('staff list')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  const grid = page.getByRole('grid')
  await page.locator('[role=grid][aria-busy=false]').waitFor({ timeout: 120_000 })
  const rows = Number(await grid.getAttribute('aria-rowcount')) - 1
  await framesWhileScrolling(grid, { frames: 60, pixels: 90 })
  let frames: number[] = []
  const taken = await processorTime(page, async () => {
    frames = await framesWhileScrolling(grid, { frames: 600, pixels: 90 })
  })
  return { rows, frames, taken: taken / frames.length }
}

async function readInbox(page: Page, { say }: Scene) {
  const list = page.getByRole('listbox', { name: /^Inbox/ })
  await page.keyboard.press('Enter')
  const box = page.getByRole('textbox', { name: 'Reply', exact: true })
  await box.waitFor()
  await page.keyboard.press('r')
  say('typing')
  const letters = await times(keys, () => keyToPaint(page, () => page.keyboard.press('a')))
  await box.fill('')
  await page.keyboard.press('Escape')
  await list.focus()
  say('moving by j and k')
  const moves = await times(keys, (n) => keyToPaint(page, () => page.keyboard.press(n % 3 === 2 ? 'k' : 'j')))
  const first = await countElements(page)
  const rows = await loadAll(list, say)
  const frames = await framesWhileScrolling(list, { frames: 300, pixels: 76 })
  const last = await countElements(page)
  return { letters, moves, first, rows, frames, last, growth: last / first }
}

/** To the end of what is loaded, again and again: there the list fetches on. Returns how many rows it holds. */
async function loadAll(list: Locator, say: (what: string) => void): Promise<number> {
  const until = performance.now() + longestLoading
  let rows = 0
  while (rows < inboxRows && performance.now() < until) {
    say(`inbox, ${rows.toLocaleString('en-GB')} conversations loaded`)
    rows = await list.evaluate(async (element) => {
      const rowHeight = 76
      const pause = () => new Promise((resolve) => setTimeout(resolve, 20))
      for (const started = performance.now(); performance.now() - started < 5000; await pause())
        element.scrollTop = element.scrollHeight
      return Math.round(element.scrollHeight / rowHeight)
    })
  }
  return rows
}

async function times(howOften: number, measure: (n: number) => Promise<number>): Promise<number[]> {
  const found: number[] = []
  for (let n = 0; n < howOften; n++) found.push(await measure(n))
  return found
}
