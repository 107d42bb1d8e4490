import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { makeUsernames, problemOfUsername, takenUsernames } from '../changesets/usernames.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { patientColumns } from './contract.ts'
import { offerTheSame } from './offerTheSame.ts'
import { joinByNumber } from './joinByNumber.ts'
import type { Lookups } from './Lookups.ts'

const required = { lastName: 'Enter the last name.', firstName: 'Enter the first name.' }
const missingDate = 'Enter the date of birth, such as 31/12/1961: it tells patients of one name apart.'

/** Somebody new: what has to be known of them, and whether they are somebody who exists. */
export async function checkNewPatients(scene: Scene, unit: Group, lookups: Lookups, fresh: Row[]): Promise<void> {
  if (fresh.length === 0) return
  for (const row of fresh) {
    for (const [column, sentence] of Object.entries({ ...required, dateOfBirth: missingDate })) {
      if (!row.wanted[column]) refuse(row, column, sentence)
    }
    if (row.wanted.close) refuse(row, 'close', 'Nobody to close was found by this row. Check the username.')
  }
  await joinByNumber(scene, unit, lookups, fresh)
  await offerTheSame(scene, unit, lookups, fresh)
  refuseJoiningTwice(fresh)
  for (const row of fresh) if (row.joins) keepAccount(row)
  await nameThem(
    scene,
    fresh.filter(({ joins }) => !joins),
  )
}

function refuseJoiningTwice(fresh: Row[]): void {
  const first = new Map<string, number>()
  for (const row of fresh) {
    if (!row.joins) continue
    const line = first.get(row.joins)
    if (line === undefined) first.set(row.joins, row.line)
    else refuse(row, null, `This is the same person as in row ${line}. Keep one of the two rows.`)
  }
}

/** Whoever joins brings an account along, which adding them to one more unit does not change: it is shown so, too. */
function keepAccount({ changes }: Row): void {
  for (const { id } of patientColumns) delete changes[id]
}

/** A username for everybody: the one that was typed if it is free, or one made from the name. */
async function nameThem({ trx }: Scene, people: Row[]): Promise<void> {
  const typed = people.filter(({ wanted }) => wanted.username)
  const taken = await takenUsernames(
    trx,
    typed.map(({ wanted }) => wanted.username!),
  )
  const first = new Map<string, number>()
  for (const row of typed) {
    const username = row.wanted.username!.toLowerCase()
    const line = first.get(username)
    const problem =
      problemOfUsername(row.wanted.username!) ??
      (taken.has(username) ? 'Somebody has this username already. Choose another, or leave the cell empty.' : null) ??
      (line === undefined ? null : `Row ${line} has the same username. Choose another, or leave the cell empty.`)
    if (problem) refuse(row, 'username', problem)
    first.set(username, line ?? row.line)
  }
  // For those who are not added a name would only tell whether somebody has it already.
  const unnamed = people.filter(({ wanted: { username, firstName, lastName }, errors }) => {
    return !username && firstName && lastName && errors.length === 0
  })
  const made = await makeUsernames(
    trx,
    unnamed.map(({ line, wanted }) => ({ line, firstName: wanted.firstName!, lastName: wanted.lastName! })),
    [...first.keys()],
  )
  for (const row of unnamed) row.wanted.username = row.changes.username = made.get(row.line)!
}
