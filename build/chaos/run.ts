/** One chaos run from beginning to end: a system of its own, people, faults, quiet, and every invariant. */
import { heading, step } from '../progress.ts'
import { dice } from './dice.ts'
import { House } from './House.ts'
import { pause } from './insist.ts'
import { checkAll } from './invariants/check.ts'
import { live, type Happened } from './live.ts'
import { Mischief } from './mischief.ts'
import { untilQuiet } from './quiet.ts'
import { Story } from './Story.ts'
import { refusedAddresses, settle } from './town.ts'

export interface ChaosOptions {
  minutes: number
  /** Decides what people and faults do; not how it interleaves. */
  seed: number
  /** Of the unit that is written to as a whole. */
  patients: number
}

export interface ChaosResult {
  story: Story
  tookMs: number
}

/** E-mails of broadcasts last so long, that kills find some under way. */
const broadcastSeconds = 5

export async function runChaos({ minutes, seed, patients }: ChaosOptions): Promise<ChaosResult> {
  const began = performance.now()
  heading(`Chaos for ${minutes} minutes, seed ${seed}, ${patients} patients to write to`)
  const house = await step('PostgreSQL', () =>
    House.build({
      refusedAddresses,
      broadcastStep: Math.max(5, Math.round(patients / 100)),
      broadcastEmailsPerSecond: Math.min(150, Math.max(20, patients / broadcastSeconds)),
    }),
  )
  try {
    const story = new Story()
    const town = await step('People', () => settle(house, story, { seed, patients }))
    await step('Servers, workers, mail server', () => house.start())
    await step('Everybody signs in', () => Promise.all(town.everybody.map((person) => person.signIn())).then(() => ''))
    const watching = town.everybody.map(({ view }) => view.start())

    const happened: Happened = { handovers: [], broadcasts: [] }
    const over = performance.now() + minutes * 60_000
    const goesOn = () => performance.now() < over
    const parts = { house, story, town, dice: dice(seed, 'the town') }
    const mischief = new Mischief({ house, story, dice: dice(seed, 'faults') })
    const telling = setInterval(() => console.log(`      ${soFar(story)}`), 15_000)
    await step('People and faults', () =>
      Promise.all([
        live({ ...parts, mischief }, goesOn, happened),
        mischief.make(goesOn, { least: 300, most: 2500 }),
      ]).then(() => soFar(story)),
    ).finally(() => clearInterval(telling))

    await step('Everything is up', () => house.start())
    await step('Quiet', async () => {
      const left = await untilQuiet(house, town, 90_000)
      if (left) story.broken('work ends', `for a minute and a half nothing became less of ${JSON.stringify(left)}`, [])
    })
    await step('Every invariant', () => checkAll({ ...parts, happened }))
    for (const { view } of town.everybody) view.stop()
    await Promise.race([Promise.all(watching), pause(2000)])
    return { story, tookMs: performance.now() - began }
  } finally {
    await step('Everything is stopped', () => house.stop())
  }
}

function soFar({ counts }: Story): string {
  const total = (starts: string) =>
    [...counts].reduce((sum, [what, howOften]) => (what.startsWith(starts) ? sum + howOften : sum), 0)
  return `${total('fault:')} faults, ${total('replies acknowledged') + total('starts acknowledged')} sends acknowledged`
}
