import { tick } from 'svelte'
import type { Launch } from 'server/contract'
import type { Desk } from '../desk.svelte.ts'
import { giveFocusBack } from '../page/keyboardHome.ts'
import type { UnitPage } from '../groups/unitPage.svelte.ts'
import { broadcastToOpen } from './launchSteps.ts'

/** Where a step is done, showing what it is about; the keyboard goes along. */
export async function goToStep(desk: Desk, page: UnitPage, launch: Launch, step: keyof Launch): Promise<void> {
  const { units } = desk
  const { staffList, recipients, news } = launch
  const toOpen = broadcastToOpen(launch)
  switch (step) {
    case 'staffList':
      units.look('staff', '', staffList.withoutAddress > 0 ? 'noEmail' : staffList.bouncing > 0 ? 'unsound' : 'all')
      break
    case 'recipients':
      units.look('staff', '', recipients.withoutRoleTitle > 0 ? 'noRoleTitle' : recipients.done ? 'recipients' : 'all')
      break
    case 'addresses':
      units.look('unreachable')
      break
    case 'news':
      await desk.writeNews(page.id, news.item?.id)
      await tick()
      return document.getElementById('news-title')?.focus()
    case 'broadcast':
      units.tab = 'broadcasts'
      if (toOpen) page.broadcasts.show(toOpen)
      else await page.broadcasts.begin({ withLaunchText: true })
      break
    default:
      units.tab = 'settings'
  }
  await tick()
  // What opens may have taken the focus to where one begins.
  giveFocusBack(document.getElementById(`unit-tab-${units.tab}`))
}
