/**
 * Letters for patients of a unit whom no link by e-mail can reach. Whoever prints one holds, until it is used, a way into
 * the account: so it is on record, only for who may change the account, and it never takes over silently what somebody
 * uses already: their password goes first, and so do their passkeys and their sessions.
 */
import { fullName } from '../../accounts/Account.ts'
import { letterCodeOnPaper } from '../../accounts/letterCode.ts'
import { makeLetterCodes } from '../../accounts/makeLetterCodes.ts'
import { forgetPasskeys } from '../../accounts/passkeys/forgetPasskeys.ts'
import { mustNotResetYet } from '../../accounts/provedBefore.ts'
import { tellOfWayIn } from '../../accounts/tellOfAccountChange.ts'
import { recordEach } from '../../audit/record.ts'
import type { Config } from '../../config.ts'
import { rows } from '../../db/rows.ts'
import { waitBriefly } from '../../db/waitBriefly.ts'
import { Problem } from '../../errors.ts'
import type { Group } from '../../groups/Group.ts'
import { takePasswordAway } from '../../groups/memberAccount.ts'
import { membershipsOfAccount } from '../../groups/membershipsOfAccount.ts'
import { canChangeAccount, type TheirMembership } from '../../groups/policy.ts'
import type { Scene } from '../../http/scene.ts'
import { mostLetters, type NotPrinted } from '../contract.ts'
import { drawLetters, type Letter, type Sender } from './drawLetters.ts'
import { findWaiting, hasLetter } from './findWaiting.ts'

interface Wanted {
  /** Left out: those who wait for one. */
  accountIds?: string[] | undefined
  resets: boolean
}

interface Recipient {
  accountId: string
  firstName: string
  lastName: string
  username: string
  hasPassword: boolean
  emailVerified: boolean
  /** Who asks has changed one that was, and could use the letter themselves. */
  mustNotResetYet: boolean
  hasLetter: boolean
  memberships: TheirMembership[]
}

interface Printed {
  by: string
  letters: Letter[]
  sender: Sender
  leftOut: NotPrinted
}

/** Who has some drawn at the moment, by this process. */
const drawing = new Set<string>()

/** Hundreds of pages take their time: whoever asks for more meanwhile is told to wait, and keeps nobody else waiting. */
async function onlyOneAtATime({ actor: { accountId }, trx }: Scene): Promise<void> {
  const key = `letters by ${accountId}`
  const sql = 'select pg_try_advisory_xact_lock(hashtextextended(:key, 0)) as mine'
  const [lock] = await rows<{ mine: boolean }>(trx, sql, { key })
  if (!lock!.mine || drawing.has(accountId)) throw new Problem('busy')
}

/** All but the drawing, which comes when this is committed. */
export async function printLetters(
  scene: Scene,
  { publicUrl }: Pick<Config, 'publicUrl'>,
  unit: Group,
  { accountIds, resets }: Wanted,
): Promise<Printed> {
  const { actor, trx } = scene
  await onlyOneAtATime(scene)
  await waitBriefly(trx)
  const wanted = [...new Set(accountIds ?? (await findWaiting(scene, unit.id, mostLetters)))]
  await rows(trx, lock, { accountIds: wanted })
  const found = await rows<Recipient>(trx, find, { accountIds: wanted, unitId: unit.id, actorId: actor.accountId })
  // Of those who waited somebody else may have printed one a moment ago.
  const people = accountIds ? found : found.filter((one) => !one.hasLetter)
  const yours = people.filter(({ memberships }) => canChangeAccount(actor, memberships))
  const alone = resets && wanted.length === 1
  const recipients = yours.filter(
    ({ hasPassword, emailVerified, mustNotResetYet }) => !hasPassword || (alone && !emailVerified && !mustNotResetYet),
  )
  if (recipients.length === 0) throw whyNobody({ asked: accountIds !== undefined, found, yours, alone })
  for (const { accountId } of recipients.filter(({ hasPassword }) => hasPassword)) {
    await takePasswordAway(scene, accountId)
    await forgetPasskeys(scene, accountId, { groupId: unit.id })
    await recordEach(scene, 'sign_in.reset', [{ groupId: unit.id, detail: { accountId } }])
  }
  const ids = recipients.map(({ accountId }) => accountId)
  const codes = await makeLetterCodes(scene, ids)
  await tellOfWayIn(scene, ids, 'letterPrinted')
  await recordEach(
    scene,
    'letter.printed',
    ids.map((accountId) => ({ groupId: unit.id, detail: { accountId } })),
  )
  const letters = recipients.map(({ accountId, username, ...names }) => {
    const { code, worksUntil } = codes.get(accountId)!
    return { name: fullName(names), username, code: letterCodeOnPaper(code), link: linkOf(publicUrl, code), worksUntil }
  })
  const leftOut: NotPrinted = {
    gone: accountIds ? wanted.length - people.length : 0,
    notYours: people.length - yours.length,
    hasPassword: yours.length - recipients.length,
  }
  const sender = { unit, page: new URL('/letter', publicUrl), on: new Date() }
  return { by: actor.accountId, letters, sender, leftOut }
}

export async function onPaper({ by, letters, sender, leftOut }: Printed) {
  drawing.add(by)
  try {
    const pdf = await drawLetters(letters, sender)
    // One name for all: nothing of whom it is for stays in a list of recent files.
    return { fileName: 'letters to hand over.pdf', pdf: pdf.toString('base64'), letters: letters.length, leftOut }
  } finally {
    drawing.delete(by)
  }
}

/** The one of before is too long to be typed, so paper has one secret only, and the picture leads to where it is used. */
function linkOf(publicUrl: URL, code: string): URL {
  const link = new URL('/choose-password', publicUrl)
  link.searchParams.set('token', code)
  return link
}

interface Nobody {
  asked: boolean
  found: Recipient[]
  yours: Recipient[]
  alone: boolean
}

function whyNobody({ asked, found, yours, alone }: Nobody): Problem {
  if (!asked) return new Problem('noLetters')
  if (found.length === 0) return new Problem('notFound')
  if (yours.length === 0) return new Problem('notYoursAlone')
  if (!alone) return new Problem('hasPasswordAlready')
  return new Problem(yours.every(({ emailVerified }) => emailVerified) ? 'resetByEmail' : 'addressChangedLately')
}

/** In the order of their ids, as everybody locks them. */
const lock = `
  select from accounts where id = any(cast(:accountIds as uuid[])) order by id for no key update`

/** In a statement of its own, which sees what whoever held the locks has done. */
const find = `
  select a.id as "accountId", a.first_name as "firstName", a.last_name as "lastName", a.username,
         a.password_hash is not null as "hasPassword", a.email_verified_at is not null as "emailVerified",
         ${mustNotResetYet} as "mustNotResetYet", ${hasLetter} as "hasLetter", ${membershipsOfAccount} as memberships
    from memberships m join accounts a on a.id = m.account_id
   where m.group_id = :unitId and m.role = 'patient' and m.ended_at is null and a.closed_at is null
     and a.id = any(cast(:accountIds as uuid[]))
   order by m.sort_name, m.account_id`
