/** Changesets as they are kept: what a preview showed, what was applied, and what can be taken back. */
import { isId } from '../contract/words.ts'
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type {
  CellChange,
  Changeset,
  ChangesetList,
  ChangesetRow,
  ChangesetSource,
  RowCounts,
  RowKind,
} from './contract.ts'
import { isWritten, type Planned } from './plan.ts'

export interface ChangesetHead {
  id: string
  groupId: string
  list: ChangesetList
  source: ChangesetSource
  state: 'previewed' | 'applied'
  createdBy: string
  by: string
  createdAt: Date
  why: string | null
  appliedAt: Date | null
  counts: RowCounts
  emails: number
  ignoredColumns: string[]
  undoes: string | null
  undone: { by: string; at: string } | null
  about: Changeset['about']
}

export interface StoredRow {
  line: number
  kind: RowKind
  accountId: string | null
  name: string
  cells: CellChange[]
  /** Of somebody new. */
  wanted: Record<string, string> | null
  errors: ChangesetRow['errors']
  candidates: ChangesetRow['candidates']
  same: { accountId: string | null } | null
  joins: string | null
  did: unknown
}

export type NewHead = Pick<
  ChangesetHead,
  'id' | 'groupId' | 'list' | 'source' | 'createdBy' | 'emails' | 'ignoredColumns' | 'undoes'
>

/** Of one person; older ones than these are let go. */
const mostPreviews = 20

/** Keeps a preview, in place of the one that was kept under this id; and lets old ones of the same person go. */
export async function keepPreview(trx: Transaction, head: NewHead, planned: Planned[]): Promise<void> {
  await rows(
    trx,
    `delete from changesets
      where state = 'previewed' and created_by = :createdBy
        and (id = :id or created_at < now() - interval '1 day' or id in (
          select id from changesets where state = 'previewed' and created_by = :createdBy
           order by created_at desc offset :mostPreviews))`,
    { id: head.id, createdBy: head.createdBy, mostPreviews },
  )
  await rows(
    trx,
    `insert into changesets (id, group_id, list, source, created_by, counts, emails, ignored_columns, undoes)
     values (:id, :groupId, :list, :source, :createdBy, cast(:counts as jsonb), :emails,
             cast(:ignoredColumns as jsonb), :undoes)`,
    {
      ...head,
      counts: JSON.stringify(countsOf(planned)),
      ignoredColumns: JSON.stringify(head.ignoredColumns),
    },
  )
  await rows(
    trx,
    `insert into changeset_rows (changeset_id, line, kind, account_id, name, cells, wanted, errors, candidates, same, joins)
     select :id, r.line, r.kind, r.account_id, r.name, r.cells, r.wanted, r.errors, r.candidates, r.same, r.joins
       from jsonb_to_recordset(cast(:planned as jsonb)) as r (line integer, kind text, account_id uuid, name text,
            cells jsonb, wanted jsonb, errors jsonb, candidates jsonb, same jsonb, joins uuid)`,
    {
      id: head.id,
      planned: JSON.stringify(
        planned.map(({ line, kind, person, cells, errors, candidates, decided, ...row }) => ({
          ...{ line, kind, cells, errors, candidates },
          account_id: person?.accountId ?? null,
          name: nameOf({ person, candidates, ...row }),
          wanted: person ? null : row.wanted,
          same: decided === undefined ? null : { accountId: decided },
          joins: row.joins,
        })),
      ),
    },
  )
}

function nameOf({
  person,
  joins,
  candidates,
  wanted,
}: Pick<Planned, 'person' | 'joins' | 'candidates' | 'wanted'>): string {
  const known = candidates.find(({ id }) => id === joins)
  if (known) return known.name
  const { firstName = '', lastName = '' } = person?.cells ?? wanted
  return `${firstName} ${lastName}`.trim()
}

export function countsOf(planned: { kind: RowKind }[]): RowCounts {
  const counts: RowCounts = { new: 0, changed: 0, closed: 0, unchanged: 0, wrong: 0, conflict: 0 }
  for (const { kind } of planned) counts[kind]++
  return counts
}

export const changesIn = ({ new: added, changed, closed }: RowCounts) => added + changed + closed

/** Whoever previews or applies it holds it until they are done: the other sees what became of it. */
export async function holdChangeset(trx: Transaction, id: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`changeset ${id}`])
}

