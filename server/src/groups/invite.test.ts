/** Invitations sent again: to whom, how often, and what the lists say of them. */
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { aPostOffice, emailOf, linkIn } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const passwordHash = await hash('the password of before', { memoryCost: 64, timeCost: 1 })
const unit = await house.aUnit()
const admin = unit.contact!
beforeEach(async () => {
  await post.workOff()
  post.mailbox.clear()
})

const nobody = { gone: 0, notYours: 0, hasPassword: 0, noEmail: 0, tooSoon: 0 }
const invite = (people: Pick<Person, 'id'>[], by = admin) =>
  house.as(by).invite({ unitId: unit.id, accountIds: people.map(({ id }) => id) })
const newcomer = (options: Parameters<typeof house.aPatient>[0] = {}) =>
  house.aPatient({ unit, emailVerified: false, ...options })
const later = (by: string) => rows(house.db, `update links set created_at = created_at - cast(:by as interval)`, { by })
async function mails() {
  await post.workOff()
  return post.mailbox.messages()
}

test('patients and staff who have never had a password are sent one mail each, whose link lets them choose one', async () => {
  const people = [await newcomer(), await house.aMemberOfStaff({ unit, emailVerified: false })]
  expect(await invite([...people, people[0]!])).toMatchObject({ sent: 2, leftOut: nobody })
  const came = await mails()
  expect(came.map(({ envelope }) => envelope.to[0]).sort()).toEqual(people.map(emailOf).sort())
  for (const mail of came) {
    expect(mail.subject).toBe('Your account for PatientView Messages')
    const token = linkIn(mail).searchParams.get('token')!
    const { asksDateOfBirth } = (await house.signedOut.showLink({ token })) as { asksDateOfBirth?: boolean }
    const born = asksDateOfBirth ? { dateOfBirth: '1961-03-09' } : {}
    await house.signedOut.choosePassword({ token, password: 'four words that differ', ...born })
  }
  const [patient, nurse] = people as [Person, Person]
  for (const { id } of people)
    expect(
      await rows(
        house.db,
        `select account_id as by, group_id as unit from audit where action = 'invitation.sent' and detail ->> 'accountId' = :id`,
        { id },
      ),
    ).toEqual([{ by: admin.id, unit: unit.id }])
  expect(await invite([patient, nurse])).toMatchObject({ sent: 0, leftOut: { ...nobody, hasPassword: 2 } })
})

test('whoever cannot be invited keeps nobody else from it, and is counted with the reason', async () => {
  const shared = await newcomer()
  await house.joins(shared, await house.aUnit())
  const closed = await newcomer()
  await house.closes(closed)
  const left = await newcomer()
  await house.leavesUnit(left, unit)
  const people = [
    await newcomer(),
    shared,
    closed,
    left,
    { id: newId() },
    await house.aPatient(),
    await newcomer({ email: null }),
    await newcomer({ passwordHash }),
  ]
  const leftOut = { gone: 4, notYours: 1, hasPassword: 1, noEmail: 1, tooSoon: 0 }
  expect(await invite(people)).toMatchObject({ sent: 1, leftOut })
  expect((await mails()).map(({ envelope }) => envelope.to)).toEqual([[emailOf(people[0] as Person)]])
})

