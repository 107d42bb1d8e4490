/**
 * Makes people, groups and conversations for a test, each with the parents that it needs and was not given: a patient
 * comes with a unit, a unit with a specialty and (its messaging is on) a default messaging contact.
 */
import { randomUUID } from 'node:crypto'
import type { AccountKind, Role } from '../src/accounts/contract.ts'
import type { Database } from '../src/db/connect.ts'
import { rows } from '../src/db/rows.ts'

export interface Specialty {
  id: string
  name: string
}

export interface Unit {
  id: string
  name: string
  specialty: Specialty
  /** The unit admin who is the default messaging contact; null when messaging is off. */
  contact: Person | null
}

export interface Person {
  id: string
  kind: AccountKind
  username: string
  firstName: string
  lastName: string
  name: string
  roleTitle: string | null
  /** The unit that the person was made for; specialty admins and Central Support have none. */
  unit: Unit
}

interface PersonOptions {
  firstName?: string
  lastName?: string
  username?: string
  unit?: Unit
  email?: string | null
  emailVerified?: boolean
  emailBouncing?: boolean
  /** An Argon2id hash; without one nobody can sign in as this person. */
  passwordHash?: string
}

interface PatientOptions extends PersonOptions {
  dateOfBirth?: string
  nhsNumber?: string | null
}

interface StaffOptions extends PersonOptions {
  roleTitle?: string | null
  recipient?: boolean
  role?: Exclude<Role, 'patient'>
}

/** Unlike any other name in this test file's database. */
let made = 0
const next = () => (made += 1)

/** Every patient, unless it is said otherwise. */
export const bornOn = '1961-03-09'

export type Builder = ReturnType<typeof builder>

