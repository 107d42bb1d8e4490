import type { Measure } from '../Measure.ts'
import { ids } from '../data/people.ts'
import { median, p95 } from '../figures.ts'
import { during, inTurn } from '../rounds.ts'
import { listPage } from './inboxPage.ts'

/** Few enough that what is timed is a page, and not how requests wait for each other. */
const lanes = 2

export const s1: Measure = {
  id: 'S1',
  what: 'a page of 50 conversations with counts, in the large inbox against the small one (p95)',
  bar: { is: 'at most', value: 1.2, unit: 'x' },
  needs: [],
  needsFullScale: true,
  async run(scene) {
    const seconds = scene.quick ? 0.5 : 4
    const [small, large] = [await scene.as(ids.fewConversations), await scene.as(ids.manyConversations)]
    const bare = await listPage(scene, lanes)
    const rounds = await inTurn(
      scene.rounds,
      {
        small: async () => p95(await during(lanes, seconds, () => small.listConversations({ limit: 50 }))),
        large: async () => p95(await during(lanes, seconds, () => large.listConversations({ limit: 50 }))),
        bareSmall: async () => p95(await during(lanes, seconds, () => bare(ids.fewConversations))),
        bareLarge: async () => p95(await during(lanes, seconds, () => bare(ids.manyConversations))),
      },
      { say: scene.say },
    )
    return {
      measured: median(rounds.large) / median(rounds.small),
      detail: {
        'small inbox, p95 in ms': median(rounds.small),
        'large inbox, p95 in ms': median(rounds.large),
        'small inbox by bare SQL, p95 in ms': median(rounds.bareSmall),
        'large inbox by bare SQL, p95 in ms': median(rounds.bareLarge),
        'bare SQL, large against small': median(rounds.bareLarge) / median(rounds.bareSmall),
      },
    }
  },
}
