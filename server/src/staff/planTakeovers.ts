/** Which conversations somebody leaves with their membership, and who takes each of them over. */
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import { isInPatientsUnit } from '../groups/mayJoin.ts'
import type { Scene } from '../http/scene.ts'
import { holdStill } from './holdStill.ts'
import type { Leaver } from './leavers.ts'

/** One leaver in one conversation. */
export interface Place {
  conversationId: string
  groupId: string
  leaverId: string
  /** Takes part from now on, or did already; null when nobody needs to or may. */
  takerId: string | null
}

/**
 * The conversations are locked afterwards, and so are the memberships of those who take over: nothing that was decided
 * here changes before it is written. The leavers' memberships must be locked, so that they come into no other
 * conversation meanwhile.
 */
export async function planTakeovers(
  scene: Scene,
  unit: Pick<Group, 'id'>,
  leavers: Leaver[],
  endingIds: string[],
): Promise<Place[]> {
  const { trx } = scene
  const bindings = { unitId: unit.id, leavers: asRows(leavers) }
  const found = await rows<{ id: string }>(
    trx,
    `with ${places} select distinct conversation_id as id from places order by id`,
    bindings,
  )
  await holdStill(
    scene,
    'conversations',
    found.map(({ id }) => id),
  )
  const decide = () =>
    rows<Place & { leavesPatientAlone: boolean }>(trx, decision, {
      ...bindings,
      endingIds,
      leaverIds: leavers.map(({ accountId }) => accountId),
    })
  const first = await decide()
  const held = await holdTakers(scene, first)
  // They may have gone while this waited for them.
  const decided = await decide()
  if (decided.some(({ takerId }) => takerId && !held.has(takerId))) throw new Problem('changedMeanwhile')
  if (decided.some(({ leavesPatientAlone }) => leavesPatientAlone)) throw new Problem('needsDefaultContact')
  return decided
}

async function holdTakers(scene: Scene, planned: Place[]): Promise<Set<string>> {
  const takerIds = new Set(planned.flatMap(({ takerId }) => takerId ?? []))
  const memberships = await rows<{ id: string }>(
    scene.trx,
    'select id from memberships where account_id = any(:accountIds) and ended_at is null',
    { accountIds: [...takerIds] },
  )
  const ids = memberships.map(({ id }) => id)
  await holdStill(scene, 'memberships', ids, { shared: true })
  return takerIds
}

function asRows(leavers: Leaver[]): string {
  return JSON.stringify(
    leavers.map(({ accountId, altogether, takesOverId }) => ({
      account_id: accountId,
      altogether,
      takes_over_id: takesOverId,
    })),
  )
}

// Those of the unit; of who leaves altogether, all of them; and those of other units that only this membership gave
// access to, which the end of the membership would take away without a word.
const places = `
  leaving as materialized (
    select * from jsonb_to_recordset(cast(:leavers as jsonb))
               as one (account_id uuid, altogether boolean, takes_over_id uuid)
  ), taking_part as materialized (
    select p.conversation_id, p.group_id, p.account_id, p.archived, one.altogether, one.takes_over_id,
           (select patient.account_id from participants patient
             where patient.conversation_id = p.conversation_id and patient.account_kind = 'patient') as patient_id
      from leaving one join participants p on p.account_id = one.account_id and p.left_at is null
  ), places as materialized (
    select * from taking_part
     where altogether or group_id = :unitId
        or not exists (
          select from memberships theirs
           where theirs.account_id = taking_part.account_id and theirs.ended_at is null and theirs.group_id <> :unitId
             and (theirs.group_id = taking_part.group_id or taking_part.patient_id is null
               or exists (select from memberships patients
                           where patients.account_id = taking_part.patient_id and patients.ended_at is null
                             and patients.group_id = theirs.group_id)))
  )`

/** R4, for when the leavers have gone: staff of one of the patient's units; among staff, of the conversation's group. */
const mayTakePart = `
  a.closed_at is null and m.ended_at is null and m.role <> 'patient' and m.id <> all(cast(:endingIds as uuid[]))
  and not (place.group_id = :unitId and m.account_id = any(:leaverIds))
  and case when place.patient_id is null then m.group_id = place.group_id
           else ${isInPatientsUnit('m', 'place.patient_id')} end`

const chosen = `(
  select m.account_id from memberships m join accounts a on a.id = m.account_id
   where m.account_id = place.takes_over_id and ${mayTakePart} limit 1)`

const defaultContact = `(
  select m.account_id from groups g join memberships m on m.id = g.default_contact_id
    join accounts a on a.id = m.account_id
   where g.id = place.group_id and ${mayTakePart})`

/** A patient who is in no unit any more is left with nobody: nobody may come in. */
const isPatientSomewhere = `exists (
  select from memberships patients where patients.account_id = place.patient_id and patients.ended_at is null)`

/** Whoever there is, rather than that a patient writes to nobody. */
const anybody = `(
  select m.account_id from memberships m join accounts a on a.id = m.account_id join groups g on g.id = m.group_id
   where m.group_id in (select place.group_id union all
                        select patients.group_id from memberships patients
                         where patients.account_id = place.patient_id and patients.ended_at is null)
     and ${mayTakePart}
   order by g.default_contact_id is not distinct from m.id desc, m.role = 'staff', m.receives desc, m.sort_name, m.id
   limit 1)`

// Open conversations always go to somebody; archived ones only when their patient would be left alone. In another unit
// its own default messaging contact comes first.
const decision = `
  with ${places}
  select place.conversation_id as "conversationId", place.group_id as "groupId", place.account_id as "leaverId",
         taker.id as "takerId", alone.yes and taker.id is null and ${isPatientSomewhere} as "leavesPatientAlone"
    from places place
    cross join lateral (
      select place.patient_id is not null and not exists (
        select from participants other join accounts a on a.id = other.account_id
         where other.conversation_id = place.conversation_id and other.account_kind = 'staff' and other.left_at is null
           and a.closed_at is null and other.account_id <> all(:leaverIds)) as yes
    ) alone
    cross join lateral (
      select case when alone.yes or not place.archived then
        coalesce(
          case when place.group_id = :unitId then ${chosen} end, ${defaultContact}, ${chosen},
          case when alone.yes then ${anybody} end)
      end as id
    ) taker
   order by place.conversation_id, place.account_id`
