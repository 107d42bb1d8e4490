import type { Transaction } from './connect.ts'

/** From here on a lock that somebody else keeps for long is waited for no longer: whoever waits keeps a connection meanwhile. */
export async function waitBriefly(trx: Transaction): Promise<void> {
  await trx.raw(`set local lock_timeout = '5s'`)
}
