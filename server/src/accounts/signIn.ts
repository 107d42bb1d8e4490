import { demoPassword, type Config } from '../config.ts'
import { rows } from '../db/rows.ts'
import type { Transaction } from '../db/connect.ts'
import type { Threshold } from '../http/route.ts'
import type { Scene } from '../http/scene.ts'
import { Account } from './Account.ts'
import type { Door } from './contract.ts'
import { enter, refuseSignIn } from './enter.ts'
import { isPassword } from './passwords.ts'
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
  const { name, account } = await transaction(async ({ trx }) => findByName(trx, username))
  const permit = await limits.admit({ by: 'password', accountId: account?.id, name, address: call.address })
  const matches = await isPassword(password, account?.passwordHash ?? nobodysHash)
  const isDemoElsewhere = password === demoPassword && !config.demo
  if (!account?.passwordHash || !matches || isDemoElsewhere) {
    return transaction((scene) => refuseSignIn(scene, account, 'wrongSignIn'))
  }
  await permit.succeeded()
  return transaction(async (scene) => {
    if (!(await isStillTheirs(scene, account))) return refuseSignIn(scene, account, 'wrongSignIn')
    return enter(scene, config, account, { door, address: call.address, userAgent: call.userAgent })
  })
}

/**
 * However its letters are encoded: attempts are counted for all spellings of a name together, whether it is somebody's or
 * not, so one that finds nobody where another finds somebody would tell the two apart.
 */
async function findByName(trx: Transaction, username: string): Promise<{ name: string; account: Account | undefined }> {
  const [found] = await rows<{ name: string; id: string | null }>(
    trx,
    `select spelt.name, (
              select id from accounts
               where lower(username) in (spelt.name, lower(:username)) and closed_at is null
               order by lower(username) = lower(:username) desc limit 1) as id
       from (select lower(normalize(:username, nfkc)) as name) spelt`,
    { username },
  )
  const { name, id } = found!
  return { name, account: id ? await Account.query(trx).findById(id) : undefined }
}

/**
 * Between looking up the account and here lies a pause, which somebody who guesses can draw out: the password may have been
 * changed or reset meanwhile, and the account closed. Whoever is at it is waited for.
 */
async function isStillTheirs({ trx }: Scene<null>, { id, passwordHash }: Account): Promise<boolean> {
  const found = await rows(
    trx,
    'select 1 from accounts where id = :id and password_hash = :passwordHash and closed_at is null for share',
    { id, passwordHash },
  )
  return found.length > 0
}
