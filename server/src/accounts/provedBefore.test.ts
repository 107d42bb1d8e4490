/** Nobody takes an account over alone by putting an address of their own there: what opens it then needs a second admin. */
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { bornOn, type Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { patientDesk } from '../../test/patientDesk.ts'
import { aPostOffice, emailOf, linkIn } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const desk = patientDesk(house)
const { db, signedOut } = house
const before = 'the password of before'
const passwordHash = await hash(before, { memoryCost: 64, timeCost: 1 })
const refused = { status: 409, code: 'addressChangedLately' }
beforeEach(async () => {
  await post.workOff()
  post.mailbox.clear()
})

const mailTo = (address: string) => post.mailbox.messages().find(({ envelope }) => envelope.to[0] === address)
const thiefs = (person: Person) => `thief.${person.username}@example.org`

/** The unit's admin has put an address of their own there, and proved it. */
async function aTakeover() {
  const unit = await house.aUnit()
  const [admin, colleague] = [unit.contact!, await house.aUnitAdmin({ unit })]
  const patient = await house.aPatient({ unit, passwordHash })
  const change = (email: string) => desk(unit, admin).change({ id: patient.id, email })
  const reset = (by: Person) => house.as(by).resetSignIn({ unitId: unit.id, accountId: patient.id })
  const print = (by: Person) => house.as(by).printLetters({ unitId: unit.id, accountIds: [patient.id], resets: true })
  await house.aSession(colleague)
  await rows(db, `update sessions set started_at = started_at - interval '8 days' where account_id = :id`, {
    id: colleague.id,
  })
  // Made for it, before the address is changed.
  const puppet = await house.aUnitAdmin({ unit })
  await house.aSession(puppet)
  const passes = (interval: string) =>
    rows(db, 'update proved_before set changed_at = changed_at - cast(:interval as interval) where account_id = :id', {
      ...{ id: patient.id, interval },
    })
  await change(thiefs(patient))
  await post.workOff()
  await signedOut.verifyEmail({ token: linkIn(mailTo(thiefs(patient))!).searchParams.get('token')! })
  post.mailbox.clear()
  return { unit, admin, colleague, puppet, patient, change, reset, print, passes }
}
const signsIn = (patient: Person, password = before) =>
  signedOut.signIn({ username: patient.username, password, door: 'portal' })

describe('for a week after an admin has changed a proved address', () => {
  test('they cannot reset the sign-in, by e-mail or by a letter; the password stays', async () => {
    const { admin, patient, reset, print, change, passes } = await aTakeover()
    await expect(reset(admin)).rejects.toMatchObject(refused)
    await change('')
    await expect(print(admin)).rejects.toMatchObject(refused)
    await post.workOff()
    expect(mailTo(thiefs(patient))?.subject ?? '').not.toMatch(/password/)
    expect(await signsIn(patient)).toBeTruthy()
    await passes('8 days')
    expect(await print(admin)).toMatchObject({ letters: 1 })
  })

  test('typing the old address again proves nothing: still no letter', async () => {
    const unit = await house.aUnit()
    const patient = await house.aPatient({ unit, passwordHash })
    // An address that nobody proves, and back: then the address is not proved any more, which letters are for.
    for (const email of [thiefs(patient), emailOf(patient)]) await desk(unit).change({ id: patient.id, email })
    const wanted = { unitId: unit.id, accountIds: [patient.id], resets: true }
    await expect(house.as(unit.contact!).printLetters(wanted)).rejects.toMatchObject(refused)
  })

  test('the page for who has forgotten sends nothing there', async () => {
    const { patient, passes } = await aTakeover()
    const forgets = async () => {
      await signedOut.askForSignInHelp({ who: patient.username })
      await post.workOff()
      return mailTo(thiefs(patient))
    }
    expect(await forgets()).toBeUndefined()
    await passes('8 days')
    expect(await forgets()).toBeDefined()
  })

  test('another admin who was there before can; one who was made for it cannot', async () => {
    const { unit, admin, colleague, puppet, patient, reset, print } = await aTakeover()
    const late = await house.aUnitAdmin({ unit })
    for (const made of [puppet, late]) {
      await expect(reset(made)).rejects.toMatchObject(refused)
      await expect(print(made)).rejects.toBeDefined()
    }
    await expect(reset(admin)).rejects.toMatchObject(refused)
    expect(await reset(colleague)).toMatchObject({ sentTo: thiefs(patient) })
    await post.workOff()
    const token = linkIn(mailTo(thiefs(patient))!).searchParams.get('token')!
    await signedOut.choosePassword({ token, password: 'kartoffeln und löwen', dateOfBirth: bornOn })
    // Who reads the old address is told.
    await post.workOff()
    expect(mailTo(emailOf(patient))?.subject).toBe('Your password was changed')
  })

  test('nor can an admin whose own address was changed lately', async () => {
    const { unit, admin, colleague, reset } = await aTakeover()
    await rows(db, 'insert into proved_before (account_id, address, changed_by) values (:id, :address, :by)', {
      ...{ id: colleague.id, address: emailOf(colleague), by: admin.id },
    })
    expect(unit.contact).toBe(admin)
    await expect(reset(colleague)).rejects.toMatchObject(refused)
  })

  test('what was taken back is as it was: the link goes to its owner', async () => {
    const unit = await house.aUnit()
    const patient = await house.aPatient({ unit, passwordHash })
    const { change, undo, apply } = desk(unit)
    const changesetId = await change({ id: patient.id, email: 'a.slip@example.org' })
    await apply(await undo(changesetId))
    const reset = house.as(unit.contact!).resetSignIn({ unitId: unit.id, accountId: patient.id })
    expect(await reset).toMatchObject({ sentTo: emailOf(patient) })
  })

  test('somebody without a password has nothing that could be taken: they are invited', async () => {
    const unit = await house.aUnit()
    const patient = await house.aPatient({ unit })
    await desk(unit).change({ id: patient.id, email: 'new@example.org' })
    // The change itself has invited them.
    await rows(db, `update links set created_at = created_at - interval '11 minutes'`)
    const reset = house.as(unit.contact!).resetSignIn({ unitId: unit.id, accountId: patient.id })
    expect(await reset).toMatchObject({ sentTo: 'new@example.org' })
  })
})

test('the night forgets an address after the 30 days in which somebody is told there, and not before', async () => {
  const left = async ({ id }: Person) =>
    (await rows(db, 'select from proved_before where account_id = :id', { id })).length
  const [young, old] = [await aTakeover(), await aTakeover()]
  await young.passes('29 days 23 hours')
  await old.passes('30 days')
  await post.jobs.forgetProvedBefore()
  expect([await left(young.patient), await left(old.patient)]).toEqual([1, 0])
})
