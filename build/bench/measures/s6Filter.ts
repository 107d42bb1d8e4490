import { api } from '../../../server/src/contract/index.ts'
import { recipientRoutes } from '../../../server/src/recipients/routes.ts'
import { ids } from '../data/people.ts'
import { median, p95 } from '../figures.ts'
import type { Measure } from '../Measure.ts'
import { during, inTurn } from '../rounds.ts'
import type { Scene } from '../Scene.ts'
import { runAll, statementsOf, type Statement } from '../statements.ts'

/** Few enough that what is timed is a filter, and not how requests wait for each other. */
const lanes = 2

export const s6: Measure = {
  id: 'S6',
  what: 'filtering recipients, in the large unit against the small one (p95)',
  bar: { is: 'at most', value: 1.5, unit: 'x' },
  needs: [],
  needsFullScale: true,
  async run(scene) {
    const seconds = scene.quick ? 0.5 : 4
    const small = await sideOf(scene, ids.fewPatients, ids.adminOfFewPatients)
    const large = await sideOf(scene, ids.manyPatients, ids.adminOfManyPatients)
    const rounds = await inTurn(
      scene.rounds,
      {
        small: async () => p95(await during(lanes, seconds, (_, turn) => small.http(turn))),
        large: async () => p95(await during(lanes, seconds, (_, turn) => large.http(turn))),
        bareSmall: async () => p95(await during(lanes, seconds, (_, turn) => small.bare(turn))),
        bareLarge: async () => p95(await during(lanes, seconds, (_, turn) => large.bare(turn))),
      },
      { say: scene.say },
    )
    return {
      measured: median(rounds.large) / median(rounds.small),
      detail: {
        'small unit, p95 in ms': median(rounds.small),
        'large unit, p95 in ms': median(rounds.large),
        'small unit by bare SQL, p95 in ms': median(rounds.bareSmall),
        'large unit by bare SQL, p95 in ms': median(rounds.bareLarge),
        'bare SQL, large against small': median(rounds.bareLarge) / median(rounds.bareSmall),
      },
    }
  },
}

/** What people type about somebody whom they look for, of the unit's own patients. */
async function filtersFor({ sql }: Scene, unit: string): Promise<string[]> {
  const found = await sql<{ filters: string[] }>(
    `select array[a.last_name, lower(left(a.last_name, 4)), a.first_name || ' ' || a.last_name, a.last_name || ', ' || a.first_name,
                  a.first_name, left(a.last_name, 2), a.nhs_number, to_char(a.date_of_birth, 'DD/MM/YYYY')] as filters
       from memberships m join accounts a on a.id = m.account_id
      where m.group_id = $1 and m.role = 'patient'
      order by hashtext(a.username) limit 25`,
    [unit],
  )
  return found.flatMap(({ filters }) => filters)
}

async function sideOf(scene: Scene, groupId: string, accountId: string) {
  const client = await scene.as(accountId)
  const token = await scene.tokenOf(accountId)
  const filters = await filtersFor(scene, groupId)
  const statements: Statement[][] = []
  for (const filter of filters) {
    const heard = await statementsOf(scene, recipientRoutes({ notify: null }), api.listRecipients, {
      token,
      groupId,
      filter,
      limit: 50,
    })
    statements.push(heard.filter(({ sql }) => sql.includes('from memberships m')))
  }
  const pool = await scene.connections(lanes)
  return {
    http: (turn: number) => client.listRecipients({ groupId, filter: filters[turn % filters.length], limit: 50 }),
    async bare(turn: number) {
      const connection = await pool.connect()
      try {
        await runAll(connection, statements[turn % statements.length]!)
      } finally {
        connection.release()
      }
    },
  }
}
