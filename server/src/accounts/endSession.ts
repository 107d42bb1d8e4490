import { record } from '../audit/record.ts'
import type { Scene } from '../http/scene.ts'
import { Session } from './Session.ts'

/** Ends the actor's session on the server and closes its live streams. */
export async function endSession(scene: Scene): Promise<void> {
  const { accountId, sessionId } = scene.actor
  await Session.query(scene.trx).findById(sessionId).patch({ endedAt: new Date(), endedBecause: 'signedOut' })
  await record(scene, 'account.signed_out')
  scene.announce({ accountIds: [accountId], endedSessionId: sessionId })
}
