import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { asCandidate, refuseClosed, type Known } from './asCandidate.ts'
import type { Lookups } from './Lookups.ts'

interface Alike extends Known {
  line: number
  /** Not only a similar name. */
  isExact: boolean
}

/**
 * Somebody of the same name and date of birth may be the same person: a patient of this unit, or, when no NHS number tells
 * them apart, of any other. Among the unit's own patients a similar name will do, for a slip of the hand must not make one
 * person two; of another unit's it would give away who is known there. Whoever adds them has to decide.
 */
export async function offerTheSame(scene: Scene, unit: Group, lookups: Lookups, fresh: Row[]): Promise<void> {
  const unclear = fresh.filter(({ joins, candidates, errors, wanted: { firstName, lastName, dateOfBirth } }) => {
    return (
      !joins &&
      candidates.length === 0 &&
      firstName &&
      lastName &&
      dateOfBirth &&
      !errors.some(({ column }) => column === 'nhsNumber')
    )
  })
  // Of others only those without a number are looked for elsewhere.
  const [numbered, unnumbered] = [true, false].map((is) =>
    unclear.filter(({ wanted }) => Boolean(wanted.nhsNumber) === is),
  )
  const admitted = await lookups.admit(unnumbered!, 'name')
  const answered = new Set([...numbered!, ...admitted.map(({ row }) => row)])
  const alike = await offer(
    scene,
    unit,
    unclear.filter((row) => answered.has(row)),
  )
  const elsewhere = ({ line }: Row) => (alike.get(line) ?? []).filter(({ isHere }) => !isHere)
  await lookups.noteFound(admitted.flatMap(({ row, details }) => elsewhere(row).map(({ id }) => ({ details, id }))))
}

/** Returns who is alike, by line. */
async function offer(scene: Scene, unit: Group, unclear: Row[]): Promise<Map<number, Alike[]>> {
  if (unclear.length === 0) return new Map()
  const asked = JSON.stringify(
    unclear.map(({ line, wanted: { firstName, lastName, dateOfBirth, nhsNumber, email = '' } }) => ({
      ...{ line, name: `${firstName} ${lastName}`, first: firstName, last: lastName, born: dateOfBirth, email },
      has_number: Boolean(nhsNumber),
    })),
  )
  const byLine = Map.groupBy(await rows<Alike>(scene.trx, whoIsAlike, { asked, unitId: unit.id }), ({ line }) => line)
  for (const row of unclear) {
    const alike = byLine.get(row.line) ?? []
    if (alike.length > 0) decide(row, alike)
    row.candidates.push(...alike.map((one) => asCandidate(row, one)))
  }
  await refuseClosed(scene, unclear)
  await refuseTwins(scene.trx, unclear, asked)
  return byLine
}

function decide(row: Row, alike: Alike[]): void {
  if (row.decided === null) return
  const chosen = alike.find(({ id }) => id === row.decided)
  if (chosen?.isHere) refuse(row, null, `${chosen.firstName} ${chosen.lastName} is on the list already.`)
  else if (chosen) row.joins = chosen.id
  else if (row.decided) refuse(row, null, 'This person is not one of those who may be the same. Choose again.')
  else if (alike.some(({ isHere }) => isHere)) {
    const name = alike.some(({ isHere, isExact }) => isHere && isExact) ? 'this name' : 'a similar name'
    refuse(row, null, `A patient of this unit has ${name} and date of birth. Say whether it is the same person.`)
  } else
    refuse(row, null, 'Somebody of this name and date of birth is known already. Say whether it is the same person.')
}

/** Two new rows of one name and date of birth, unless two NHS numbers, or whoever adds them, says that they are two. */
async function refuseTwins(trx: Scene['trx'], unclear: Row[], asked: string): Promise<void> {
  const keys = await rows<{ line: number; key: string }>(
    trx,
    `select line, fold(name) || ' ' || born as key from jsonb_to_recordset(cast(:asked as jsonb)) as w (line int, name text, born text)`,
    { asked },
  )
  const keyOf = new Map(keys.map(({ line, key }) => [line, key]))
  const first = new Map<string, Row>()
  for (const row of unclear) {
    const other = first.get(keyOf.get(row.line)!)
    if (!other) first.set(keyOf.get(row.line)!, row)
    else if (row.decided !== null && !(row.wanted.nhsNumber && other.wanted.nhsNumber)) {
      refuse(
        row,
        null,
        `Row ${other.line} has the same name and date of birth. Leave one of them out, or add both NHS numbers.`,
      )
    }
  }
}

// An account that was added by mistake, taken back and never used is nobody. Two NHS numbers tell similar names apart.
const whoIsAlike = `
  with asked as (
    select * from jsonb_to_recordset(cast(:asked as jsonb))
        as w (line int, name text, first text, last text, born date, has_number boolean, email text)
  ), alike as (
    select w.line, w.has_number, w.email, a.id, true as is_exact
      from asked w
      join accounts a on a.date_of_birth = w.born and a.kind = 'patient'
                     and fold(a.first_name || ' ' || a.last_name) = fold(w.name)
    union all
    select w.line, w.has_number, w.email, a.id, false
      from asked w
      join accounts a on a.date_of_birth = w.born and a.kind = 'patient'
                     and fold(a.first_name || ' ' || a.last_name) <> fold(w.name)
      join memberships m on m.account_id = a.id and m.group_id = :unitId and m.ended_at is null
     where not (w.has_number and a.nhs_number is not null)
       and (similarity(fold(a.first_name || ' ' || a.last_name), fold(w.name)) > 0.55
            or (fold(a.last_name) = fold(w.last) and left(fold(a.first_name), 1) = left(fold(w.first), 1)))
  )
  select w.line, a.id, a.first_name as "firstName", a.last_name as "lastName", w.is_exact as "isExact",
         coalesce(here.is_here, false) and a.closed_at is null as "isHere", here.is_here is not null as "wasHere",
         true as "hasThisName", w.email = '' or lower(w.email) = lower(coalesce(a.email, '')) as "hasThisAddress"
    from alike w
    join accounts a on a.id = w.id
   cross join lateral (select bool_or(m.ended_at is null) as is_here from memberships m
                        where m.account_id = a.id and m.group_id = :unitId) as here
   where (coalesce(here.is_here, false) and a.closed_at is null)
      or (w.is_exact and not w.has_number
          and (a.closed_at is null or exists (select from sessions s where s.account_id = a.id)
                                   or exists (select from participants p where p.account_id = a.id)))
   order by w.line, w.is_exact desc, a.id`
