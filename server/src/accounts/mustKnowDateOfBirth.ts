/**
 * A link may have reached somebody else, because the address was mistyped. Whoever chooses a patient's password with one
 * therefore says when the patient was born.
 */
import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { FoundLink } from './findLink.ts'

/** What the page says too, before anybody tries. */
const mostWrong = 5
/** Whoever has no more left than this is told how many. */
const worthSaying = 2
const inTimes: Record<number, string> = { 1: 'once', 2: 'twice' }

/** For whoever holds the account's lock, so that of many who try at once each is counted. */
export async function mustKnowDateOfBirth(
  scene: Scene<null>,
  link: Pick<FoundLink, 'id' | 'accountId' | 'dateOfBirth' | 'email'>,
  typed: string | undefined,
): Promise<void> {
  if (link.dateOfBirth === null || typed === link.dateOfBirth) return
  if (typed === undefined) throw new Problem('badInput', { fields: { dateOfBirth: 'Enter your date of birth' } })
  const left = mostWrong - (await countWrong(scene, link))
  if (left > 0) {
    await record(scene, 'link.refused', { detail: { accountId: link.accountId } })
    const again = left > worthSaying ? 'Check it and try again' : `Check it: you can try ${inTimes[left]} more`
    const wrong = `That is not the date of birth that we have. ${again}`
    throw new Problem('badInput', { fields: { dateOfBirth: wrong }, keepsWrites: true })
  }
  // What went to no address says nothing of one.
  if (link.email !== null) await distrustAddress(scene, link)
  await record(scene, 'link.locked', { detail: { accountId: link.accountId } })
  throw new Problem('tooManyDates', { keepsWrites: true })
}

/**
 * How many there were with this one, of all that were tried by links to this address, or by letters, since somebody knew
 * it: a new link gives nobody five more. The fifth ends it.
 */
async function countWrong({ trx }: Scene<null>, { id }: Pick<FoundLink, 'id'>): Promise<number> {
  const [counted] = await rows<{ wrong: number }>(
    trx,
    `update links l
        set wrong_dates = l.wrong_dates + 1,
            locked_at = case when l.wrong_dates + 1 + (${wrongBefore}) >= :mostWrong then now() end
      where l.id = :id returning l.wrong_dates + (${wrongBefore}) as wrong`,
    { id, mostWrong },
  )
  return counted!.wrong
}

/** By other links than the link `l`. One is open at a time, so those before the last that was used are older than it. */
const wrongBefore = `
  select coalesce(sum(other.wrong_dates), 0) from links other
   where other.account_id = l.account_id and other.purpose = 'choose_password' and other.id <> l.id
     and other.address is not distinct from l.address
     and not exists (
       select from links knew
        where knew.account_id = l.account_id and knew.purpose = 'choose_password'
          and knew.address is not distinct from l.address and knew.used_at is not null
          and knew.created_at >= other.created_at)`

/** It proves nothing any more, and the person stands on the list of those whom nobody can be sure to reach. */
async function distrustAddress({ trx }: Scene<null>, { accountId }: Pick<FoundLink, 'accountId'>): Promise<void> {
  await rows(trx, 'update accounts set email_verified_at = null where id = :accountId', { accountId })
}

/**
 * A piece of SQL: whoever reads the account's address did not know the date of birth, and nobody has shown since that it is
 * theirs after all, with the date of birth or while they were signed in.
 */
export const isDistrusted = (account: string) => `
  exists (select from links l
           where l.account_id = ${account}.id and l.address = ${account}.email and l.locked_at is not null
             and not exists (select from links since
                              where since.account_id = l.account_id and since.address = l.address
                                and since.used_at > l.locked_at
                                and (since.purpose = 'choose_password' or since.created_by = since.account_id)))`
