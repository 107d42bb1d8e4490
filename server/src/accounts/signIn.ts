import { verify } from '@node-rs/argon2'
import { record } from '../audit/record.ts'
import { demoPassword, type Config } from '../config.ts'
import type { ProblemCode } from '../contract/problem.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Threshold } from '../http/route.ts'
import type { Scene } from '../http/scene.ts'
import { Account } from './Account.ts'
import type { Door } from './contract.ts'
import { doorOf } from './present.ts'
import { createToken, hashToken, type Session } from './Session.ts'
import type { SignInLimits } from './SignInLimits.ts'

/** Verified against when the username is unknown, so that both refusals take the same time. */
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$pwMEJVccH0tw5zrgZbvIRw$bw7/0dt8IizP582r+X5eOyYk2PSJ2aKgYK2groM5Eu0'

interface Attempt {
  username: string
  password: string
  door: Door
}

/** Checks a username and password and starts a session. Refuses alike whatever is wrong with them. */
export async function signIn(
  { call, transaction }: Threshold,
  config: Config,
  limits: SignInLimits,
  { username, password, door }: Attempt,
): Promise<{ token: string }> {
  const account = await transaction(async ({ trx }) =>
    Account.query(trx).whereRaw('lower(username) = lower(?)', username).whereNull('closed_at').first(),
  )
  const permit = await limits.admit({ accountId: account?.id, username, address: call.address })
  const matches = await verify(account?.passwordHash ?? nobodysHash, password)
  const isDemoElsewhere = password === demoPassword && !config.demo
  if (!account?.passwordHash || !matches || isDemoElsewhere) {
    return transaction((scene) => refuse(scene, account, 'wrongSignIn'))
  }
  await permit.succeeded()
  const theirDoor = doorOf(account.kind)
  if (door !== theirDoor) return transaction((scene) => refuse(scene, account, wrongDoor[theirDoor]))
  return transaction((scene) => startSession(scene, config, account, door))
}

const wrongDoor = { portal: 'usePortal', desktop: 'useDesktop' } as const

async function refuse(scene: Scene<null>, account: Account | undefined, reason: ProblemCode): Promise<never> {
  await record(scene, 'account.sign_in_refused', { detail: { accountId: account?.id ?? null, reason } })
  throw new Problem(reason, { keepsWrites: true })
}

async function startSession(scene: Scene<null>, config: Config, account: Account, door: Door) {
  const token = createToken()
  const [session] = await rows<Pick<Session, 'id'>>(
    scene.trx,
    `insert into sessions (account_id, door, token_hash, idle_ends_at, ends_at)
     values (:accountId, :door, :tokenHash, now() + cast(:idle as interval), now() + cast(:absolute as interval))
     returning id`,
    {
      accountId: account.id,
      door,
      tokenHash: hashToken(token),
      idle: `${config.session.idleMinutes[account.kind]} minutes`,
      absolute: `${config.session.absoluteHours} hours`,
    },
  )
  if (!session) throw new Error('a session was not stored')
  await record({ ...scene, actor: { accountId: account.id, sessionId: session.id } }, 'account.signed_in', {
    detail: { door },
  })
  return { token }
}
