/** What a changeset writes to accounts, whoever they belong to: set by set, in the caller's transaction. */
import { closeAccounts } from '../accounts/closeAccounts.ts'
import { keepProved } from '../accounts/provedBefore.ts'
import { requestLinks } from '../accounts/requestLinks.ts'
import { tellOldAddresses } from '../accounts/tellOldAddresses.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { Row } from './Sheet.ts'

/** Of an address that was replaced: kept, so that taking the change back gives it back as it was. */
export interface ReplacedAddress {
  verifiedAt: string | null
  bouncingAt: string | null
  /** As `email_refused_at_once`; kept since there has been such a column. */
  refusedAtOnce?: boolean
}

/** Columns of both lists that belong to the account, and of patients only the last two. */
const accountColumns = ['firstName', 'lastName', 'email', 'telephone', 'dateOfBirth', 'nhsNumber']

export const changesAccount = ({ changes }: Pick<Row, 'changes'>) => accountColumns.some((column) => column in changes)

/**
 * Writes the cells of rows about existing people that belong to their accounts. A new address is not verified and its
 * owner is sent a link; the old one is told (R9) if somebody had proved it. What is taken back was proved before, and is as it was, without a link.
 * Returns, by account, what an address was.
 */
export async function changeAccounts(scene: Scene, changed: Row[]): Promise<Map<string, ReplacedAddress>> {
  const { trx } = scene
  const changes = changed.filter(changesAccount).map(toWrite)
  if (changes.length === 0) return new Map()
  const written = await rows<WrittenAddress>(trx, write, { changes: JSON.stringify(changes) })
  const moved = written.filter(({ moved }) => moved)
  const proved = moved.flatMap(({ accountId, address, verifiedAt }) =>
    address && verifiedAt ? [{ accountId, address }] : [],
  )
  await tellOldAddresses(scene, proved)
  await keepProved(scene, proved)
  const unproved = moved.filter(({ needsProof }) => needsProof)
  const [members, invited] = [true, false].map((hasPassword) =>
    unproved.filter((one) => one.hasPassword === hasPassword).map(({ accountId }) => accountId),
  )
  if (members!.length > 0) await requestLinks(scene, 'verify_email', members!)
  // Their invitation went to the old address and works no more; choosing a password proves the new one.
  await inviteNewPeople(scene, invited!)
  return new Map(
    moved.map(({ accountId, verifiedAt, bouncingAt, refusedAtOnce }) => [
      accountId,
      { verifiedAt, bouncingAt, ...(refusedAtOnce && { refusedAtOnce }) },
    ]),
  )
}

/** Whether the change of an address sends a link to the new one; a proved old one is told in any case. */
export function emailsOfAddressChange({ person, changes, undoes }: Row): number {
  if (!person || !changes.email) return 0
  return Number(!restoredAddress(undoes)?.verifiedAt)
}

/** The addresses of new people: they are invited to choose a password. */
export async function inviteNewPeople(scene: Scene, accountIds: string[]): Promise<void> {
  if (accountIds.length > 0) await requestLinks(scene, 'choose_password', accountIds)
}

/** Closes those of these accounts that are in no group any more. Returns whose it closed. */
export async function closeAccountsWithoutGroup(scene: Scene, accountIds: string[]): Promise<string[]> {
  if (accountIds.length === 0) return []
  const left = await rows<{ id: string }>(
    scene.trx,
    `select a.id from accounts a
      where a.id = any(:accountIds)
        and not exists (select from memberships m where m.account_id = a.id and m.ended_at is null)`,
    { accountIds },
  )
  return closeAccounts(
    scene,
    left.map(({ id }) => id),
  )
}

/** Opens those of these accounts again that are closed. Returns whose it opened. */
export async function reopenAccounts({ trx }: Scene, accountIds: string[]): Promise<string[]> {
  if (accountIds.length === 0) return []
  const opened = await rows<{ id: string }>(
    trx,
    `update accounts set closed_at = null where id = any(:accountIds) and closed_at is not null returning id`,
    { accountIds },
  )
  return opened.map(({ id }) => id)
}

interface WrittenAddress extends ReplacedAddress {
  accountId: string
  moved: boolean
  address: string | null
  needsProof: boolean
  hasPassword: boolean
}

function toWrite({ person, changes, undoes }: Row) {
  const cells = Object.fromEntries(Object.entries(changes).filter(([column]) => accountColumns.includes(column)))
  return { account_id: person!.accountId, cells, restored: 'email' in cells ? restoredAddress(undoes) : null }
}

/** `did` of a row whose `write` kept what `changeAccounts` returned under `address`. */
function restoredAddress(undoes: Row['undoes']): ReplacedAddress | null {
  return (undoes?.did as { address?: ReplacedAddress } | null | undefined)?.address ?? null
}

const changesAsRows = `jsonb_to_recordset(cast(:changes as jsonb)) as c (account_id uuid, cells jsonb, restored jsonb)`

const cell = (column: string, now: string, type = 'text') =>
  `case when c.cells -> '${column}' is null then ${now} else cast(nullif(c.cells ->> '${column}', '') as ${type}) end`

const write = `
  with before as (
    select a.id, a.email, a.email_verified_at, a.email_bouncing_at, a.email_refused_at_once, c.cells, c.restored,
           c.cells -> 'email' is not null and nullif(c.cells ->> 'email', '') is distinct from a.email as moved
      from accounts a join ${changesAsRows} on a.id = c.account_id
  )
  update accounts a
     set first_name = coalesce(c.cells ->> 'firstName', a.first_name),
         last_name = coalesce(c.cells ->> 'lastName', a.last_name),
         email = ${cell('email', 'a.email')},
         email_verified_at = case when c.moved then cast(c.restored ->> 'verifiedAt' as timestamptz) else a.email_verified_at end,
         email_bouncing_at = case when c.moved then cast(c.restored ->> 'bouncingAt' as timestamptz) else a.email_bouncing_at end,
         email_refused_at_once = case when c.moved then coalesce(cast(c.restored ->> 'refusedAtOnce' as boolean), false) else a.email_refused_at_once end,
         telephone = ${cell('telephone', 'a.telephone')},
         date_of_birth = ${cell('dateOfBirth', 'a.date_of_birth', 'date')},
         nhs_number = ${cell('nhsNumber', 'a.nhs_number')}
    from before c
   where a.id = c.id
  returning a.id as "accountId", c.moved, c.email as address,
            a.email is not null and a.email_verified_at is null as "needsProof",
            a.password_hash is not null as "hasPassword",
            cast(c.email_verified_at as text) as "verifiedAt", cast(c.email_bouncing_at as text) as "bouncingAt",
            c.email_bouncing_at is not null and c.email_refused_at_once as "refusedAtOnce"`
