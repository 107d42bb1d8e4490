import { countPatients } from '../broadcasts/patientsOf.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import { presentUnit } from '../groups/present.ts'
import { showUnit } from '../groups/showUnit.ts'
import type { Scene } from '../http/scene.ts'
import { countUnreachable } from '../patients/listUnreachable.ts'
import { addressesWanted, launchReach, unitDetail, type Launch } from './contract.ts'
import { countStaff, staffSteps } from './staffSteps.ts'

/** Each step as the data has it at this moment: nothing is remembered as done. */
export async function showLaunch(scene: Scene, unit: Group): Promise<Launch> {
  const staff = await countStaff(scene, unit)
  const { messagingOn, defaultContact, settings } = presentUnit(await showUnit(scene, unit.id))
  const missing = unitDetail.options.filter((name) => !settings[name]?.length)
  return {
    ...staffSteps(staff),
    contact: { done: messagingOn && defaultContact !== null, messagingOn, defaultContact },
    addresses: await addressesOf(scene, unit),
    details: { done: missing.length === 0, missing },
    staffTold: {
      done: staff.recipients > 0 && staff.toTell === 0,
      ...{ recipients: staff.others, toTell: staff.toTell, last: await lastTelling(scene, unit) },
    },
    news: await newsOf(scene, unit),
    broadcast: await broadcastOf(scene, unit),
  }
}

async function addressesOf(scene: Scene, { id }: Group): Promise<Launch['addresses']> {
  const patients = await countPatients(scene.trx, id)
  const { none, bouncing, unwanted, unverified } = await countUnreachable(scene, id, { kind: 'patient' })
  const verified = patients - none - bouncing - unwanted - unverified
  const done = patients > 0 && verified * 100 >= patients * addressesWanted
  return { done, patients, verified, unverified, unwanted, bouncing, none }
}

async function lastTelling({ trx }: Scene, { id }: Group): Promise<Launch['staffTold']['last']> {
  const [last] = await rows<{ by: string; at: Date }>(
    trx,
    `select m.author_name as by, l.at from launch_conversations l
       join messages m on m.conversation_id = l.conversation_id and m.seq = 1
      where l.group_id = :id order by l.at desc limit 1`,
    { id },
  )
  return last ? { by: last.by, at: last.at.toISOString() } : null
}

/** Only the unit's own: what a specialty writes for all its units is hardly about this launch. */
async function newsOf({ trx }: Scene, { id }: Group): Promise<Launch['news']> {
  const [item] = await rows<NonNullable<Launch['news']['item']>>(
    trx,
    `select n.id, n.shows_from as "showsFrom",
            case when n.published_at is null then 'draft' when n.shows_from > today then 'scheduled' else 'showing' end as state
       from news_items n, cast(now() at time zone 'Europe/London' as date) as today
      where n.group_id = :id and n.audience <> 'staff' and n.withdrawn_at is null and n.shows_until >= today
      order by n.published_at is null, n.shows_from, n.id limit 1`,
    { id },
  )
  return { done: item !== undefined && item.state !== 'draft', item: item ?? null }
}

type Sent = Omit<NonNullable<Launch['broadcast']['latest']>, 'at'> & { at: Date | null; isLaunch: boolean }

/**
 * A message about something else, or one to the few patients whom the unit had then, was no launch: it is what was begun with
 * the launch text; or, in words of the unit's own, what nearly as many have as are patients today.
 */
async function broadcastOf({ trx }: Scene, { id: groupId }: Group): Promise<Launch['broadcast']> {
  const [finished] = await rows<Sent>(
    trx,
    `${sent} where group_id = :groupId and state = 'done'
      order by begun_as_launch desc, case when begun_as_launch then ended_at end, ended_at desc, id limit 1`,
    { groupId },
  )
  if (
    finished &&
    (finished.isLaunch || finished.conversations * 100 >= (await countPatients(trx, groupId)) * launchReach)
  )
    return { done: true, latest: inUtc(finished) }
  const [latest] = await rows<Sent>(
    trx,
    // A draft about something else is somebody's unfinished work, and nothing that this step leads to.
    `${sent} where group_id = :groupId and (state <> 'draft' or begun_as_launch)
      order by state = 'done', begun_as_launch desc, changed_at desc, id limit 1`,
    { groupId },
  )
  return { done: false, latest: latest ? inUtc(latest) : null }
}

const sent = `
  select id, state, coalesce(ended_at, begun_at, sent_at) as at, patients, reached - gone as conversations,
         begun_as_launch as "isLaunch"
    from broadcasts`

function inUtc({ isLaunch: _, at, ...broadcast }: Sent) {
  return { ...broadcast, at: at?.toISOString() ?? null }
}
