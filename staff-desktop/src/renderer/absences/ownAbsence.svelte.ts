import type { Absence } from 'server/contract'
import type { Desktop } from '../../bridge.ts'

/** Whether the signed-in person is away today: whoever forgets it wonders who reads their messages. */
export class OwnAbsence {
  /** Today's, one for each unit in which they are away. */
  today = $state.raw<Absence[]>([])
  /** A unit through which their absences are set; specialties have no messages, and nobody to be away from. */
  readonly unitId: string | undefined
  ending = $state(false)
  readonly #desktop: Desktop
  readonly #accountId: string
  #asked = 0

  constructor(desktop: Desktop, { id, memberships }: { id: string; memberships: { groupId: string; role: string }[] }) {
    this.#desktop = desktop
    this.#accountId = id
    this.unitId = memberships.find(({ role }) => role !== 'specialty_admin')?.groupId
  }

  async fetch(): Promise<void> {
    if (!this.unitId) return
    const turn = ++this.#asked
    const outcome = await this.#desktop.call('showAbsences', { unitId: this.unitId, accountId: this.#accountId })
    if (turn !== this.#asked || !outcome.ok) return
    const { absences, today } = outcome.value
    this.today = absences.filter(({ firstDay }) => firstDay <= today)
  }

  /** Back from today on, everywhere. The sentence says why not. */
  async end(): Promise<string | null> {
    if (this.ending) return null
    this.ending = true
    let problem: string | null = null
    for (const { id, unitId } of this.today) {
      const outcome = await this.#desktop.call('endAbsence', {
        ...{ unitId, accountId: this.#accountId, absenceId: id },
      })
      if (!outcome.ok && outcome.problem.code !== 'notFound') problem = outcome.problem.message
    }
    await this.fetch()
    this.ending = false
    return problem
  }
}
