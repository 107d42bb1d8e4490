/** Two admins who do the same at once: hand the default messaging contact over, and flag message recipients. */
import type { Person } from '../Person.ts'
import type { Story } from '../Story.ts'
import { pause } from '../insist.ts'

/** A handover that was acknowledged: the unit's version from then on, and who holds it. */
export interface Handover {
  version: number
  toId: string
}

export async function handOverAtOnce(
  story: Story,
  unitId: string,
  admins: Person[],
  staff: Person[],
  done: Handover[],
): Promise<void> {
  const shown = await admins[0]!.try(() => admins[0]!.client.showUnit({ unitId }), { patienceMs: 5000 })
  if (shown.is !== 'done' || !shown.value.defaultContact) return
  const fromId = shown.value.defaultContact.id
  const others = staff.filter(({ id }) => id !== fromId)
  const handOver = async (admin: Person) => {
    const to = admin.dice.one(others)
    const outcome = await admin.try(() => admin.client.handOverDefaultContact({ unitId, fromId, toId: to.id }), {
      patienceMs: 0,
    })
    const ended = outcome.is === 'refused' ? outcome.problem.code : outcome.is
    admin.tell(`handed the default contact over to ${to.name}: ${ended}`, [unitId, to.id])
    if (outcome.is === 'done') done.push({ version: outcome.value.version, toId: to.id })
    story.count('default contact handed over')
    return outcome.is === 'done'
  }
  const both = await Promise.all(admins.map(handOver))
  if (both.every(Boolean))
    story.broken('one default contact', 'two handovers from the same person were both acknowledged', [unitId])
}

/** By changesets, as the staff list does it; the second to apply finds that it has changed meanwhile, or that it is so already. */
export async function flagAtOnce(story: Story, unitId: string, admins: Person[], staff: Person[]): Promise<void> {
  const about = admins[0]!.dice.one(staff)
  await Promise.all(
    admins.map(async (admin) => {
      const changesetId = admin.dice.id()
      const to = admin.dice.one(['yes', 'no'])
      const preview = await admin.try(
        () =>
          admin.client.previewChangeset({
            ...{ unitId, changesetId, list: 'staff', source: 'grid' },
            rows: [{ id: about.id, cells: { isRecipient: { to } } }],
          }),
        { patienceMs: 5000 },
      )
      if (preview.is !== 'done' || preview.value.changeset.changes === 0) return
      await pause(admin.dice.between(0, 50))
      const outcome = await admin.try(() => admin.client.applyChangeset({ unitId, changesetId, changes: 1 }))
      const ended = outcome.is === 'refused' ? outcome.problem.code : outcome.is
      admin.tell(`made ${about.name} a recipient: ${to}: ${ended}`, [unitId, about.id])
      story.count('recipients flagged')
    }),
  )
}
