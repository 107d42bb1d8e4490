import { countPatients } from '../broadcasts/patientsOf.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import { presentUnit } from '../groups/present.ts'
import { showUnit } from '../groups/showUnit.ts'
import type { Scene } from '../http/scene.ts'
import { countUnreachable } from '../patients/listUnreachable.ts'
import { addressesWanted, unitDetail, type Launch } from './contract.ts'
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
  const { none, bouncing, unverified } = await countUnreachable(scene, id, { kind: 'patient' })
  const verified = patients - none - bouncing - unverified
  const done = patients > 0 && verified * 100 >= patients * addressesWanted
  return { done, patients, verified, unverified, bouncing, none }
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

async function broadcastOf({ trx }: Scene, { id }: Group): Promise<Launch['broadcast']> {
  type Found = Omit<NonNullable<Launch['broadcast']['latest']>, 'at'> & { at: Date | null }
  const [latest] = await rows<Found>(
    trx,
    `select id, state, coalesce(ended_at, begun_at, sent_at) as at, patients, reached - gone as conversations
       from broadcasts where group_id = :id
      order by state = 'done' desc, case when state = 'done' then ended_at end, changed_at desc, id limit 1`,
    { id },
  )
  return {
    done: latest?.state === 'done',
    latest: latest ? { ...latest, at: latest.at?.toISOString() ?? null } : null,
  }
}
