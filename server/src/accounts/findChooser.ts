import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { Account } from './Account.ts'
import type { Chooser } from './hardToGuess.ts'

/** Whoever chooses a password, with what a stranger would try first. */
export async function findChooser({ trx }: Pick<Scene, 'trx'>, accountId: string): Promise<Account & Chooser> {
  const account = await Account.query(trx).findById(accountId).throwIfNotFound()
  const groups = await rows<{ name: string }>(
    trx,
    `select g.name from memberships m join groups g on g.id = m.group_id
      where m.account_id = :accountId and m.ended_at is null limit 50`,
    { accountId },
  )
  return Object.assign(account, { groups: groups.map(({ name }) => name) })
}
