/** What is the same for everybody who signs in, whichever way they have shown who they are. */
import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import type { ProblemCode } from '../contract/problem.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { Account } from './Account.ts'
import type { Door } from './contract.ts'
import { doorOf } from './present.ts'
import { hasSecondFactor } from './secondFactor/demands.ts'
import { hashAddress, keyOf } from './secondFactor/sealing.ts'
import { giveTicket } from './secondFactor/tickets.ts'
import { startSession } from './startSession.ts'

interface Entry {
  door: Door
  /** The network address that they come from. */
  address: string
  userAgent: string | undefined
  /** For the record: what they signed in with. */
  detail?: Record<string, unknown>
}

/** Lets an open account in by its own door, which the caller holds; whoever has a second step is asked for a code first. */
export async function enter(
  scene: Scene<null>,
  config: Config,
  account: Account,
  { door, address, userAgent, detail }: Entry,
): Promise<{ token: string }> {
  const theirDoor = doorOf(account.kind)
  if (door !== theirDoor) return refuseSignIn(scene, account, wrongDoor[theirDoor])
  if (await needsCode(scene, account)) return askForCode(scene, config, account, address)
  return startSession(scene, config, account, { door, userAgent }, detail)
}

const wrongDoor = { portal: 'usePortal', desktop: 'useDesktop' } as const

export async function refuseSignIn(
  scene: Scene<null>,
  account: Pick<Account, 'id'> | undefined,
  reason: ProblemCode,
  detail: Record<string, unknown> = {},
): Promise<never> {
  await record(scene, 'account.sign_in_refused', { detail: { accountId: account?.id ?? null, reason, ...detail } })
  throw new Problem(reason, { keepsWrites: true })
}

async function needsCode({ trx }: Scene<null>, { id }: Account): Promise<boolean> {
  const [found] = await rows<{ needed: boolean }>(trx, `select ${hasSecondFactor('cast(:id as uuid)')} as needed`, {
    id,
  })
  return found!.needed
}

/** The password alone opens nothing; for a few minutes it lets them show a code. */
async function askForCode(scene: Scene<null>, config: Config, account: Account, address: string): Promise<never> {
  const ticket = await giveTicket(scene, account, hashAddress(keyOf(config), address))
  await record(scene, 'account.code_asked_for', { detail: { accountId: account.id } })
  throw new Problem('secondFactorNeeded', { ticket, keepsWrites: true })
}