describe('nobody is flooded:', () => {
  test('one in ten minutes, three in a day', async () => {
    const person = await newcomer()
    const outcomes: number[] = []
    for (const pause of ['1 second', '5 minutes', '6 minutes', '1 hour', '1 hour', '1 hour', '20 hours']) {
      outcomes.push((await invite([person])).sent)
      await later(pause)
    }
    expect(outcomes).toEqual([1, 0, 0, 1, 1, 0, 0])
    expect(await mails()).toHaveLength(1)
    await later('2 hours')
    expect((await invite([person])).sent).toBe(1)
  })

  test('and it is said from when on another can be sent', async () => {
    const person = await newcomer()
    const shown = async () => {
      const { patients } = await house.as(admin).listPatients({ unitId: unit.id, filter: person.name })
      return patients.find(({ id }) => id === person.id)!.wayIn.invitation
    }
    const minutesUntil = (instant: string | null) => Math.round((Date.parse(instant!) - Date.now()) / 60_000)
    expect((await invite([person])).againAt).toBeNull()
    expect(minutesUntil((await shown())!.againAt)).toBe(10)
    await later('4 minutes')
    const refused = await invite([person])
    expect(minutesUntil(refused.againAt)).toBe(6)
    expect((await shown())!.againAt).toBe(refused.againAt)
    await later('6 minutes')
    expect((await shown())!.againAt).toBeNull()
    for (let n = 0; n < 2; n++) {
      expect((await invite([person])).sent).toBe(1)
      await later('1 hour')
    }
    // Of three within a day the first has to be a day old: it was sent two hours and ten minutes ago.
    expect(minutesUntil((await invite([person])).againAt)).toBe(22 * 60 - 10)
  })

  test('also when many ask at once', async () => {
    const person = await newcomer()
    const held = await holding(house.db, (trx) =>
      rows(trx, `select from accounts where id = :id for update`, { id: person.id }),
    )
    const asked = Promise.all(Array.from({ length: 4 }, () => invite([person])))
    await held.untilWaiting(4)
    await held.letGo()
    expect((await asked).map(({ sent }) => sent).sort()).toEqual([0, 0, 0, 1])
    expect(await mails()).toHaveLength(1)
  })

  test('an e-mail that could not be delivered does not count', async () => {
    const person = await newcomer()
    await invite([person])
    await rows(house.db, `update links set failed_at = now(), reason = 'refused' where account_id = :id`, {
      id: person.id,
    })
    expect((await invite([person])).sent).toBe(1)
  })
})

test('500 at once are invited, and not one more', async () => {
  const people = await Promise.all(Array.from({ length: 500 }, () => newcomer()))
  expect(await invite(people)).toMatchObject({ sent: 500, leftOut: nobody })
  await expect(invite([...people, people[0]!])).rejects.toMatchObject({ status: 422 })
  await rows(house.db, `update links set replaced_at = now() where replaced_at is null`)
})

test('the lists say how somebody was invited, until they have chosen a password', async () => {
  const ward = await house.aUnit()
  const by = house.as(ward.contact!)
  const patient = await house.aPatient({ unit: ward, emailVerified: false })
  const nurse = await house.aMemberOfStaff({ unit: ward, emailVerified: false })
  const place = { unitId: ward.id }
  const ways = async () => {
    const { patients } = await by.listPatients(place)
    const { staff } = await by.listStaff(place)
    const { people } = await by.listUnreachable({ ...place, kind: 'patient' })
    const [first] = patients
    expect(people.find(({ id }) => id === patient.id)?.wayIn).toEqual(first!.wayIn)
    return { patient: first!.wayIn, nurse: staff.find(({ id }) => id === nurse.id)!.wayIn, can: first!.can }
  }
  const none = { chosen: false, invitation: null }
  expect(await ways()).toMatchObject({ patient: none, nurse: none, can: { invite: true, printLetter: true } })
  await by.invite({ ...place, accountIds: [patient.id, nurse.id] })
  const waiting = { chosen: false, invitation: { by: 'email', state: 'waiting', at: expect.any(String) } }
  expect(await ways()).toMatchObject({ patient: waiting, nurse: waiting })
  const { invitation } = (await ways()).nurse
  expect(Math.abs(Date.now() - Date.parse(invitation!.at))).toBeLessThan(60_000)

  await by.printLetters({ ...place, accountIds: [patient.id] })
  await rows(house.db, `update links set failed_at = now(), reason = 'refused' where account_id = :id`, {
    id: nurse.id,
  })
  expect(await ways()).toMatchObject({
    patient: { invitation: { by: 'letter', state: 'waiting' } },
    nurse: { invitation: { by: 'email', state: 'failed' } },
  })
  await rows(house.db, `update links set expires_at = now() where account_id = :id`, { id: patient.id })
  expect((await ways()).patient.invitation).toMatchObject({ by: 'letter', state: 'expired' })
  await rows(house.db, `update accounts set password_hash = :passwordHash where id = :id`, {
    id: patient.id,
    passwordHash,
  })
  expect(await ways()).toMatchObject({ patient: { chosen: true, invitation: null }, can: { invite: false } })
})
