import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import type { EmailWish } from './contract.ts'

export async function chooseEmailWish(scene: Scene, { emailWish }: { emailWish: EmailWish }): Promise<void> {
  const { accountId } = scene.actor
  await rows(scene.trx, 'update accounts set email_wish = :emailWish where id = :accountId', { emailWish, accountId })
  await record(scene, 'email_wish.chosen', { detail: { emailWish } })
}
