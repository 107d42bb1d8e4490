import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ids } from '../data/people.ts'
import { median, p95 } from '../figures.ts'
import type { Measure } from '../Measure.ts'
import { inTurn, steadily, timed } from '../rounds.ts'
import type { Scene } from '../Scene.ts'
import { bareBroadcast } from './bareBroadcast.ts'
import { findSenders, send } from './senders.ts'

export const s4: Measure = {
  id: 'S4',
  what: 'a broadcast to every patient, complete, against one INSERT of the same rows',
  bar: { is: 'at most', value: 2, unit: 'x' },
  needs: ['worker'],
  needsFullScale: true,
  async run(scene) {
    const took = await inTurn(
      scene.rounds,
      {
        product: () => broadcast(scene),
        bare: async () => {
          const draft = await saveDraft(scene)
          return timed(() => bareBroadcast(scene, draft))
        },
      },
      // Of the full size each side takes a good part of a minute, or minutes where others work as well.
      { warmUp: false, within: scene.quick ? 5 : 200, say: scene.say },
    )
    const others = await meanwhile(scene)
    return {
      measured: median(took.product) / median(took.bare),
      detail: {
        patients: scene.scale.manyPatients,
        rounds: took.bare.length,
        'broadcast in s': median(took.product) / 1000,
        'bare INSERT in s': median(took.bare) / 1000,
        'each round, broadcast/bare in s': took.product
          .map((ms, round) => `${(ms / 1000).toFixed(1)}/${(took.bare[round]! / 1000).toFixed(1)}`)
          .join(' '),
        ...others,
      },
    }
  },
}

/** With the text that the product offers, unlike any other by its first line only. */
async function saveDraft({ as, sql }: Scene) {
  const admin = await as(ids.adminOfManyPatients)
  // What went out a day ago is no twin.
  await sql(`update broadcasts set sent_at = sent_at - interval '2 days', due_at = due_at - interval '2 days'`)
  const place = { unitId: ids.manyPatients, broadcastId: randomUUID() }
  const { subject, text } = await admin.showLaunchText({ unitId: ids.manyPatients })
  const { version } = await admin.saveBroadcast({
    ...place,
    ...{ version: 0, subject, text: `${randomUUID()}\n\n${text}`, replies: { to: 'default_contact' }, keepUntil: null },
  })
  return { ...place, version }
}

/** From the end of the minute until everybody has their conversation and every e-mail is in line; in milliseconds. */
async function broadcast(scene: Scene): Promise<number> {
  const { sql } = scene
  const admin = await scene.as(ids.adminOfManyPatients)
  const { version, ...place } = await saveDraft(scene)
  await admin.sendBroadcast({ ...place, version, patients: scene.scale.manyPatients })
  await sql(`update broadcasts set due_at = now() where id = $1`, [place.broadcastId])
  const took = await timed(async () => {
    await sql(`select graphile_worker.add_job('sendBroadcast', json_build_object('broadcastId', cast($1 as uuid)))`, [
      place.broadcastId,
    ])
    await untilLinedUp(scene, place.broadcastId)
  })
  await mustBeWhole(scene, place.broadcastId)
  // Its e-mails would go on for hours.
  await admin.stopBroadcast(place)
  while (await anyJob(scene, 'holdBroadcast')) await pause(100)
  return took
}

async function untilLinedUp(scene: Scene, broadcastId: string): Promise<void> {
  for (;;) {
    const [{ reached }] = (await scene.sql<{ reached: boolean }>(
      'select begun_at is not null and reached = patients as reached from broadcasts where id = $1',
      [broadcastId],
    )) as [{ reached: boolean }]
    if (reached && !(await anyJob(scene, 'notifyOfBroadcast'))) return
    await pause(50)
  }
}

async function anyJob({ sql }: Scene, name: string): Promise<boolean> {
  const [found] = await sql<{ any: boolean }>(
    'select exists (select from graphile_worker.jobs where task_identifier = $1) as any',
    [name],
  )
  return found!.any
}

async function mustBeWhole({ sql, scale }: Scene, broadcastId: string): Promise<void> {
  const [counted] = await sql<Record<'conversations' | 'deliveries', number>>(
    `select (select count(*)::int from broadcast_patients p join conversations c on c.id = p.conversation_id
              where p.broadcast_id = $1) as conversations,
            (select count(*)::int from deliveries where broadcast_id = $1) as deliveries`,
    [broadcastId],
  )
  if (counted!.conversations !== scale.manyPatients || counted!.deliveries !== scale.manyPatients)
    throw new Error(`The broadcast is not whole: ${JSON.stringify(counted)}`)
}

/** How others' sending and reading goes while a broadcast goes out, against a quiet time. */
async function meanwhile(scene: Scene): Promise<Record<string, number>> {
  scene.say('others send and read: before')
  const before = await othersWork(scene, steadyTurns(scene.quick ? 20 : 100), 4000)
  scene.say('others send and read: during a broadcast')
  let going = true
  const [during] = await Promise.all([
    othersWork(scene, () => going, 5000),
    broadcast(scene).finally(() => (going = false)),
  ])
  return {
    'others sending before, p95 in ms': p95(before.sending),
    'others sending meanwhile, p95 in ms': p95(during.sending),
    'others sending before, median in ms': median(before.sending),
    'others sending meanwhile, median in ms': median(during.sending),
    'others reading before, p95 in ms': p95(before.reading),
    'others reading meanwhile, p95 in ms': p95(during.reading),
    'others reading before, median in ms': median(before.reading),
    'others reading meanwhile, median in ms': median(during.reading),
  }
}

const steadyTurns = (most: number) => (turn: number) => turn < most

/** Ten messages and ten pages of inboxes a second. */
async function othersWork(scene: Scene, goesOn: (turn: number) => boolean, from: number) {
  const senders = await findSenders(scene, 1000, { from })
  const clients = await Promise.all(senders.map(({ accountId }) => scene.as(accountId)))
  const reader = await scene.as(ids.manyConversations)
  const [sending, reading]: number[][] = [[], []]
  await steadily(10, goesOn, async (turn) => {
    const place = turn % senders.length
    sending!.push(await timed(() => send(clients[place]!, senders[place]!)))
    reading!.push(await timed(() => reader.listConversations({ limit: 50 })))
  })
  return { sending: sending!, reading: reading! }
}
