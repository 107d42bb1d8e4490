import type { Measure } from '../Measure.ts'
import { ids } from '../data/people.ts'
import { median, p95 } from '../figures.ts'
import { during, inTurn } from '../rounds.ts'
import { listPage } from './inboxPage.ts'

/** Requests under way, and connections of the bare side. */
const lanes = 4

export const s2: Measure = {
  id: 'S2',
  what: 'the same page through HTTP against its bare SQL (p95)',
  bar: { is: 'at most', value: 2, unit: 'x' },
  needs: [],
  needsFullScale: false,
  async run(scene) {
    const seconds = scene.quick ? 1 : 6
    const client = await scene.as(ids.manyConversations)
    const bare = await listPage(scene, lanes)
    const planned = await listPage(scene, lanes, { name: 'page' })
    const took = await inTurn(
      scene.rounds,
      {
        http: () => during(lanes, seconds, () => client.listConversations({ limit: 50 })),
        bare: () => during(lanes, seconds, () => bare(ids.manyConversations)),
        planned: () => during(lanes, seconds, () => planned(ids.manyConversations)),
      },
      { say: scene.say },
    )
    const p95s = { http: median(took.http.map(p95)), bare: median(took.bare.map(p95)) }
    const medians = { http: median(took.http.map(median)), bare: median(took.bare.map(median)) }
    return {
      measured: p95s.http / p95s.bare,
      detail: {
        'at once': lanes,
        'through HTTP, p95 in ms': p95s.http,
        'bare SQL, p95 in ms': p95s.bare,
        'bare SQL with its plan kept, p95 in ms': median(took.planned.map(p95)),
        'through HTTP, median in ms': medians.http,
        'bare SQL, median in ms': medians.bare,
        'median against median': medians.http / medians.bare,
      },
    }
  },
}
