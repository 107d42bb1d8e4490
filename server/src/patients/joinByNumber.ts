import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { asCandidate, refuseClosed, type Known } from './asCandidate.ts'
import { limitGuesses } from './limitGuesses.ts'
import type { Lookups } from './Lookups.ts'

interface Owner extends Known {
  line: number
  dateOfBirth: string | null
}

/**
 * An NHS number is one person's: who has it joins this unit, if date of birth and name are theirs too and no other address
 * was typed. When only name or address differ, whoever adds them decides. What was typed is all that is ever shown of
 * somebody from another unit.
 */
export async function joinByNumber(scene: Scene, unit: Group, lookups: Lookups, fresh: Row[]): Promise<void> {
  const numbered = fresh.filter(({ wanted, errors }) => {
    return wanted.nhsNumber && !errors.some(({ column }) => column === 'nhsNumber')
  })
  const admitted = await lookups.admit(numbered, 'number')
  if (admitted.length === 0) return
  const asked = JSON.stringify(
    admitted.map(({ row: { line, wanted } }) => {
      const { nhsNumber, firstName = '', lastName = '', email = '' } = wanted
      return {
        ...{ line, number: nhsNumber, name: `${firstName} ${lastName}`, email },
      }
    }),
  )
  const found = await rows<Owner>(scene.trx, whoseNumbers, { asked, unitId: unit.id })
  const owners = new Map(found.map((owner) => [owner.line, owner]))
  const ownerOf = ({ line }: Row) => owners.get(line)
  const answered = await limitGuesses(scene, unit, lookups, admitted, (row) => {
    const owner = ownerOf(row)
    return owner !== undefined && isGuessedWrong(row, owner)
  })
  const known = answered.flatMap(({ row, details }) => (ownerOf(row) ? [{ row, details, owner: ownerOf(row)! }] : []))
  for (const { row, owner } of known) join(row, owner)
  // With a wrong date, too, they are told that the number is somebody's.
  await lookups.noteFound(
    known
      .filter(({ row, owner }) => !owner.isHere && row.wanted.dateOfBirth)
      .map(({ details, owner }) => ({ details, id: owner.id })),
  )
  await refuseClosed(
    scene,
    known.map(({ row }) => row),
  )
}

function isGuessedWrong({ wanted }: Row, { isHere, dateOfBirth }: Owner): boolean {
  return !isHere && Boolean(wanted.dateOfBirth) && dateOfBirth !== wanted.dateOfBirth
}

function join(row: Row, owner: Owner): void {
  if (owner.isHere) {
    const name = `${owner.firstName} ${owner.lastName}`
    refuse(row, 'nhsNumber', `${name} has this NHS number and is on the list already. Change their row instead.`)
  } else if (isGuessedWrong(row, owner)) {
    refuse(row, 'nhsNumber', 'This NHS number does not go with this date of birth. Check both.')
  } else if (row.wanted.dateOfBirth) {
    decide(row, owner)
    row.candidates.push(asCandidate(row, owner))
  }
}

function decide(row: Row, owner: Owner): void {
  if (row.decided === owner.id) row.joins = owner.id
  else if (row.decided !== undefined) {
    refuse(row, 'nhsNumber', 'This NHS number is that of the person shown. Check it, or leave it empty.')
  } else if (owner.hasThisName && owner.hasThisAddress) row.joins = owner.id
  else {
    const what = owner.hasThisName ? 'with another e-mail address' : 'under another name'
    refuse(row, null, `This NHS number and date of birth are known ${what}. Say whether it is the same person.`)
  }
}

const whoseNumbers = `
  select w.line, a.id, a.first_name as "firstName", a.last_name as "lastName", a.date_of_birth as "dateOfBirth",
         exists (select from memberships m where m.account_id = a.id and m.group_id = :unitId and m.ended_at is null)
           and a.closed_at is null as "isHere",
         exists (select from memberships m where m.account_id = a.id and m.group_id = :unitId) as "wasHere",
         fold(a.first_name || ' ' || a.last_name) = fold(w.name) as "hasThisName",
         w.email = '' or lower(w.email) = lower(coalesce(a.email, '')) as "hasThisAddress"
    from jsonb_to_recordset(cast(:asked as jsonb)) as w (line int, number text, name text, email text)
    join accounts a on a.nhs_number = w.number`
