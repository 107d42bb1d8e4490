/** Closes and reopens accounts as an applied changeset does: in one transaction, with the same locks before. */
import { findActor } from '../src/accounts/findActor.ts'
import { readConfig } from '../src/config.ts'
import type { Transaction } from '../src/db/connect.ts'
import { rows } from '../src/db/rows.ts'
import type { Scene } from '../src/http/scene.ts'
import { closeStaff } from '../src/staff/closeStaff.ts'
import type { Left } from '../src/staff/leavers.ts'
import { lockStaff } from '../src/staff/loadStaff.ts'
import { reopenStaff } from '../src/staff/reopenStaff.ts'
import type { TestHouse } from './as.ts'
import type { Person, Unit } from './build.ts'

export interface Leaves {
  who: Pick<Person, 'id'>
  altogether?: boolean
  takesOver?: Pick<Person, 'id'> | null
}

interface Returns {
  who: Pick<Person, 'id'>
  left: Left
}

export function leaving(house: Pick<TestHouse, 'db' | 'tokenOf'>) {
  const { session } = readConfig({ DATABASE_URL: 'postgres://nowhere' })

  async function closeIn(trx: Transaction, by: Person, unit: Pick<Unit, 'id'>, all: Leaves[]) {
    const scene = await begin(trx, by, unit, all)
    return closeStaff(
      scene,
      unit,
      all.map(({ who, altogether = false, takesOver = null }) => ({
        accountId: who.id,
        altogether,
        takesOverId: takesOver?.id ?? null,
      })),
    )
  }

  async function reopenIn(trx: Transaction, by: Person, unit: Pick<Unit, 'id'>, all: Returns[]): Promise<void> {
    const scene = await begin(trx, by, unit, all)
    await reopenStaff(
      scene,
      unit,
      all.map(({ who, left }) => ({ accountId: who.id, left })),
    )
  }

  async function begin(
    trx: Transaction,
    by: Person,
    unit: Pick<Unit, 'id'>,
    all: Pick<Leaves, 'who'>[],
  ): Promise<Scene> {
    const token = await house.tokenOf(by)
    const actor = await findActor(session, trx, { token, background: true }, 'staff')
    await rows(trx, 'select from groups where id = :id for no key update', { id: unit.id })
    const scene = { actor: actor!, trx, requestId: 'a test', announce: () => undefined }
    await lockStaff(
      scene,
      unit,
      all.map(({ who }) => who.id),
    )
    return scene
  }

  return {
    closeIn,
    reopenIn,
    close: (by: Person, unit: Pick<Unit, 'id'>, all: Leaves[]) =>
      house.db.transaction((trx) => closeIn(trx, by, unit, all)),
    reopen: (by: Person, unit: Pick<Unit, 'id'>, all: Returns[]) =>
      house.db.transaction((trx) => reopenIn(trx, by, unit, all)),
  }
}
