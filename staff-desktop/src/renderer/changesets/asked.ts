import type { AskedRow } from 'server/contract'

/** What is to be previewed: rows of the grid or a form, a file (in base64), or an earlier changeset to take back. */
export interface Asked {
  rows?: AskedRow[]
  csv?: string
  undoes?: string
}

/** Where the people are. */
export interface ReviewedUnit {
  id: string
  name: string
}

/** In a conflict: whose cells are to stay. */
export type Choice = 'mine' | 'theirs'
