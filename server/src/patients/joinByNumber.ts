import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { dayInWords } from './dayInWords.ts'

interface Owner {
  id: string
  nhsNumber: string
  firstName: string
  lastName: string
  dateOfBirth: string | null
  isHere: boolean
  wasHere: boolean
}

/**
 * An NHS number is one person's: who has it joins this unit, if the date of birth is theirs too. What was typed is all
 * that is ever shown of somebody from another unit.
 */
export async function joinByNumber({ trx }: Scene, unit: Group, fresh: Row[]): Promise<void> {
  const numbered = fresh.filter(({ wanted }) => wanted.nhsNumber)
  if (numbered.length === 0) return
  const found = await rows<Owner>(
    trx,
    `select a.id, a.nhs_number as "nhsNumber", a.first_name as "firstName", a.last_name as "lastName",
            a.date_of_birth as "dateOfBirth",
            exists (select from memberships m where m.account_id = a.id and m.group_id = :unitId and m.ended_at is null)
              and a.closed_at is null as "isHere",
            exists (select from memberships m where m.account_id = a.id and m.group_id = :unitId) as "wasHere"
       from accounts a where a.nhs_number = any(:numbers)`,
    { unitId: unit.id, numbers: numbered.map(({ wanted }) => wanted.nhsNumber) },
  )
  const owners = new Map(found.map((owner) => [owner.nhsNumber, owner]))
  for (const row of numbered) {
    const owner = owners.get(row.wanted.nhsNumber!)
    if (owner) join(row, owner)
  }
}

function join(row: Row, owner: Owner): void {
  const { firstName = '', lastName = '', dateOfBirth } = row.wanted
  if (owner.isHere) {
    const name = `${owner.firstName} ${owner.lastName}`
    refuse(row, 'nhsNumber', `${name} has this NHS number and is on the list already. Change their row instead.`)
  } else if (dateOfBirth && owner.dateOfBirth !== dateOfBirth) {
    refuse(row, 'nhsNumber', 'This NHS number does not go with this date of birth. Check both.')
  } else if (dateOfBirth) {
    const about = `born ${dayInWords(dateOfBirth)}, ${whereFrom(owner)}`
    row.candidates.push({ id: owner.id, name: `${firstName} ${lastName}`.trim(), about })
    if (row.decided === undefined || row.decided === owner.id) row.joins = owner.id
    else refuse(row, 'nhsNumber', 'This NHS number is that of the person shown. Check it, or leave it empty.')
  }
}

export const whereFrom = ({ wasHere }: { wasHere: boolean }) =>
  wasHere ? 'has been a patient of this unit' : 'a patient of another unit'
