import { record } from '../../audit/record.ts'
import type { Config } from '../../config.ts'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import { Account } from '../Account.ts'
import { findChooser } from '../findChooser.ts'
import { mustBeFitPassword } from '../mustBeFitPassword.ts'
import { hashPassword } from '../passwords.ts'
import { tellOfAccountChange } from '../tellOfAccountChange.ts'
import { endOtherSessions } from './endOtherSessions.ts'
import { mustKnowPassword } from './mustKnowPassword.ts'

interface Change {
  currentPassword: string
  password: string
}

/**
 * Whatever could still let somebody in who knew the one of before ends: other sessions, and links to choose another.
 * Passkeys stay: they do not depend on it, adding one was told, and the account page lists them.
 */
export async function changePassword(
  scene: Scene,
  config: Pick<Config, 'demo'>,
  { currentPassword, password }: Change,
): Promise<void> {
  const account = await mustKnowPassword(scene, currentPassword)
  await mustBeFitPassword(password, await findChooser(scene, account.id), config)
  await Account.query(scene.trx)
    .findById(account.id)
    .patch({ passwordHash: await hashPassword(password), lastPasswordHash: null })
  await rows(
    scene.trx,
    `update links set replaced_at = now()
      where account_id = :id and purpose = 'choose_password' and used_at is null and replaced_at is null`,
    { id: account.id },
  )
  await record(scene, 'password.changed')
  await tellOfAccountChange(scene, account.id, 'password')
  await endOtherSessions(scene, 'password')
}