export function builder(db: Database) {
  async function aSpecialty({ name = `Specialty ${next()}` } = {}): Promise<Specialty> {
    return { id: await insert('groups', { kind: 'specialty', name }), name }
  }

  async function aUnit(
    options: { name?: string; specialty?: Specialty; messaging?: boolean; telephone?: string } = {},
  ): Promise<Unit> {
    const { name = `Unit ${next()}`, messaging = true, telephone = '0131 496 0000' } = options
    const specialty = options.specialty ?? (await aSpecialty())
    const id = await insert('groups', { kind: 'unit', name, specialty_id: specialty.id, telephone })
    const unit: Unit = { id, name, specialty, contact: null }
    if (messaging) {
      unit.contact = await aUnitAdmin({ unit, recipient: true })
      await db.raw(
        `update groups set messaging_on = true,
                default_contact_id = (select id from memberships where group_id = ? and account_id = ?)
          where id = ?`,
        [id, unit.contact.id, id],
      )
    }
    return unit
  }

  async function aPatient(options: PatientOptions = {}): Promise<Person> {
    const { dateOfBirth = bornOn, nhsNumber = nextNhsNumber() } = options
    const person = await account('patient', options, { date_of_birth: dateOfBirth, nhs_number: nhsNumber })
    await joins(person, person.unit)
    return person
  }

  async function aMemberOfStaff(options: StaffOptions = {}): Promise<Person> {
    const { roleTitle = 'Dietitian', recipient = true, role = 'staff' } = options
    const person = { ...(await account('staff', options)), roleTitle }
    await joins(person, person.unit, { role, roleTitle, recipient })
    return person
  }

  function aUnitAdmin(options: StaffOptions = {}): Promise<Person> {
    return aMemberOfStaff({ roleTitle: 'Ward clerk', recipient: false, ...options, role: 'unit_admin' })
  }

  async function aSpecialtyAdmin(options: StaffOptions & { specialty?: Specialty } = {}): Promise<Person> {
    const specialty = options.specialty ?? (await aSpecialty())
    const person = await account('staff', { ...options, unit: nowhere })
    await membership(person, specialty.id, 'specialty', { role: 'specialty_admin' })
    return person
  }

  /** Messaging of Central Support stays off, unless `centralSupport` switches it on. */
  async function aMemberOfSupport(options: StaffOptions = {}): Promise<Person> {
    const { roleTitle = null, recipient = false } = options
    const [support] = await rows<{ id: string }>(db, `select id from groups where kind = 'central_support'`)
    const id = support?.id ?? (await insert('groups', { kind: 'central_support', name: 'Central Support' }))
    const person = { ...(await account('staff', { ...options, unit: nowhere })), roleTitle }
    await membership(person, id, 'central_support', { role: 'support', roleTitle, recipient })
    return person
  }

  /** Central Support with messaging on, and its default messaging contact. */
  async function centralSupport(): Promise<{ id: string; contact: Person }> {
    const contact = await aMemberOfSupport({ recipient: true })
    const [group] = await rows<{ id: string }>(
      db,
      `update groups set messaging_on = true,
              default_contact_id = (select id from memberships where group_id = groups.id and account_id = :contactId)
        where kind = 'central_support' returning id`,
      { contactId: contact.id },
    )
    return { id: group!.id, contact }
  }

  /** Makes somebody a member of one more unit. */
  function joins(
    person: Person,
    unit: Unit,
    options: Pick<StaffOptions, 'role' | 'roleTitle' | 'recipient'> = {},
  ): Promise<string> {
    return membership(person, unit.id, 'unit', options)
  }

  /** Ends somebody's membership of a unit. */
  async function leavesUnit(person: Person, unit: Unit): Promise<void> {
    await db.raw('update memberships set ended_at = now() where account_id = ? and group_id = ?', [person.id, unit.id])
  }

  async function closes(person: Person): Promise<void> {
    await db.raw('update accounts set closed_at = now() where id = ?', [person.id])
  }

  async function account(
    kind: AccountKind,
    options: PersonOptions,
    columns: Record<string, unknown> = {},
  ): Promise<Person> {
    const n = next()
    const { firstName = 'Robin', lastName = `Person${n}`, username = `person${n}` } = options
    const { email = `${username}@example.org`, emailVerified = true, emailBouncing = false, passwordHash } = options
    const id = await insert('accounts', {
      kind,
      username,
      password_hash: passwordHash ?? null,
      first_name: firstName,
      last_name: lastName,
      email,
      email_verified_at: email && emailVerified ? new Date() : null,
      email_bouncing_at: email && emailBouncing ? new Date() : null,
      ...columns,
    })
    const unit = options.unit ?? (await aUnit())
    return { id, kind, username, firstName, lastName, name: `${firstName} ${lastName}`, roleTitle: null, unit }
  }

  function membership(
    person: Person,
    groupId: string,
    groupKind: 'unit' | 'specialty' | 'central_support',
    {
      role = person.kind,
      roleTitle = null,
      recipient = false,
    }: Pick<StaffOptions, 'roleTitle' | 'recipient'> & {
      role?: Role | undefined
    },
  ): Promise<string> {
    return insert('memberships', {
      account_id: person.id,
      account_kind: person.kind,
      group_id: groupId,
      group_kind: groupKind,
      role,
      role_title: roleTitle,
      is_recipient: recipient,
    })
  }

  async function insert(table: string, row: Record<string, unknown>): Promise<string> {
    const id = randomUUID()
    await db(table).insert({ id, ...row })
    return id
  }

  return {
    ...{ aSpecialty, aUnit, aPatient, aMemberOfStaff, aUnitAdmin, aSpecialtyAdmin, aMemberOfSupport, centralSupport },
    ...{ joins, leavesUnit, closes },
  }
}

/** Where specialty admins and Central Support belong: to no unit. */
const nowhere: Unit = { id: randomUUID(), name: 'no unit', specialty: { id: randomUUID(), name: '' }, contact: null }

function nextNhsNumber(): string {
  return String(4_000_000_000 + next())
}
