/** People who are new on the staff list: what they need, and whether they are somebody who exists already (R10). */
import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { makeUsernames, problemOfUsername, takenUsernames } from '../changesets/usernames.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import { canChangeAccount, type TheirMembership } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'

/** What belongs to the account of somebody who exists, and is not changed by their joining a unit. */
const ofTheAccount = ['username', 'firstName', 'lastName', 'email']

export async function checkNewStaff(scene: Scene, unit: Group, all: Row[]): Promise<void> {
  const added = all.filter(({ person, errors }) => person === null && errors.every(({ column }) => column !== null))
  if (added.length === 0) return
  for (const row of added) completeNew(row)
  refuseDoubles(added)
  await findCandidates(scene, unit, added)
  for (const row of added) decide(row)
  refuseJoiningTwice(added)
  await giveUsernames(scene, added)
}

function completeNew(row: Row): void {
  const { wanted, changes, errors } = row
  if (!wanted.firstName) refuse(row, 'firstName', 'Enter the first name.')
  if (!wanted.lastName) refuse(row, 'lastName', 'Enter the last name.')
  if (wanted.close) refuse(row, 'close', 'Somebody new cannot be closed. Empty this cell, or leave the row out.')
  delete changes.takesOver
  // What could not be read stays as it was typed, and is no default.
  const isUnread = (id: string) => errors.some(({ column }) => column === id)
  if (!isUnread('role')) changes.role = wanted.role || 'staff'
  if (!isUnread('isRecipient')) changes.isRecipient = wanted.isRecipient || 'no'
  if (changes.isDefaultContact === 'no') delete changes.isDefaultContact
}

const nameOf = ({ wanted }: Row) => `${wanted.firstName ?? ''} ${wanted.lastName ?? ''}`.trim().toLowerCase()
const addressOf = ({ wanted }: Row) => (wanted.email ?? '').toLowerCase()

function refuseDoubles(added: Row[]): void {
  const byAddress = new Map<string, Row>()
  const byName = new Map<string, Row>()
  for (const row of added) {
    const sameAddress = addressOf(row) ? byAddress.get(addressOf(row)) : undefined
    const sameName = byName.get(nameOf(row))
    if (sameAddress) refuse(row, 'email', `Row ${sameAddress.line} has the same address. Keep one of the two rows.`)
    else if (sameName && !(addressOf(row) && addressOf(sameName)))
      refuse(
        row,
        'lastName',
        `Row ${sameName.line} has the same name. If they are two people, give each an e-mail address.`,
      )
    if (addressOf(row)) byAddress.set(addressOf(row), row)
    byName.set(nameOf(row), row)
  }
}

interface Match {
  line: number
  id: string
  name: string
  about: string
  isHere: boolean
  by: 'username' | 'email' | 'name'
  /** By their address, which they have proved, and by their name as well; and nobody else has the address. */
  isCertain: boolean
  /** Their memberships of specialties and Central Support. */
  above: TheirMembership[]
}

/** Staff anywhere with this username, address or name; what is said of them is what colleagues may know. */
async function findCandidates({ trx, actor }: Scene, unit: Group, added: Row[]): Promise<void> {
  const matches = await rows<Match>(
    trx,
    `with wanted as materialized (
       select w.line, lower(w.username) as username, lower(w.email) as email, fold(w.first_name || ' ' || w.last_name) as name
         from jsonb_to_recordset(cast(:wanted as jsonb)) as w (line integer, username text, email text, first_name text, last_name text)
     ), found as (
       select w.line, a.id, 'username' as by, 1 as rank from wanted w join accounts a on lower(a.username) = w.username
        where w.username <> '' and a.kind = 'staff' and a.closed_at is null
       union all
       select w.line, a.id, 'email', 2 from wanted w join accounts a on lower(a.email) = w.email
        where w.email <> '' and a.kind = 'staff' and a.closed_at is null
       union all
       select w.line, m.account_id, 'name', 3 from wanted w join memberships m on m.folded_name = w.name
         join accounts a on a.id = m.account_id
        where w.name <> '' and m.role <> 'patient' and a.closed_at is null
     )
     select distinct on (f.line, f.id) f.line, f.id, f.by, a.first_name || ' ' || a.last_name as name,
            coalesce((select string_agg(concat_ws(', ', m.role_title, g.name), '; ' order by g.name)
                        from memberships m join groups g on g.id = m.group_id
                       where m.account_id = a.id and m.ended_at is null), 'has left') as about,
            exists (select from memberships m
                     where m.account_id = a.id and m.group_id = :unitId and m.ended_at is null) as "isHere",
            f.by = 'email' and a.email_verified_at is not null and a.email_bouncing_at is null
              and fold(a.first_name || ' ' || a.last_name) = wanted.name
              and not exists (select from found others where others.line = f.line and others.by = 'email' and others.id <> f.id)
              as "isCertain",
            (select coalesce(json_agg(json_build_object('role', m.role, 'groupId', m.group_id, 'groupKind', m.group_kind,
                                                        'specialtyId', null)), '[]')
               from memberships m
              where m.account_id = a.id and m.group_kind <> 'unit' and m.ended_at is null) as above
       from found f join accounts a on a.id = f.id join wanted using (line)
      order by f.line, f.id, f.rank`,
    {
      unitId: unit.id,
      wanted: JSON.stringify(
        added.map(({ line, wanted }) => ({
          ...{ line, username: wanted.username ?? '', email: wanted.email ?? '' },
          ...{ first_name: wanted.firstName ?? '', last_name: wanted.lastName ?? '' },
        })),
      ),
    },
  )
  const byLine = Map.groupBy(matches, ({ line }) => line)
  for (const row of added) judge(actor, row, byLine.get(row.line) ?? [])
}

