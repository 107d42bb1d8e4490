/** What goes wrong, and when, by the seed: every kind once in some order, and then again in another. */
import type { Dice } from './dice.ts'
import type { House, PartName } from './House.ts'
import { pause } from './insist.ts'
import { faults, type Story } from './Story.ts'

type Kind =
  | 'server killed'
  | 'worker killed'
  | 'PostgreSQL killed'
  | 'PostgreSQL connection process killed'
  | 'mail server killed'
  | 'server stalled'
  | 'worker stalled'
  | 'mail server stalled'
  | 'browsers cut off'
  | 'database connections cut'
  | 'database connections stalled'

const kinds: Kind[] = [
  ...(['server killed', 'server killed', 'worker killed', 'worker killed', 'PostgreSQL killed'] as const),
  ...(['PostgreSQL connection process killed', 'mail server killed', 'browsers cut off'] as const),
  ...(['server stalled', 'worker stalled', 'mail server stalled'] as const),
  ...(['database connections cut', 'database connections stalled'] as const),
]

/** Until it is over; then everything that is down is up again. `gap`: how long between two, in milliseconds. */
export async function makeMischief(
  { house, story, dice }: { house: House; story: Story; dice: Dice },
  goesOn: () => boolean,
  gap: { least: number; most: number },
): Promise<void> {
  const mending = new Map<string, Promise<void>>()
  let deck: Kind[] = []
  while (goesOn()) {
    await pause(dice.between(gap.least, gap.most))
    if (deck.length === 0) deck = dice.some(kinds, kinds.length)
    const kind = deck.pop()!
    const which = dice.one([1, 2])
    const forMs = dice.between(0, 2000)
    const chance = dice.throw()
    const victim = victimOf(kind, which)
    // What is down already cannot be killed; its turn passes. Both servers at once are down now and then only, or nobody
    // would get anything done.
    const otherIsDown = victim.startsWith('server') && mending.has(`server ${3 - which}`)
    if (!goesOn() || mending.has(victim) || (otherIsDown && chance < 0.8)) continue
    story.tell(faults, `${kind} (${victim}), for ${Math.round(forMs)} ms`, [])
    story.count(`fault: ${kind}`)
    const mended = doIt(house, kind, victim, forMs, chance, dice).finally(() => mending.delete(victim))
    mending.set(victim, mended)
  }
  await Promise.all(mending.values())
}

function victimOf(kind: Kind, which: number): string {
  if (kind.startsWith('server')) return `server ${which}`
  if (kind.startsWith('worker')) return `worker ${which}`
  if (kind.startsWith('mail')) return 'mail'
  return kind.startsWith('PostgreSQL') ? 'PostgreSQL' : kind
}

async function doIt(
  house: House,
  kind: Kind,
  victim: string,
  forMs: number,
  chance: number,
  dice: Dice,
): Promise<void> {
  const part = house.parts.get(victim as PartName)
  switch (kind) {
    case 'server killed':
    case 'worker killed':
    case 'mail server killed':
      await part?.kill()
      await pause(forMs)
      part?.start()
      return house.untilAnswers(victim as PartName)
    case 'server stalled':
    case 'worker stalled':
    case 'mail server stalled':
      part?.signal('SIGSTOP')
      await pause(forMs * 3)
      return part?.signal('SIGCONT')
    case 'PostgreSQL killed':
      await house.killPostgres()
      await pause(forMs)
      return house.startPostgres()
    case 'PostgreSQL connection process killed':
      return house.killBackend(chance).catch(() => undefined)
    case 'browsers cut off':
      return void house.street.cut(() => dice.sometimes(0.3 + chance / 2))
    case 'database connections cut':
      return void house.cellar.cut(() => dice.sometimes(chance))
    case 'database connections stalled': {
      const goOn = house.cellar.stall()
      await pause(forMs)
      return goOn()
    }
  }
}

export function isKill(fault: string): boolean {
  return fault.endsWith('killed')
}
