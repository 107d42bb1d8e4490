/** An admin writes to all patients of the clinic, over and over: draft, check, button, sometimes a pause, until it is done. */
import type { House } from '../House.ts'
import { pause } from '../insist.ts'
import type { Person } from '../Person.ts'
import type { Story } from '../Story.ts'

export interface Sending {
  broadcastId: string
  unitId: string
  patients: number
}

/** Returns what was sent, whether it is done by now or not. */
export async function writeToAll(
  house: House,
  story: Story,
  author: Person,
  goesOn: () => boolean,
): Promise<Sending | undefined> {
  const { client, unitId, dice } = author
  const place = { unitId, broadcastId: dice.id() }
  const text = [dice.id(), dice.id(), dice.id()].join(' ')
  const draft = {
    ...place,
    version: 0,
    subject: 'Flu jabs',
    text,
    replies: { to: 'default_contact' as const },
    keepUntil: null,
  }
  const saved = await author.try(() => client.saveBroadcast(draft))
  if (saved.is !== 'done') return
  const check = await author.try(() => client.checkBroadcast(place))
  if (check.is !== 'done') return
  const { patients, version } = check.value
  const pressed = await author.try(() => client.sendBroadcast({ ...place, version, patients }))
  author.tell(`broadcast to ${patients} patients: ${pressed.is === 'refused' ? pressed.problem.code : pressed.is}`, [
    place.broadcastId,
  ])
  if (pressed.is !== 'done') return
  story.count('broadcasts')
  await letMinutePass(house, place.broadcastId)
  while (goesOn()) {
    const shown = await author.try(() => client.showBroadcast(place), { patienceMs: 2000 })
    if (shown.is === 'done' && shown.value.state === 'done') break
    if (shown.is === 'done' && shown.value.can.pause && dice.sometimes(0.05)) await rest(author, place)
    await pause(500)
  }
  return { ...place, patients }
}

async function rest(author: Person, place: Omit<Sending, 'patients'>): Promise<void> {
  const paused = await author.try(() => author.client.pauseBroadcast(place))
  author.tell(`paused the broadcast: ${paused.is}`, [place.broadcastId])
  await pause(author.dice.between(200, 2000))
  const resumed = await author.try(() => author.client.resumeBroadcast(place))
  author.tell(`went on with the broadcast: ${resumed.is}`, [place.broadcastId])
  author.story.count('broadcasts paused')
}

/** Nobody here waits a minute: it is over sooner, for the broadcast and for the job that begins it. */
async function letMinutePass(house: House, broadcastId: string): Promise<void> {
  for (;;) {
    try {
      await house.db.raw(`update broadcasts set due_at = now() where id = ? and state = 'waiting'`, [broadcastId])
      await house.db.raw(
        `select graphile_worker.add_job('sendBroadcast', json_build_object('broadcastId', cast(? as text)))`,
        [broadcastId],
      )
      return
    } catch {
      await pause(300)
    }
  }
}
