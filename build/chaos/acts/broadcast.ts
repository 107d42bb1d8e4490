/** An admin writes to all patients of the clinic, over and over: draft, check, button, sometimes a pause, until it is done. */
import type { House } from '../House.ts'
import { rows } from '../../../server/src/db/rows.ts'
import { pause, type Outcome } from '../insist.ts'
import type { Mischief } from '../mischief.ts'
import type { Person } from '../Person.ts'
import type { Story } from '../Story.ts'

export interface Sending {
  broadcastId: string
  unitId: string
  patients: number
}

/** Returns what was sent, whether it is done by now or not. */
export async function writeToAll(
  { house, story, mischief }: { house: House; story: Story; mischief: Mischief },
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
  author.tell(`broadcast to ${patients} patients: ${saidOf(pressed)}`, [place.broadcastId])
  if (pressed.is !== 'done') return
  story.count('broadcasts')
  await letMinutePass(house, place.broadcastId)
  await strikeMeanwhile(house, mischief, author, place.broadcastId, goesOn)
  while (goesOn()) {
    const shown = await author.try(() => client.showBroadcast(place), { patienceMs: 2000 })
    if (shown.is === 'done' && shown.value.state === 'done') break
    if (shown.is === 'done' && shown.value.can.pause && dice.sometimes(0.05))
      await rest(author, { ...place, seen: shown.value.changedAt }, goesOn)
    await pause(500)
  }
  return { ...place, patients }
}

/** Kills that do not miss it: while conversations are being made, the workers, the servers and PostgreSQL. */
async function strikeMeanwhile(
  house: House,
  mischief: Mischief,
  { dice }: Person,
  broadcastId: string,
  goesOn: () => boolean,
): Promise<void> {
  while (goesOn()) {
    await pause(dice.between(50, 1000))
    const found = await rows<{ waits: boolean; goesOut: boolean }>(
      house.db,
      `select state = 'waiting' or reached = 0 as waits, state = 'sending' and reached < patients as "goesOut"
         from broadcasts where id = :broadcastId`,
      { broadcastId },
    ).catch(() => [])
    const [now] = found
    if (now && !now.waits && !now.goesOut) return
    if (!now?.goesOut) continue
    const kind = dice.one(['worker killed', 'worker killed', 'PostgreSQL killed', 'server killed'] as const)
    mischief.strike(kind, dice)
    // Whichever of the two is at it.
    if (kind === 'worker killed') mischief.strike(kind, dice)
  }
}

/** Until it goes on again: somebody who reads that it has moved on meanwhile looks again, and presses again. */
async function rest(
  author: Person,
  place: Omit<Sending, 'patients'> & { seen: string },
  goesOn: () => boolean,
): Promise<void> {
  const { client, dice, story } = author
  const paused = await author.try(() => client.pauseBroadcast(place))
  author.tell(`paused the broadcast: ${saidOf(paused)}`, [place.broadcastId])
  await pause(dice.between(200, 2000))
  while (goesOn()) {
    const shown = await author.try(() => client.showBroadcast(place))
    if (shown.is !== 'done' || !shown.value.can.resume) break
    const resumed = await author.try(() => client.resumeBroadcast({ ...place, seen: shown.value.changedAt }))
    author.tell(`went on with the broadcast: ${saidOf(resumed)}`, [place.broadcastId])
  }
  story.count('broadcasts paused')
}

const saidOf = (outcome: Outcome<unknown>) => (outcome.is === 'refused' ? outcome.problem.code : outcome.is)

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