function judge(actor: Scene['actor'], row: Row, matches: Match[]): void {
  const here = matches.find(({ isHere, by }) => isHere && by !== 'name')
  if (here) {
    const what = here.by === 'email' ? 'address' : 'username'
    return refuse(row, here.by, `${here.name} has this ${what} and is on the list already. Change their row instead.`)
  }
  const ranked = matches.toSorted((one, other) => Number(one.by === 'name') - Number(other.by === 'name'))
  row.candidates = ranked.slice(0, 5).map(({ id, name, about, isHere }) => ({
    ...{ id, name },
    about: isHere ? `${about}: on this list already` : about,
  }))
  const [known] = ranked
  const chosen = ranked.find(({ id }) => id === row.decided)
  if (row.decided === undefined && known?.isCertain) row.joins = known.id
  else if (row.decided === undefined && known)
    refuse(row, null, `There is ${known.name} (${known.about}) already. Say whether this is the same person.`)
  else if (chosen?.isHere) refuse(row, null, `${chosen.name} is on the list already.`)
  const joining = ranked.find(({ id }) => id === (row.joins ?? row.decided))
  if (joining && joining.above.length > 0 && !canChangeAccount(actor, joining.above))
    refuse(row, null, `${joining.name} has a role above yours. Central Support can add them to the unit.`)
}

function decide(row: Row): void {
  if (row.decided && !row.candidates.some(({ id }) => id === row.decided))
    return refuse(row, null, 'This person is not one of those who may be the same. Choose again.')
  row.joins ??= row.decided ?? null
  if (!row.joins) return
  for (const column of ofTheAccount) delete row.changes[column]
}

function refuseJoiningTwice(added: Row[]): void {
  const first = new Map<string, number>()
  for (const row of added) {
    if (!row.joins) continue
    const line = first.get(row.joins)
    if (line === undefined) first.set(row.joins, row.line)
    else refuse(row, null, `This is the same person as in row ${line}. Keep one of the two rows.`)
  }
}

async function giveUsernames({ trx }: Scene, added: Row[]): Promise<void> {
  const made = added.filter(({ joins }) => joins === null)
  const typed = made.filter(({ wanted }) => wanted.username)
  const taken = await takenUsernames(
    trx,
    typed.map(({ wanted }) => wanted.username!),
  )
  const seen = new Set<string>()
  for (const row of typed) {
    const username = row.wanted.username!.toLowerCase()
    const unfit = problemOfUsername(row.wanted.username!)
    if (unfit) refuse(row, 'username', unfit)
    else if (taken.has(username) || seen.has(username))
      refuse(row, 'username', 'Somebody else has this username. Choose another, or empty the cell and one is made.')
    seen.add(username)
  }
  const nameless = made.filter(({ wanted }) => !wanted.username && wanted.firstName && wanted.lastName)
  const usernames = await makeUsernames(
    trx,
    nameless.map(({ line, wanted }) => ({ line, firstName: wanted.firstName!, lastName: wanted.lastName! })),
    [...seen],
  )
  for (const row of nameless) row.changes.username = usernames.get(row.line)!
}
