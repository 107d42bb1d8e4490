import type { Scene } from '../http/scene.ts'
import { enqueueAll, type Jobs } from '../jobs.ts'

/**
 * Tells each of these addresses that it is no longer the account's: for whoever has just changed or removed it (R9). Only
 * addresses that somebody had proved: one that was mistyped is a stranger's, who hears nothing of the account.
 */
export async function tellOldAddresses({ trx }: Pick<Scene, 'trx'>, old: Jobs['tellOldAddress'][]): Promise<void> {
  await enqueueAll(trx, 'tellOldAddress', old)
}
