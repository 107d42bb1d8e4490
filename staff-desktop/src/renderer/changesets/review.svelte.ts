import type { AskedRow, Changeset, ChangesetList, ChangesetRow, ChangesetSource } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { newId } from '../page/newId.ts'

/** What is to be previewed: rows of the grid or a form, a file, or an earlier changeset to take back. */
export interface Asked {
  rows?: AskedRow[]
  csv?: string
  undoes?: string
}

interface Options {
  unitId: string
  list: ChangesetList
  source: ChangesetSource
}

/** One changeset on its way from a preview to being applied. */
export class Review {
  readonly id = newId()
  changeset = $state.raw<Changeset | null>(null)
  rows = $state.raw<ChangesetRow[]>([])
  problem = $state.raw<Problem | null>(null)
  state = $state<'asking' | 'ready' | 'failed' | 'applying' | 'applied'>('asking')

  readonly #desktop: Desktop
  readonly #options: Options

  constructor(desktop: Desktop, options: Options) {
    this.#desktop = desktop
    this.#options = options
  }

  /** Asks what it would do; asking again replaces the answer before. True when there is one. */
  async ask(asked: Asked): Promise<boolean> {
    const { unitId, list, source } = this.#options
    this.state = 'asking'
    const outcome = await this.#desktop.call('previewChangeset', { unitId, changesetId: this.id, list, source, ...asked })
    this.problem = outcome.ok ? null : outcome.problem
    this.state = outcome.ok ? 'ready' : 'failed'
    if (!outcome.ok) return false
    this.changeset = outcome.value.changeset
    this.rows = outcome.value.rows
    return true
  }
}
