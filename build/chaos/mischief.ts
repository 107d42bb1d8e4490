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

export class Mischief {
  readonly #house: House
  readonly #story: Story
  readonly #dice: Dice
  readonly #mending = new Map<string, Promise<void>>()

  constructor({ house, story, dice }: { house: House; story: Story; dice: Dice }) {
    this.#house = house
    this.#story = story
    this.#dice = dice
  }

  /** Until it is over; then everything that is down is up again. `gap`: how long between two, in milliseconds. */
  async make(goesOn: () => boolean, gap: { least: number; most: number }): Promise<void> {
    let deck: Kind[] = []
    while (goesOn()) {
      await pause(this.#dice.between(gap.least, gap.most))
      if (deck.length === 0) deck = this.#dice.some(kinds, kinds.length)
      if (goesOn()) this.strike(deck.pop()!, this.#dice)
    }
    await Promise.all(this.#mending.values())
  }

  /** What is down already cannot be killed; its turn passes. */
  strike(kind: Kind, dice: Dice): void {
    const which = dice.one([1, 2])
    const forMs = dice.between(0, 2000)
    const chance = dice.throw()
    const victim = victimOf(kind, which)
    // Both servers at once are down now and then only, or nobody would get anything done.
    const otherIsDown = victim.startsWith('server') && this.#mending.has(`server ${3 - which}`)
    if (this.#mending.has(victim) || (otherIsDown && chance < 0.8)) return
    this.#story.tell(faults, `${kind} (${victim}), for ${Math.round(forMs)} ms`, [])
    this.#story.count(`fault: ${kind}`)
    const mended = doIt(this.#house, kind, victim, forMs, chance, dice).finally(() => this.#mending.delete(victim))
    this.#mending.set(victim, mended)
  }
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
