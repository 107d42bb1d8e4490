import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'

/** Also no code any more: one that is on its way would begin them again. */
export async function stopTexts(scene: Scene): Promise<void> {
  const { trx, actor } = scene
  await rows(
    trx,
    `update accounts set text_number = null, text_proved_at = null, text_failing_at = null where id = :accountId`,
    { accountId: actor.accountId },
  )
  await rows(trx, 'update text_codes set used_at = now() where account_id = :accountId and used_at is null', {
    accountId: actor.accountId,
  })
  await record(scene, 'texts.stopped')
}