const head = `
  select c.id, c.group_id as "groupId", c.list, c.source, c.state, c.created_by as "createdBy",
         a.first_name || ' ' || a.last_name as by, c.created_at as "createdAt", c.why, c.applied_at as "appliedAt",
         c.counts, c.emails, c.ignored_columns as "ignoredColumns", c.undoes,
         (select json_build_object('by', ua.first_name || ' ' || ua.last_name, 'at', u.applied_at)
            from changesets u join accounts ua on ua.id = u.created_by
           where u.undoes = c.id and u.state = 'applied') as undone,
         case when cast(c.counts ->> 'new' as integer) + cast(c.counts ->> 'changed' as integer)
                     + cast(c.counts ->> 'closed' as integer) = 1 then
           (select json_build_object('name', r.name, 'kind', r.kind, 'columns',
                     (select coalesce(json_agg(cell ->> 'column'), '[]') from jsonb_array_elements(r.cells) as cell))
              from changeset_rows r where r.changeset_id = c.id and r.kind in ('new', 'changed', 'closed'))
         end as about
    from changesets c join accounts a on a.id = c.created_by`

/** A changeset of the unit: an applied one for all its admins, a preview only for who made it. */
export async function findChangeset(
  trx: Transaction,
  { unitId, changesetId, accountId }: { unitId: string; changesetId: string; accountId: string },
): Promise<ChangesetHead> {
  const [found] = await rows<ChangesetHead>(
    trx,
    `${head} where c.id = :changesetId and c.group_id = :unitId and (c.state = 'applied' or c.created_by = :accountId)`,
    { unitId, changesetId, accountId },
  )
  if (!found) throw new Problem('notFound')
  return found
}

/** Applied ones, the newest first; `cursor` is the id of the last one before the page. */
export async function listApplied(
  trx: Transaction,
  { unitId, list, cursor, limit }: { unitId: string; list?: ChangesetList; cursor?: string; limit: number },
): Promise<{ changesets: ChangesetHead[]; next: string | null }> {
  const after = isId(cursor) ? cursor : undefined
  const found = await rows<ChangesetHead>(
    trx,
    `${head}
      where c.group_id = :unitId and c.state = 'applied' ${list ? 'and c.list = :list' : ''}
        ${
          after
            ? `and (c.applied_at, c.id) < (select last.applied_at, last.id from changesets last
                 where last.id = :after and last.group_id = :unitId)`
            : ''
        }
      order by c.applied_at desc, c.id desc limit :limit`,
    { unitId, limit: limit + 1, ...(list && { list }), ...(after && { after }) },
  )
  const changesets = found.slice(0, limit)
  return { changesets, next: found.length > limit ? changesets.at(-1)!.id : null }
}

interface RowPage {
  kind?: RowKind | undefined
  cursor?: string | undefined
  limit: number
}

/** Those that need attention first, then by line; the cursor is the line of the last one. */
export async function listRows(
  trx: Transaction,
  changesetId: string,
  { kind, cursor, limit }: RowPage,
): Promise<{ rows: StoredRow[]; next: string | null }> {
  const after = /^\d{1,9}$/.test(cursor ?? '') ? Number(cursor) : null
  const found = await rows<StoredRow>(
    trx,
    `select line, kind, account_id as "accountId", name, cells, wanted, errors, candidates, same, joins
       from changeset_rows r
      where changeset_id = :changesetId ${kind ? 'and kind = :kind' : ''}
        ${
          after === null
            ? ''
            : `and (rank, line) > (select last.rank, last.line from changeset_rows last
                 where last.changeset_id = :changesetId and last.line = :after)`
        }
      order by rank, line limit :limit`,
    { changesetId, limit: limit + 1, ...(kind && { kind }), ...(after !== null && { after }) },
  )
  const page = found.slice(0, limit)
  return { rows: page, next: found.length > limit ? String(page.at(-1)!.line) : null }
}

/** The rows that are or were written. */
export async function writtenRows(trx: Transaction, changesetId: string): Promise<StoredRow[]> {
  const all = await rows<StoredRow>(
    trx,
    `select line, kind, account_id as "accountId", name, cells, wanted, errors, candidates, same, joins, did
       from changeset_rows where changeset_id = :changesetId order by line`,
    { changesetId },
  )
  return all.filter(isWritten)
}

/** From now on it is history. */
export async function keepApplied(
  trx: Transaction,
  changesetId: string,
  why: string | null,
  written: Map<number, { accountId: string; did: unknown }>,
): Promise<void> {
  await rows(
    trx,
    `update changeset_rows r
        set account_id = w.account_id, did = w.did,
            name = case r.kind when 'new' then a.first_name || ' ' || a.last_name else r.name end
       from jsonb_to_recordset(cast(:written as jsonb)) as w (line integer, account_id uuid, did jsonb)
       join accounts a on a.id = w.account_id
      where r.changeset_id = :changesetId and r.line = w.line`,
    {
      changesetId,
      written: JSON.stringify([...written].map(([line, { accountId, did }]) => ({ line, account_id: accountId, did }))),
    },
  )
  await rows(
    trx,
    `update changesets set state = 'applied', applied_at = clock_timestamp(), why = :why where id = :changesetId`,
    { changesetId, why },
  )
}
