/** The rules that the database holds by itself, whatever a program does: tried with bare SQL. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from './rows.ts'

const house = await aServer(await aDatabase())
const { db } = house
const sql = (text: string, bindings: unknown[] = []): Promise<unknown> => rows(db, text, bindings as never)

function refused(attempt: PromiseLike<unknown>, constraint: string): Promise<void> {
  return expect(Promise.resolve(attempt)).rejects.toMatchObject({ constraint })
}

async function membershipOf(person: Person, unit: Unit): Promise<string> {
  const [membership] = await rows<{ id: string }>(
    db,
    `select id from memberships where account_id = :id and group_id = :unitId and ended_at is null`,
    { id: person.id, unitId: unit.id },
  )
  return membership!.id
}

describe('the default messaging contact', () => {
  const handOver = async (unit: Unit, person: Person, at = unit) =>
    sql('update groups set default_contact_id = ? where id = ?', [await membershipOf(person, at), unit.id])

  test('messaging cannot be on without one', async () => {
    const unit = await house.aUnit({ messaging: false })
    await refused(
      sql('update groups set messaging_on = true where id = ?', [unit.id]),
      'messaging_needs_default_contact',
    )
    const served = await house.aUnit()
    await refused(
      sql('update groups set default_contact_id = null where id = ?', [served.id]),
      'messaging_needs_default_contact',
    )
  })

  test('is a recipient of this very unit', async () => {
    const unit = await house.aUnit()
    const notRecipient = await house.aMemberOfStaff({ unit, recipient: false })
    const elsewhere = await house.aMemberOfStaff()
    const former = await house.aMemberOfStaff({ unit })
    const formerMembership = await membershipOf(former, unit)
    await house.leavesUnit(former, unit)
    const patient = await house.aPatient({ unit })
    await refused(handOver(unit, notRecipient), 'default_contact_is_recipient')
    await refused(handOver(unit, elsewhere, elsewhere.unit), 'default_contact_is_recipient')
    await refused(handOver(unit, patient), 'default_contact_is_recipient')
    await refused(
      sql('update groups set default_contact_id = ? where id = ?', [formerMembership, unit.id]),
      'default_contact_is_recipient',
    )
  })

  test('cannot lose the flag, the membership or the row, only hand over', async () => {
    const unit = await house.aUnit()
    const id = await membershipOf(unit.contact!, unit)
    for (const change of [
      'is_recipient = false',
      'ended_at = now()',
      `role = 'patient'`,
      'group_id = gen_random_uuid()',
    ])
      await expect(sql(`update memberships set ${change} where id = ?`, [id])).rejects.toThrow()
    await refused(sql('delete from memberships where id = ?', [id]), 'default_contact_is_recipient')
    const next = await house.aMemberOfStaff({ unit })
    await handOver(unit, next)
    await sql('update memberships set is_recipient = false where id = ?', [id])
  })

  test('is exactly one after many handovers at once, some to people who are just leaving', async () => {
    const unit = await house.aUnit()
    const staff = await Promise.all(Array.from({ length: 8 }, () => house.aMemberOfStaff({ unit })))
    const memberships = await Promise.all([unit.contact!, ...staff].map((person) => membershipOf(person, unit)))
    const outcomes = await Promise.allSettled(
      memberships.flatMap((id, n) => [
        sql('update groups set default_contact_id = ? where id = ?', [id, unit.id]),
        ...(n % 2 ? [sql('update memberships set ended_at = now() where id = ?', [id])] : []),
      ]),
    )
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ constraint: 'default_contact_is_recipient' })
    const holders = await rows(
      db,
      `select from groups g join memberships m on m.id = g.default_contact_id
        where g.id = :id and g.messaging_on and m.receives and m.group_id = g.id`,
      { id: unit.id },
    )
    expect(holders).toHaveLength(1)
  })
})

describe('memberships', () => {
  test('one per person and group at a time', async () => {
    const nurse = await house.aMemberOfStaff()
    await refused(house.joins(nurse, nurse.unit), 'one_membership_per_group')
    await house.leavesUnit(nurse, nurse.unit)
    await house.joins(nurse, nurse.unit)
  })

  test('patients hold no role of staff, staff none of patients, and no patient is a recipient', async () => {
    const [patient, nurse] = [await house.aPatient(), await house.aMemberOfStaff({ recipient: false, roleTitle: null })]
    const change = (person: Person, set: string) =>
      sql(`update memberships set ${set} where account_id = ?`, [person.id])
    await refused(change(patient, `role = 'staff'`), 'patients_are_patients')
    await refused(change(nurse, `role = 'patient'`), 'patients_are_patients')
    await refused(change(patient, 'is_recipient = true'), 'patients_are_not_recipients')
    await refused(change(nurse, `role = 'support'`), 'role_fits_group')
  })
})

describe('conversations', () => {
  async function aStarted() {
    const unit = await house.aUnit()
    const [patient, nurse] = [await house.aPatient({ unit }), await house.aMemberOfStaff({ unit })]
    return { unit, patient, nurse, ...(await house.aConversation([patient, nurse])) }
  }
  type Started = Awaited<ReturnType<typeof aStarted>>
  const join = ({ id, unit }: Started, { id: accountId, kind }: Person) =>
    db('participants').insert({ conversationId: id, groupId: unit.id, accountId, accountKind: kind })
  const message = ({ id, nurse }: Started, seq: number, more = {}) => {
    const author = { authorId: nurse.id, authorKind: 'staff', authorName: nurse.name }
    return db('messages').insert({ id: randomUUID(), conversationId: id, seq, text: 'Hello', ...author, ...more })
  }

  test('hold one patient, who does not leave', async () => {
    const started = await aStarted()
    const neighbour = await house.aPatient({ unit: started.unit })
    await refused(join(started, neighbour), 'one_patient_per_conversation')
    await refused(
      sql('update participants set left_at = now() where account_id = ?', [started.patient.id]),
      'patients_do_not_leave',
    )
  })

  test('hold everybody once', async () => {
    const started = await aStarted()
    await refused(join(started, started.nurse), 'participants_pkey')
  })

  test('number their messages without gap or double', async () => {
    const started = await aStarted()
    await refused(message(started, 3), 'seq_without_gap')
    await refused(message(started, 1), 'seq_once')
    await expect(message(started, 0)).rejects.toThrow()
    await refused(message(started, 2, { id: started.messageId }), 'messages_pkey')
    await message(started, 2)
  })

  test('take messages only from those who take part', async () => {
    const started = await aStarted()
    const { id: authorId } = await house.aMemberOfStaff({ unit: started.unit })
    await refused(message(started, 2, { authorId }), 'author_takes_part')
  })

  test('nobody has read further than there is', async () => {
    const { id } = await aStarted()
    await expect(sql('update participants set last_read_seq = 2 where conversation_id = ?', [id])).rejects.toThrow()
    await expect(sql('update participants set last_read_seq = -1 where conversation_id = ?', [id])).rejects.toThrow()
  })

  test('texts have their bounds here, too', async () => {
    const started = await aStarted()
    await expect(message(started, 2, { text: '' })).rejects.toThrow()
    await expect(message(started, 2, { text: '🫘'.repeat(10_001) })).rejects.toThrow()
  })
})

test.each(['messages', 'notices', 'audit'])('%s are append-only', async (table) => {
  const unit = await house.aUnit()
  const [patient, nurse] = [await house.aPatient({ unit }), await house.aMemberOfStaff({ unit })]
  const { id: conversationId } = await house.aConversation([patient, nurse])
  await house.as(nurse).addParticipant({ conversationId, accountId: unit.contact!.id })
  const column = table === 'audit' ? 'action' : 'text'
  const before = await rows(db, `select * from ${table} order by id`)
  expect(before.length).toBeGreaterThan(0)
  for (const attempt of [`update ${table} set ${column} = 'changed'`, `delete from ${table}`])
    await expect(sql(attempt)).rejects.toMatchObject({ code: '23001' })
  expect(await rows(db, `select * from ${table} order by id`)).toEqual(before)
})

test('the audit trail cannot be truncated away', async () => {
  await expect(sql('truncate audit')).rejects.toMatchObject({ code: '23001' })
})

test.each([
  'a@x.example, b@x.example',
  'a@x.example;b@x.example',
  'a b@x.example',
  'a@x>\r\nRCPT TO:<b@x',
  'a:b@x;',
  'ab',
  '@x',
])('what a mail server would not read as one address is none: %j', async (email) => {
  const { id } = await house.aPatient()
  await refused(sql('update accounts set email = ? where id = ?', [email, id]), 'accounts_email_check')
})

test.each(["o'brien+kidney@x.example", 'josé@núñez.example', 'a.b-c_d@sub.x.example'])(
  'an address: %s',
  async (email) => {
    const { id } = await house.aPatient()
    await sql('update accounts set email = ? where id = ?', [email, id])
  },
)
