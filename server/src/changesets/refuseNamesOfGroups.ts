import { rows } from '../db/rows.ts'
import { bareName } from '../groups/sayGroup.ts'
import type { Scene } from '../http/scene.ts'
import type { Row } from './Sheet.ts'

/**
 * Nobody is called like a unit or a specialty, not even an account that a ward shares: an e-mail says who wrote, and would
 * say where somebody is treated (R6). An invitation says the username.
 */
export async function refuseNamesOfGroups({ trx }: Scene, all: Row[]): Promise<void> {
  const named = all.flatMap((row) => namesOf(row))
  if (named.length === 0) return
  const groups = await rows<{ name: string }>(trx, `select name from groups where kind <> 'central_support'`)
  const theirs = new Set(groups.map(({ name }) => bareName(name)))
  theirs.delete('')
  for (const { row, column, name } of named) {
    if (!theirs.has(bareName(name)) || row.errors.some((error) => error.column === column)) continue
    row.errors.push({ column, message: sentences[column] })
  }
}

const ofTheName = 'A unit or a specialty has this name, and e-mails show it. Enter the name of a person.'
const sentences = {
  firstName: ofTheName,
  lastName: ofTheName,
  username:
    'A unit or a specialty has this name, and e-mails show it. Choose another, or empty the cell and one is made.',
}

interface Named {
  row: Row
  column: keyof typeof sentences
  name: string
}

/** The names that the row would give; the two of a person count together. */
function namesOf(row: Row): Named[] {
  const { person, changes, wanted } = row
  const named: Named[] = []
  if ('firstName' in changes || 'lastName' in changes) {
    const [first, last] = (['firstName', 'lastName'] as const).map((column) => changes[column] ?? person?.cells[column])
    const column = 'lastName' in changes ? 'lastName' : 'firstName'
    named.push({ row, column, name: `${first ?? ''} ${last ?? ''}` })
  }
  if (!person && wanted.username) named.push({ row, column: 'username', name: wanted.username })
  return named
}
