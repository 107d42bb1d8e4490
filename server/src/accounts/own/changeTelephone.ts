import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'

export async function changeTelephone(scene: Scene, { telephone }: { telephone: string | null }): Promise<void> {
  const { accountId } = scene.actor
  await rows(scene.trx, 'update accounts set telephone = :telephone where id = :accountId', { telephone, accountId })
  await record(scene, 'telephone.changed')
}
