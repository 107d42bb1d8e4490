import { api } from '../../../server/src/contract/index.ts'
import { conversationRoutes } from '../../../server/src/conversations/routes.ts'
import { ids } from '../data/people.ts'
import type { Scene } from '../Scene.ts'
import { statementsOf } from '../statements.ts'

/**
 * The one statement of a page of an inbox, through `pg` alone; for any account of the staff. With a name its plan is kept
 * on each connection, without one it is made each time.
 */
export async function listPage(
  scene: Scene,
  connections: number,
  { name }: { name?: string } = {},
): Promise<(accountId: string) => Promise<unknown>> {
  const pool = await scene.connections(connections)
  const accountId = ids.fewConversations
  const heard = await statementsOf(
    scene,
    conversationRoutes({ notify: null, startsPerDay: { patient: 1, staff: 1 } }),
    api.listConversations,
    {
      token: await scene.tokenOf(accountId),
      limit: '50',
    },
  )
  const [page, ...others] = heard.filter(({ sql }) => sql.includes('with page as'))
  if (!page || others.length > 0) throw new Error('A page of an inbox is not one statement any more')
  return (of) =>
    pool.query({ name, text: page.sql, values: page.values.map((value) => (value === accountId ? of : value)) })
}
