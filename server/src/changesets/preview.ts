/** Previews a changeset: everything that it would do and everything that is wrong with it; writes nothing else. */
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { rows } from '../db/rows.ts'
import { record } from '../audit/record.ts'
import { changesetLimits, type ChangesetList, type ChangesetSource } from './contract.ts'
import { readCsv } from './csv.ts'
import { plan, type Asked } from './plan.ts'
import type { Sheet } from './Sheet.ts'
import { countsOf, findChangeset, holdChangeset, keepPreview } from './store.ts'
import { undoing } from './undoing.ts'

interface Wanted {
  changesetId: string
  list: ChangesetList
  source: ChangesetSource
  rows?: { id?: string | undefined; cells: Asked['cells'] }[] | undefined
  csv?: string | undefined
  undoes?: string | undefined
  without?: number[] | undefined
  same?: { line: number; accountId: string | null }[] | undefined
}

export async function previewChangeset(scene: Scene, sheet: Sheet, unit: Group, wanted: Wanted): Promise<void> {
  const { changesetId: id, list, source, undoes = null } = wanted
  const { trx, actor } = scene
  await mustBeFree(scene, unit, id)
  const { asked, ignored } = await readWanted(scene, sheet, unit, wanted)
  const planned = await plan(scene, sheet, unit, leaveOut(asked, wanted), { gone: source === 'undo' })
  const head = {
    id,
    groupId: unit.id,
    list,
    source,
    createdBy: actor.accountId,
    undoes: source === 'undo' ? undoes : null,
  }
  await keepPreview(trx, { ...head, emails: sheet.emails(planned), ignoredColumns: ignored }, planned)
  await record(scene, 'changeset.previewed', {
    groupId: unit.id,
    detail: { changesetId: id, list, source, ...countsOf(planned) },
  })
}

/** Whether the id is new, or a preview of the same person for the same unit. What is applied is history. */
async function mustBeFree({ trx, actor }: Scene, unit: Group, id: string): Promise<void> {
  await holdChangeset(trx, id)
  const [taken] = await rows<{ state: string; mine: boolean }>(
    trx,
    `select state, created_by = :accountId and group_id = :unitId as mine from changesets where id = :id`,
    { id, accountId: actor.accountId, unitId: unit.id },
  )
  if (!taken) return
  if (!taken.mine) throw new Problem('notFound')
  if (taken.state === 'applied') throw new Problem('alreadyApplied')
}

async function readWanted(
  scene: Scene,
  sheet: Sheet,
  unit: Group,
  { source, rows: sent, csv, undoes, list }: Wanted,
): Promise<{ asked: Asked[]; ignored: string[] }> {
  if (source === 'csv') {
    if (!csv) throw new Problem('badInput', { fields: { csv: 'Choose a CSV file' } })
    const { rows: found, ignored } = readCsv(Buffer.from(csv, 'base64'), sheet.columns)
    return {
      asked: found.map(({ line, cells }) => ({ line, accountId: null, isNamed: true, cells: withoutFrom(cells) })),
      ignored,
    }
  }
  if (source === 'undo') {
    if (!undoes) throw new Problem('badInput', { fields: { undoes: 'Choose what to undo' } })
    const earlier = await findChangeset(scene.trx, {
      ...{ unitId: unit.id, changesetId: undoes, accountId: scene.actor.accountId },
    })
    if (earlier.list !== list) throw new Problem('notFound')
    return { asked: await undoing(scene.trx, earlier, sheet), ignored: [] }
  }
  if (!sent || sent.length === 0) throw new Problem('badInput', { fields: { rows: 'There is nothing to change yet' } })
  return {
    asked: sent.map(({ id, cells }, n) => ({ line: n + 1, accountId: id?.toLowerCase() ?? null, cells })),
    ignored: [],
  }
}

function withoutFrom(cells: Record<string, string>): Asked['cells'] {
  return Object.fromEntries(Object.entries(cells).map(([column, to]) => [column, { to }]))
}

function leaveOut(asked: Asked[], { without = [], same = [] }: Wanted): Asked[] {
  const left = new Set(without)
  const decided = new Map(same.map(({ line, accountId }) => [line, accountId?.toLowerCase() ?? null]))
  return asked
    .filter(({ line }) => !left.has(line))
    .slice(0, changesetLimits.rows)
    .map((one) => ({ ...one, decided: decided.get(one.line) }))
}
