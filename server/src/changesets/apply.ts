/** Applies a previewed changeset: all of it in one transaction, and only what the preview showed. */
import { record } from '../audit/record.ts'
import { Problem } from '../errors.ts'
import { asTheyAreNow } from '../groups/findAdministered.ts'
import type { Group } from '../groups/Group.ts'
import { canAdminister } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import { isWritten, plan, writesTheSame, type Asked, type Planned } from './plan.ts'
import type { Sheet } from './Sheet.ts'
import {
  changesIn,
  countsOf,
  findChangeset,
  holdChangeset,
  keepApplied,
  keepPreview,
  writtenRows,
  type ChangesetHead,
  type StoredRow,
} from './store.ts'
import { undoing } from './undoing.ts'
import { lockNewAccounts } from './usernames.ts'

/**
 * The unit must be locked. Plans the same rows again, now that nobody else changes them: what comes out is what the
 * preview showed, or nothing is written and the changeset shows what stands against it (R10).
 */
export async function applyChangeset(
  before: Scene,
  sheet: Sheet,
  unit: Group,
  { changesetId, changes, why = null }: { changesetId: string; changes: number; why?: string | null | undefined },
): Promise<void> {
  const { trx } = before
  const head = await lockPreview(before, unit, changesetId)
  if (head.counts.wrong + head.counts.conflict > 0) throw new Problem('changesetHasErrors')
  if (changesIn(head.counts) !== changes) throw new Problem('changedMeanwhile')
  const previewed = await writtenRows(trx, changesetId)
  const scene = await lockPeople(before, sheet, unit, previewed)
  const planned = await plan(scene, sheet, unit, await askedAgain(scene, sheet, head, previewed), {
    gone: head.source === 'undo',
  })
  const shown = new Map(previewed.map((row) => [row.line, row]))
  const isTheSame =
    planned.length === previewed.length && planned.every((row) => writesTheSame(row, shown.get(row.line)!))
  if (!isTheSame) await refuseAndShow(scene, sheet, head, planned)
  const written = await sheet.write(scene, unit, planned.filter(isWritten)).catch(whatElseChanged)
  await keepApplied(trx, changesetId, why, written)
  const { list, source } = head
  await record(scene, 'changeset.applied', {
    groupId: unit.id,
    detail: { changesetId, list, source, ...countsOf(planned) },
  })
}

/** Everybody whom it is about, and who applies it: who has lost the right while this waited may not any more. */
async function lockPeople(before: Scene, sheet: Sheet, unit: Group, previewed: StoredRow[]): Promise<Scene> {
  if (previewed.some(({ kind }) => kind === 'new')) await lockNewAccounts(before.trx)
  const about = previewed.flatMap(({ accountId, joins }) => accountId ?? joins ?? [])
  await sheet.lock(before, unit, [before.actor.accountId, ...about])
  const scene = await asTheyAreNow(before)
  if (!canAdminister(scene.actor, unit)) throw new Problem('notAllowed')
  return scene
}

const heldByTheDatabase = ['default_contact_is_recipient', 'messaging_needs_default_contact', 'accounts_username']

/** What no lock of this unit holds still (another unit, another list) the database does: it has changed meanwhile. */
function whatElseChanged(error: unknown): never {
  const { constraint, nativeError } = error as { constraint?: string; nativeError?: { constraint?: string } }
  if (heldByTheDatabase.includes(constraint ?? nativeError?.constraint ?? '')) throw new Problem('changedMeanwhile')
  throw error
}

async function lockPreview({ trx, actor }: Scene, unit: Group, changesetId: string): Promise<ChangesetHead> {
  await holdChangeset(trx, changesetId)
  const head = await findChangeset(trx, { unitId: unit.id, changesetId, accountId: actor.accountId })
  if (head.state === 'applied') throw new Problem('alreadyApplied')
  return head
}

async function askedAgain(
  { trx, actor }: Scene,
  sheet: Sheet,
  head: ChangesetHead,
  previewed: StoredRow[],
): Promise<Asked[]> {
  const undoes = new Map<number, Asked['undoes']>()
  if (head.undoes) {
    const place = { unitId: head.groupId, changesetId: head.undoes, accountId: actor.accountId }
    for (const one of await undoing(trx, await findChangeset(trx, place), sheet)) undoes.set(one.line, one.undoes)
  }
  return previewed.map(({ line, accountId, cells, wanted, same }) => ({
    line,
    accountId,
    cells: {
      ...Object.fromEntries(Object.entries(wanted ?? {}).map(([column, to]) => [column, { to }])),
      ...Object.fromEntries(cells.map(({ column, from, to }) => [column, { from, to }])),
    },
    decided: same ? same.accountId : undefined,
    undoes: undoes.get(line) ?? null,
  }))
}

/** The new preview stays although nothing is applied, so that both values can be shown. */
async function refuseAndShow({ trx }: Scene, sheet: Sheet, head: ChangesetHead, planned: Planned[]): Promise<never> {
  await keepPreview(trx, { ...head, emails: sheet.emails(planned) }, planned)
  throw new Problem('changedMeanwhile', { keepsWrites: true })
}
