import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { didOf, takesBack } from './did.ts'

interface SinceThen {
  id: string
  isClosed: boolean
  membershipId: string | null
  hasSignedIn: boolean
  /** In a conversation at all, or of this unit. */
  takesPart: boolean
  takesPartHere: boolean
}

/** What can still be taken back of joining and leaving: nothing behind the back of somebody who has used it since. */
export async function checkUndoing(scene: Scene, unit: Group, undoing: Row[]): Promise<void> {
  if (undoing.length === 0) return
  const now = await since(
    scene,
    unit,
    undoing.map(({ person }) => person!.accountId),
  )
  for (const row of undoing) {
    const because = takesBack(row) ? whyTheyStay(row, now) : whyTheyStayAway(row, now)
    if (because) refuse(row, null, because)
  }
}

function whyTheyStay(row: Row, now: Map<string, SinceThen>): string | null {
  const theirs = now.get(row.person!.accountId)
  const { created, membershipId } = didOf(row).joined!
  if (row.person!.cells.close !== '' || !theirs) return null
  if (theirs.membershipId !== membershipId) return 'They have left and come back since. Close them in the list instead.'
  if (created && theirs.hasSignedIn) return 'They have signed in since. Close them in the list instead.'
  if (created ? theirs.takesPart : theirs.takesPartHere) {
    return 'They have a conversation since. Close them in the list instead.'
  }
  return null
}

function whyTheyStayAway(row: Row, now: Map<string, SinceThen>): string | null {
  if (row.person!.cells.close === '') return null
  const { left } = didOf(row)
  if (row.changes.close === undefined || !left) return 'They have left this unit since. Leave the row out.'
  if (now.get(row.person!.accountId)?.isClosed && !left.closedAccount) {
    return 'Their account was closed altogether since. Central Support can open it again.'
  }
  return null
}

async function since({ trx }: Scene, unit: Group, ids: string[]): Promise<Map<string, SinceThen>> {
  const found = await rows<SinceThen>(
    trx,
    `select a.id, a.closed_at is not null as "isClosed", m.id as "membershipId",
            exists (select from sessions s where s.account_id = a.id) as "hasSignedIn",
            exists (select from participants p where p.account_id = a.id) as "takesPart",
            exists (select from participants p where p.account_id = a.id and p.group_id = :unitId
                       and p.joined_at >= m.joined_at) as "takesPartHere"
       from accounts a
       left join memberships m on m.account_id = a.id and m.group_id = :unitId and m.ended_at is null
      where a.id = any(:ids)`,
    { unitId: unit.id, ids },
  )
  return new Map(found.map((one) => [one.id, one]))
}
