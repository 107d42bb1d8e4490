/**
 * What the machinery of changesets has to know about a list of people (the staff, the patients of a unit). The machinery
 * reads, compares, stores, applies and undoes; the sheet says what the cells mean, who is who, what is forbidden, and how
 * it is written.
 */
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { ChangesetList, Column } from './contract.ts'

/** Somebody of the list as they are now: a text for each column. */
export interface Person {
  accountId: string
  cells: Record<string, string>
}

/** A row on its way from what was asked to what would be written. */
export interface Row {
  line: number
  /** Null: somebody new. `join` decides whether that is an account that exists. */
  person: Person | null
  /** What was asked, by column, as read by the sheet: canonical where it could be read. */
  wanted: Record<string, string>
  /** What differs from how the person is now; for somebody new every cell that is not empty. */
  changes: Record<string, string>
  errors: { column: string | null; message: string }[]
  candidates: { id: string; name: string; about: string }[]
  /** What the caller decided about the candidates: one of them, or (null) somebody else; undefined: nothing yet. */
  decided: string | null | undefined
  /** Of a new row: the account that exists and joins the unit. */
  joins: string | null
  /** Of an undo: what the row that it takes back did beyond its cells. */
  undoes: { row: Record<string, string>; did: unknown; hoursAgo: number } | null
}

export interface Sheet {
  list: ChangesetList
  columns: readonly Column[]
  /** What was typed into a cell as its one canonical text; throws nothing: what cannot be read says why. */
  read: (column: string, typed: string) => { text: string } | { error: string }
  /**
   * Who is meant, for each row of a file, by what the cells say (a username, an NHS number, an address):
   * the account ids of people of the list, by line. What is ambiguous or forbidden is an error on the row.
   */
  identify: (scene: Scene, unit: Group, rows: Row[]) => Promise<Map<number, string>>
  /** These people of the list as they are now; with `gone`, also those who have left it. Others are left out. */
  load: (scene: Scene, unit: Group, accountIds: string[], options: { gone: boolean }) => Promise<Person[]>
  /**
   * Locks what applying depends on, before anything is read again: first the group (it is locked already), then the
   * accounts, then the memberships, each in the order of their ids.
   */
  lock: (scene: Scene, unit: Group, accountIds: string[]) => Promise<void>
  /**
   * Everything that a single cell cannot know: required cells of somebody new, people who may be the same, who may change
   * whom, and the guards over the list as it would be. Adds errors and candidates to the rows.
   */
  check: (scene: Scene, unit: Group, rows: Row[]) => Promise<void>
  /** How many e-mails follow from these rows. */
  emails: (rows: Row[]) => number
  /**
   * Writes rows that have no error, in the caller's transaction, set by set. Returns by line whose row it is and what was
   * done beyond the cells, for the day when it is undone.
   */
  write: (scene: Scene, unit: Group, rows: Row[]) => Promise<Map<number, { accountId: string; did: unknown }>>
}
