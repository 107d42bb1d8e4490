import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { dayInWords } from './dayInWords.ts'

interface Known {
  id: string
  username: string
  nhsNumber: string | null
  firstName: string
  lastName: string
  dateOfBirth: string | null
}

/**
 * Which patients of the unit the cells of a file name: by the decision that it is somebody who is here already, else by the
 * username, else by the NHS number. Anybody else is new.
 */
export async function identifyPatients({ trx }: Scene, unit: Group, asked: Row[]): Promise<Map<number, string>> {
  const known = await findNamed(trx, unit, asked)
  const byId = new Map(known.map((one) => [one.id, one]))
  const byUsername = new Map(known.map((one) => [one.username.toLowerCase(), one]))
  const byNhsNumber = new Map(known.map((one) => [one.nhsNumber, one]))
  const identified = new Map<number, string>()
  for (const row of asked) {
    const { username, nhsNumber } = row.wanted
    const named = byId.get(row.decided ?? '') ?? byUsername.get((username ?? '').toLowerCase())
    const numbered = nhsNumber ? byNhsNumber.get(nhsNumber) : undefined
    const found = named ?? numbered
    if (!found) continue
    if (!named && looksLikeSomebodyElse(row, found)) {
      refuse(
        row,
        'nhsNumber',
        `This NHS number is that of ${found.firstName} ${found.lastName}, born ${dayInWords(found.dateOfBirth)}. Check the number. If you mean them, put in their username (${found.username}).`,
      )
    }
    // A username says who is meant and is not changed by it: however it is written, or left empty.
    if (username === '' || username?.toLowerCase() === found.username.toLowerCase() || byId.has(row.decided ?? '')) {
      row.wanted.username = found.username
    }
    identified.set(row.line, found.id)
  }
  return identified
}

/** A valid number in the wrong row would make one patient of another: so a number alone does not change everything. */
function looksLikeSomebodyElse({ wanted }: Row, { lastName, dateOfBirth }: Known): boolean {
  const differs = (typed: string | undefined, now: string | null) =>
    Boolean(typed) && typed!.toLowerCase() !== now?.toLowerCase()
  return differs(wanted.lastName, lastName) && differs(wanted.dateOfBirth, dateOfBirth)
}

function findNamed(trx: Scene['trx'], unit: Group, asked: Row[]): Promise<Known[]> {
  const usernames = asked.map(({ wanted }) => (wanted.username ?? '').toLowerCase()).filter(Boolean)
  const nhsNumbers = asked.map(({ wanted }) => wanted.nhsNumber ?? '').filter(Boolean)
  const decided = asked.map(({ decided }) => decided).filter(Boolean)
  if (usernames.length + nhsNumbers.length + decided.length === 0) return Promise.resolve([])
  return rows<Known>(
    trx,
    `with named as (
       select id from accounts where lower(username) = any(cast(:usernames as text[]))
       union select id from accounts where nhs_number = any(cast(:nhsNumbers as text[]))
       union select id from accounts where id = any(cast(:decided as uuid[]))
     )
     select a.id, a.username, a.nhs_number as "nhsNumber", a.first_name as "firstName", a.last_name as "lastName",
            a.date_of_birth as "dateOfBirth"
       from named
       join memberships m on m.account_id = named.id
       join accounts a on a.id = named.id
      where m.group_id = :unitId and m.role = 'patient' and m.ended_at is null and a.closed_at is null`,
    { unitId: unit.id, usernames, nhsNumbers, decided },
  )
}
