import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { Account } from './Account.ts'
import type { Door } from './contract.ts'
import { deviceInWords } from './deviceInWords.ts'
import { createToken, hashToken, type Session } from './Session.ts'

/** Lets somebody in who has shown who they are. Where a unit demands a second step, `findActor` says how far. */
export async function startSession(
  scene: Scene<null>,
  { session: limits }: Pick<Config, 'session'>,
  { id, kind }: Pick<Account, 'id' | 'kind'>,
  { door, userAgent }: { door: Door; userAgent: string | undefined },
  detail: Record<string, unknown> = {},
): Promise<{ token: string }> {
  const token = createToken()
  const [session] = await rows<Pick<Session, 'id'>>(
    scene.trx,
    `insert into sessions (account_id, door, device, token_hash, idle_ends_at, ends_at)
     values (:accountId, :door, :device, :tokenHash, now() + cast(:idle as interval), now() + cast(:absolute as interval))
     returning id`,
    {
      accountId: id,
      door,
      device: deviceInWords(userAgent, door),
      tokenHash: hashToken(token),
      idle: `${limits.idleMinutes[kind]} minutes`,
      absolute: `${limits.absoluteHours} hours`,
    },
  )
  if (!session) throw new Error('a session was not stored')
  await record({ ...scene, actor: { accountId: id, sessionId: session.id } }, 'account.signed_in', {
    detail: { door, ...detail },
  })
  return { token }
}
