/** Everything about rows of patients that a single cell cannot know. */
import { problems } from '../contract/problem.ts'
import { changesAccount } from '../changesets/writeAccounts.ts'
import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import { membershipsOfAccounts } from '../groups/membershipsOfAccount.ts'
import { canChangeAccount } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import { checkNewPatients } from './checkNewPatients.ts'
import { checkUndoing } from './checkUndoing.ts'
import { Lookups } from './Lookups.ts'
import { didOf, takesBack } from './did.ts'

export async function checkPatients(scene: Scene, unit: Group, asked: Row[]): Promise<void> {
  // Somebody who is not on the list any more is wrong already, and is nobody new.
  const fresh = asked.filter(({ person, undoes, errors }) => {
    return !person && !undoes && !errors.some(({ column }) => column === null)
  })
  const changed = asked.filter((row) => row.person && !takesBack(row))
  keepUsernames(changed)
  refuseNumbersTwice([...fresh, ...changed])
  const lookups = new Lookups(scene, unit)
  await refuseNumbersOfOthers(scene, unit, lookups, changed)
  await checkNewPatients(scene, unit, lookups, fresh)
  await checkUndoing(
    scene,
    unit,
    asked.filter(({ person, undoes }) => person && undoes),
  )
  await refuseAccountsOfOthers(scene, changed)
  refuseFlooding([...fresh, ...changed])
}

/** An empty cell, or another way to write it, asks for nothing. */
function keepUsernames(changed: Row[]): void {
  for (const row of changed) {
    const { username } = row.changes
    if (username === undefined) continue
    const now = row.person!.cells.username!
    if (username !== '' && username.toLowerCase() !== now.toLowerCase()) {
      refuse(row, 'username', `A username cannot be changed. Put ${now} back, or leave the cell empty.`)
    }
    delete row.changes.username
  }
}

function refuseNumbersTwice(asked: Row[]): void {
  const first = new Map<string, number>()
  for (const row of asked) {
    const { nhsNumber } = row.wanted
    if (!nhsNumber) continue
    const line = first.get(nhsNumber)
    if (line === undefined) first.set(nhsNumber, row.line)
    else refuse(row, 'nhsNumber', `Row ${line} has the same NHS number. Keep it in one of the two rows.`)
  }
}

/** A family shares an address; whoever has it in more rows would flood somebody with links. */
const mostWithOneAddress = 5

function refuseFlooding(asked: Row[]): void {
  const mailed = asked.filter(({ changes, undoes }) => changes.email && !undoes)
  for (const sharing of Map.groupBy(mailed, ({ changes }) => changes.email!.toLowerCase()).values()) {
    for (const row of sharing.slice(mostWithOneAddress)) {
      const times = `The same address is in ${sharing.length} rows`
      refuse(
        row,
        'email',
        `${times}. Up to ${mostWithOneAddress} people can share one: check it, or leave it empty here.`,
      )
    }
  }
}

/** Says nothing about whose it is. That it is somebody's is told of people elsewhere no oftener than by adding them. */
async function refuseNumbersOfOthers(scene: Scene, unit: Group, lookups: Lookups, changed: Row[]): Promise<void> {
  const wanting = changed.filter(({ changes, errors }) => {
    return changes.nhsNumber && !errors.some(({ column }) => column === 'nhsNumber')
  })
  const admitted = await lookups.admit(wanting, 'number')
  if (admitted.length === 0) return
  const taken = await rows<{ id: string; nhsNumber: string; isHere: boolean }>(
    scene.trx,
    `select a.id, a.nhs_number as "nhsNumber",
            exists (select from memberships m
                     where m.account_id = a.id and m.group_id = :unitId and m.ended_at is null) as "isHere"
       from accounts a where a.nhs_number = any(:numbers)`,
    { unitId: unit.id, numbers: admitted.map(({ row }) => row.changes.nhsNumber) },
  )
  const owners = new Map(taken.map((owner) => [owner.nhsNumber, owner]))
  const found = admitted.flatMap(({ row, details }) => {
    const owner = owners.get(row.changes.nhsNumber!)
    return owner && owner.id !== row.person!.accountId ? [{ row, details, ...owner }] : []
  })
  for (const { row } of found) {
    refuse(row, 'nhsNumber', 'Another patient has this NHS number. Check it, or ask Central Support.')
  }
  await lookups.noteFound(found.filter(({ isHere }) => !isHere).map(({ details, id }) => ({ details, id })))
}

/** A name, an address, a number belong to the account and open every unit in which the person is. */
async function refuseAccountsOfOthers(scene: Scene, changed: Row[]): Promise<void> {
  const wanting = changed.filter(changesAccount)
  if (wanting.length === 0) return
  const memberships = await membershipsOfAccounts(
    scene,
    wanting.map(({ person }) => person!.accountId),
    {
      broughtBack: wanting
        .filter(({ changes }) => changes.close === '')
        .flatMap((row) => didOf(row).left?.membershipId ?? []),
    },
  )
  for (const row of wanting) {
    const theirs = memberships.get(row.person!.accountId) ?? []
    if (!canChangeAccount(scene.actor, theirs)) refuse(row, null, problems.notYoursAlone.message)
  }
}
