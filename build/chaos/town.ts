/** Who lives in a chaos run: a unit whose people write to each other, and one whose admins write to all of its patients. */
import { hash } from '@node-rs/argon2'
import { builder, type Person as Row, type Unit } from '../../server/test/build.ts'
import { manyPatients } from '../../server/test/manyPatients.ts'
import { dice } from './dice.ts'
import type { House } from './House.ts'
import { password, Person } from './Person.ts'
import type { Story } from './Story.ts'

export interface Town {
  ward: { unit: Unit; admins: [Person, Person]; staff: Person[]; patients: Person[] }
  clinic: { unit: Unit; author: Person; patients: Person[] }
  everybody: Person[]
}

/** Nobody takes mail there. */
export const refusedAddresses = ['gone1@example.org', 'gone2@example.org']

export async function settle(
  house: House,
  story: Story,
  { seed, patients }: { seed: number; patients: number },
): Promise<Town> {
  const passwordHash = await hash(password)
  const people = builder(house.db)
  const everybody: Person[] = []
  const known = (row: Row) => {
    const person = new Person(row, everybody.length, house.origin, dice(seed, row.username), story)
    everybody.push(person)
    return person
  }
  const make = async (howMany: number, one: (n: number) => Promise<Row>) => {
    const made: Person[] = []
    for (let n = 0; n < howMany; n++) made.push(known(await one(n)))
    return made
  }

  const ward = await people.aUnit({ name: 'The ward' })
  const admins = await make(2, () => people.aUnitAdmin({ unit: ward, recipient: true, passwordHash }))
  const staff = await make(4, () => people.aMemberOfStaff({ unit: ward, passwordHash }))
  const emails = [...refusedAddresses, null]
  const wardPatients = await make(7, (n) =>
    people.aPatient({ unit: ward, passwordHash, ...(n < emails.length && { email: emails[n] ?? null }) }),
  )
  const clinic = await people.aUnit({ name: 'The clinic' })
  const [author] = await make(1, () => people.aUnitAdmin({ unit: clinic, recipient: true, passwordHash }))
  const clinicPatients = await make(3, () => people.aPatient({ unit: clinic, passwordHash }))
  await manyPatients({ db: house.db }, clinic, patients - clinicPatients.length)
  return {
    ward: { unit: ward, admins: [admins[0]!, admins[1]!], staff, patients: wardPatients },
    clinic: { unit: clinic, author: author!, patients: clinicPatients },
    everybody,
  }
}
