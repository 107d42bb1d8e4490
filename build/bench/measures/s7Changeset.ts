import { randomUUID } from 'node:crypto'
import { ids } from '../data/people.ts'
import { median } from '../figures.ts'
import type { Measure } from '../Measure.ts'
import { timed } from '../rounds.ts'
import type { Scene } from '../Scene.ts'

export const s7: Measure = {
  id: 'S7',
  what: 'a changeset of 5,000 staff by CSV: preview, apply; the longer of the two',
  bar: { is: 'at most', value: 2, unit: 's' },
  needs: [],
  needsFullScale: true,
  async run(scene) {
    const admin = await scene.as(ids.adminOfManyStaff)
    const [preview, apply, bare]: number[][] = [[], [], []]
    for (let round = 0; round <= scene.rounds; round++) {
      scene.say(round === 0 ? 'warming up' : `round ${round} of ${scene.rounds}`)
      const place = { unitId: ids.manyStaff, changesetId: randomUUID() }
      const csv = Buffer.from(await listOf(scene, round)).toString('base64')
      let changes = 0
      const previewed = await timed(async () => {
        const { changeset } = await admin.previewChangeset({ ...place, list: 'staff', source: 'csv', csv })
        ;({ changes } = changeset)
      })
      if (changes !== scene.scale.staff) throw new Error(`The changeset has ${changes} changes`)
      const applied = await timed(() => admin.applyChangeset({ ...place, changes }))
      const alone = await timed(() => scene.sql(bareUpdate, [`Nurse ${round} again`, ids.manyStaff]))
      if (round === 0) continue
      preview!.push(previewed)
      apply!.push(applied)
      bare!.push(alone)
    }
    const seconds = (took: number[]) => median(took) / 1000
    return {
      measured: Math.max(seconds(preview!), seconds(apply!)),
      detail: {
        rows: scene.scale.staff,
        'preview in s': seconds(preview!),
        'apply in s': seconds(apply!),
        'one bare UPDATE of as many role titles in s': seconds(bare!),
      },
    }
  },
}

/** The whole list with another role title on every row, the flag turned on every second and the address on every tenth. */
async function listOf({ sql }: Scene, round: number): Promise<string> {
  const staff = await sql<{ row: string }>(
    `select concat_ws(',', a.username, a.last_name, a.first_name, 'Nurse ' || $2,
              case when row_number() over (order by a.id) % 10 = 0 then 'r' || $2 || a.username || '@example.org' else a.email end,
              case when m.is_recipient = (row_number() over (order by a.id) % 2 = 0) then 'no' else 'yes' end, 'staff') as row
       from memberships m join accounts a on a.id = m.account_id
      where m.group_id = $1 and m.role = 'staff' and m.ended_at is null`,
    [ids.manyStaff, String(round)],
  )
  const header = 'Username,Last name,First name,Role title,E-mail,Message recipient,Role'
  return [header, ...staff.map(({ row }) => row)].join('\n')
}

const bareUpdate = `update memberships set role_title = $1 where group_id = $2 and role = 'staff' and ended_at is null`
