/**
 * Changesets: the one way in which a unit's staff and patients are changed, whether in the grid, in bulk, by a pasted
 * block, by CSV or by a form (R10).
 *
 * - list: which people of the unit a changeset is about, its staff or its patients
 * - cell: one fact about one person, as text; a column's `read` makes what was typed into its one canonical text
 * - preview: what a changeset would do, cell by cell; it writes nothing but itself
 * - conflict: somebody else changed the cell after it was shown to whoever changes it now
 * - undo: a changeset of its own, whose cells are those of an earlier one backwards
 */
import { z } from 'zod'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, id, instant, optionalLine, pageQuery } from '../contract/words.ts'

export const changesetList = z.enum(['staff', 'patients'])
export type ChangesetList = z.infer<typeof changesetList>

/** How it was made; `undo` takes an earlier one back. */
export const changesetSource = z.enum(['grid', 'bulk', 'form', 'csv', 'undo'])
export type ChangesetSource = z.infer<typeof changesetSource>

export const changesetLimits = {
  rows: 5000,
  /** Of the CSV file, in bytes. */
  csv: 2_000_000,
  cell: 500,
  why: 200,
  undoDays: 30,
  /** Within which a closed account can be opened again. */
  reopenHours: 24,
} as const

/** A column of a list: what its cells mean, for the grid, the CSV's header and the forms alike. */
export interface Column {
  id: string
  /** The header, in the grid and in CSV files. */
  header: string
  kind: 'text' | 'email' | 'yesNo' | 'choice' | 'day' | 'number' | 'instant'
  /** Shown and exported, never changed. */
  readOnly?: boolean
  /** Of a choice: the texts that a cell can have. */
  choices?: readonly string[]
  /** The most characters. */
  most?: number
  /** Other headers under which a CSV may bring it, in lower case. */
  aliases?: readonly string[]
  /** An empty cell in a CSV or a pasted block changes nothing, because the fact cannot be empty. */
  required?: boolean
}

export const rowKind = z.enum(['wrong', 'conflict', 'new', 'changed', 'closed', 'unchanged'])
export type RowKind = z.infer<typeof rowKind>

/** `from` is what the cell says before the change and `to` after it; `now`, in a conflict, what somebody else made of it. */
export const cellChange = z.object({
  column: z.string(),
  from: z.string(),
  to: z.string(),
  now: z.string().nullable(),
})
export type CellChange = z.infer<typeof cellChange>

export const changesetRow = z.object({
  /** The line of the file, or the place among what was sent; from 1. */
  line: z.number().int(),
  kind: rowKind,
  /** Null while it is somebody new. */
  accountId: id.nullable(),
  name: z.string(),
  cells: z.array(cellChange),
  /** What is wrong, with the column where it is one, and what to do. */
  errors: z.array(z.object({ column: z.string().nullable(), message: z.string() })),
  /** People who may be the same as this new one. */
  candidates: z.array(z.object({ id, name: z.string(), about: z.string() })),
  /** Decided: the candidate who joins this unit; null: it is somebody else; left out while it is open. */
  sameAs: id.nullable().optional(),
})
export type ChangesetRow = z.infer<typeof changesetRow>

export const rowCounts = z.object({
  new: z.number().int(),
  changed: z.number().int(),
  closed: z.number().int(),
  unchanged: z.number().int(),
  wrong: z.number().int(),
  conflict: z.number().int(),
})
export type RowCounts = z.infer<typeof rowCounts>

export const changeset = z.object({
  id,
  list: changesetList,
  source: changesetSource,
  state: z.enum(['previewed', 'applied', 'undone']),
  counts: rowCounts,
  /** How many rows would be or were written: new, changed and closed. The number on the button. */
  changes: z.number().int(),
  /** How many people will be e-mailed a link, to verify an address or to choose a password. */
  emails: z.number().int(),
  why: z.string().nullable(),
  by: z.string(),
  at: instant,
  appliedAt: instant.nullable(),
  /** Of an undo: the changeset that it takes back. */
  undoes: id.nullable(),
  undone: z.object({ by: z.string(), at: instant }).nullable(),
  /** Until when it can be undone; null when it cannot. */
  undoUntil: instant.nullable(),
  /** When it is about one person: who, and which of their cells. */
  about: z.object({ name: z.string(), kind: rowKind, columns: z.array(z.string()) }).nullable(),
  /** Headers of the file that are no columns of the list. */
  ignoredColumns: z.array(z.string()),
  can: z.object({ apply: z.boolean(), undo: z.boolean() }),
})
export type Changeset = z.infer<typeof changeset>

