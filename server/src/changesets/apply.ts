/** Applies a previewed changeset: all of it in one transaction, and only what the preview showed. */
import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { isWritten, plan, writesTheSame, type Asked, type Planned } from './plan.ts'
import type { Sheet } from './Sheet.ts'
import {
  changesIn,
  countsOf,
  findChangeset,
  keepApplied,
  keepPreview,
  writtenRows,
  type ChangesetHead,
} from './store.ts'
import { undoing } from './undoing.ts'

/**
 * The unit must be locked. Plans the same rows again, now that nobody else changes them: what comes out is what the preview showed, or nothing is
 * written and the changeset shows what stands against it (R10).
 */
export async function applyChangeset(
  scene: Scene,
  sheet: Sheet,
  unit: Group,
  { changesetId, changes, why = null }: { changesetId: string; changes: number; why?: string | null | undefined },
): Promise<void> {
  const { trx } = scene
  const head = await lockPreview(scene, unit, changesetId)
  if (head.counts.wrong + head.counts.conflict > 0) throw new Problem('changesetHasErrors')
  if (changesIn(head.counts) !== changes) throw new Problem('changedMeanwhile')
  const previewed = await writtenRows(trx, changesetId)
  await sheet.lock(
    scene,
    unit,
    previewed.flatMap(({ accountId, same }) => [accountId, same?.accountId ?? null]).filter((id) => id !== null),
  )
  const planned = await plan(scene, sheet, unit, await askedAgain(scene, head, previewed), {
    gone: head.source === 'undo',
  })
  const shown = new Map(previewed.map((row) => [row.line, row]))
  const isTheSame =
    planned.length === previewed.length && planned.every((row) => writesTheSame(row, shown.get(row.line)!))
  if (!isTheSame) await refuseAndShow(scene, sheet, head, planned)
  const written = await sheet.write(scene, unit, planned.filter(isWritten))
  await keepApplied(trx, changesetId, why, written)
  const { list, source } = head
  await record(scene, 'changeset.applied', {
    groupId: unit.id,
    detail: { changesetId, list, source, ...countsOf(planned) },
  })
}

async function lockPreview({ trx, actor }: Scene, unit: Group, changesetId: string): Promise<ChangesetHead> {
  await rows(trx, 'select from changesets where id = :changesetId for update', { changesetId })
  const head = await findChangeset(trx, { unitId: unit.id, changesetId, accountId: actor.accountId })
  if (head.state === 'applied') throw new Problem('alreadyApplied')
  return head
}

async function askedAgain(
  { trx, actor }: Scene,
  head: ChangesetHead,
  previewed: Awaited<ReturnType<typeof writtenRows>>,
): Promise<Asked[]> {
  const undoes = new Map<number, Asked['undoes']>()
  if (head.undoes) {
    const place = { unitId: head.groupId, changesetId: head.undoes, accountId: actor.accountId }
    for (const one of await undoing(trx, await findChangeset(trx, place))) undoes.set(one.line, one.undoes)
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
