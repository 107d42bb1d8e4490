import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { writeCsv } from './csv.ts'
import type { Sheet } from './Sheet.ts'
import type { ChangesetHead, StoredRow } from './store.ts'

/** The rows that cannot be applied, each with its line, what it wanted and what is wrong: to be mended and imported again. */
export async function exportErrors(
  scene: Scene,
  sheet: Sheet,
  head: ChangesetHead,
): Promise<{ fileName: string; csv: string }> {
  const wrong = await rows<
    Pick<StoredRow, 'line' | 'name' | 'cells' | 'wanted' | 'errors'> & { username: string | null }
  >(
    scene.trx,
    `select r.line, r.name, r.cells, r.wanted, r.errors, a.username
       from changeset_rows r left join accounts a on a.id = r.account_id
      where r.changeset_id = :id and r.kind in ('wrong', 'conflict') order by r.line`,
    { id: head.id },
  )
  await record(scene, 'changeset.errors_exported', {
    groupId: head.groupId,
    detail: { changesetId: head.id, rows: wrong.length },
  })
  const columns = sheet.columns.filter(({ readOnly }) => !readOnly)
  const header = [{ header: 'Row' }, ...columns, { header: 'What is wrong' }]
  const headerOf = (id: string | null) => sheet.columns.find((column) => column.id === id)?.header
  const sentence = ({ column, message }: StoredRow['errors'][number]) =>
    column ? `${headerOf(column) ?? column}: ${message}` : message
  const lines = wrong.map((row) => {
    // Of somebody new what was asked, without what we would have added to it.
    const isAsked = ({ column }: { column: string }) =>
      row.wanted === null || row.errors.some((error) => error.column === column)
    const texts = new Map([
      ...Object.entries(row.wanted ?? {}),
      ...row.cells.filter(isAsked).map(({ column, to }) => [column, to] as const),
    ])
    if (row.username) texts.set('username', row.username)
    const conflicts = row.cells.filter(({ now }) => now !== null)
    return [
      String(row.line),
      ...columns.map(({ id }) => texts.get(id) ?? ''),
      [
        ...row.errors.map(sentence),
        ...conflicts.map(({ column, now }) => `${headerOf(column) ?? column}: somebody else made it “${now ?? ''}”.`),
      ].join(' '),
    ]
  })
  return { fileName: `${head.list}-rows-to-mend.csv`, csv: writeCsv(header, lines) }
}