const cellText = z
  .string()
  .max(changesetLimits.cell * 2, `A cell has at most ${changesetLimits.cell} characters`)
  .transform((text) => text.replaceAll('\0', '').toWellFormed())

/** What somebody wants: of a person of the list (`id`) or of a new one, only the cells that matter. */
const askedRow = z.object({
  id: id.optional(),
  cells: z.record(
    z.string().regex(/^[A-Za-z]{1,40}$/, 'There is no such column'),
    z.object({
      to: cellText,
      /** What was on the screen when it was changed; without it the preview asks nobody whether it is still so. */
      from: cellText.optional(),
    }),
  ),
})
export type AskedRow = z.infer<typeof askedRow>

const unitId = z.object({ unitId: id })
const inUnit = z.object({ unitId: id, changesetId: id })
const rowsPage = z.object({ changeset, rows: z.array(changesetRow), next: cursor.nullable() })
const rowLimit = z.coerce.number().int().min(1).max(500).default(100)

export const changesetEndpoints = {
  previewChangeset: endpoint({
    summary:
      'Preview a changeset: what each row would do. The client makes the id; previewing again under it replaces what was there.',
    method: 'PUT',
    path: '/units/:unitId/changesets/:changesetId',
    caller: 'staff',
    params: inUnit,
    bodyLimit: '4mb',
    body: z.object({
      list: changesetList,
      source: changesetSource,
      /** With the sources grid, bulk and form. */
      rows: z
        .array(askedRow)
        .max(changesetLimits.rows, `At most ${changesetLimits.rows.toLocaleString('en-GB')} rows at once`)
        .optional(),
      /** With the source csv: the file's bytes in base64. */
      csv: z
        .base64('The file did not arrive whole. Choose it again.')
        .max((changesetLimits.csv * 4) / 3 + 4, 'The file is too large. Files of up to 2 MB can be imported.')
        .optional(),
      /** With the source undo: the changeset to take back. */
      undoes: id.optional(),
      /** Lines that are left out. */
      without: z.array(z.number().int().min(1).max(1_000_000)).max(changesetLimits.rows).optional(),
      /** Decisions on new rows that look like somebody who exists: that person, or (null) somebody else. */
      same: z
        .array(z.object({ line: z.number().int().min(1).max(1_000_000), accountId: id.nullable() }))
        .max(changesetLimits.rows)
        .optional(),
      limit: rowLimit,
    }),
    response: rowsPage,
    problems: ['alreadyApplied'],
  }),
  showChangeset: endpoint({
    summary: 'A changeset with its rows, those that need attention first; `kind` shows only some.',
    method: 'GET',
    path: '/units/:unitId/changesets/:changesetId',
    caller: 'staff',
    params: inUnit,
    query: z.object({ kind: rowKind.optional(), cursor: pageQuery.cursor, limit: rowLimit }),
    response: rowsPage,
  }),
  applyChangeset: endpoint({
    summary:
      'Write a previewed changeset, all of it or nothing. Refused when anything has changed since the preview; the changeset then shows the conflicts.',
    method: 'POST',
    path: '/units/:unitId/changesets/:changesetId/apply',
    caller: 'staff',
    params: inUnit,
    body: z.object({
      /** The number on the button, so that nobody applies what they did not see. */
      changes: z
        .number()
        .int()
        .min(1)
        .max(changesetLimits.rows + 1),
      why: optionalLine({
        most: changesetLimits.why,
        tooLong: `Use at most ${changesetLimits.why} characters`,
      }).optional(),
    }),
    response: changeset,
    problems: ['changedMeanwhile', 'changesetHasErrors', 'alreadyApplied'],
  }),
  listChangesets: endpoint({
    summary: 'The changesets that were applied in a unit, the newest first.',
    method: 'GET',
    path: '/units/:unitId/changesets',
    caller: 'staff',
    params: unitId,
    query: z.object({ list: changesetList.optional(), ...pageQuery }),
    response: z.object({ changesets: z.array(changeset), next: cursor.nullable() }),
  }),
  exportErrors: endpoint({
    summary: 'The rows of a previewed changeset that cannot be applied, as a CSV file with what is wrong in each.',
    method: 'POST',
    path: '/units/:unitId/changesets/:changesetId/errors',
    caller: 'staff',
    params: inUnit,
    response: z.object({ fileName: z.string(), csv: z.string() }),
  }),
}
