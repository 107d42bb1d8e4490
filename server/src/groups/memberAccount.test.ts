/** Verification and reset of a sign-in, from the admin's request to the mail and what its link does. */
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { bornOn, type Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, linkIn } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { signedOut } = house
const passwordHash = await hash('the password of before', { memoryCost: 64, timeCost: 1 })
const unit = await house.aUnit()
const elsewhere = await house.aUnit({ specialty: unit.specialty })
const admin = unit.contact!
const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
const support = await house.aMemberOfSupport()
beforeEach(async () => {
  // Of the test before.
  await post.workOff()
  post.mailbox.clear()
})

const member = ({ id }: Person) => ({ unitId: unit.id, accountId: id })
const verification = (person: Person, by = admin) => house.as(by).sendVerification(member(person))
const reset = (person: Person, by = admin) => house.as(by).resetSignIn(member(person))

/** The mails that have come since, with the tokens of their links. */
async function mails() {
  await post.workOff()
  const came = post.mailbox.messages()
  return came.map((mail) => ({ ...mail, link: linkIn(mail), token: linkIn(mail).searchParams.get('token')! }))
}
async function onlyMail() {
  const came = await mails()
  expect(came).toHaveLength(1)
  return came[0]!
}
const later = (by: string) => rows(house.db, `update links set created_at = created_at - cast(:by as interval)`, { by })

describe('verification', () => {
  test('of a patient and of a colleague: one mail to the address on record, whose link proves it', async () => {
    const people = [
      await house.aPatient({ unit, emailVerified: false }),
      await house.aMemberOfStaff({ unit, emailVerified: false }),
    ]
    for (const person of people) {
      post.mailbox.clear()
      expect(await verification(person)).toEqual({ sentTo: emailOf(person) })
      const { envelope, link, token } = await onlyMail()
      expect(envelope.to).toEqual([emailOf(person)])
      expect(link.pathname).toBe('/verify-email')
      expect(await signedOut.verifyEmail({ token })).toEqual({ email: emailOf(person) })
    }
    const { patients } = await house.as(admin).listPatients({ unitId: unit.id })
    expect(patients.find(({ id }) => id === people[0]!.id)).toMatchObject({ emailState: 'verified' })
  })

  test('may be sent by every admin of the unit, also to somebody who is in another unit, or above them', async () => {
    const both = await house.aPatient({ unit })
    await house.joins(both, elsewhere)
    for (const by of [admin, specialtyAdmin, support]) {
      expect(await verification(both, by)).toBeTruthy()
      await later('1 hour')
    }
  })

  test('needs an address', async () => {
    const person = await house.aPatient({ unit, email: null })
    await expect(verification(person)).rejects.toMatchObject({ status: 409, code: 'noEmail' })
    await expect(reset(person)).rejects.toMatchObject({ code: 'noEmail' })
    expect(await mails()).toEqual([])
  })

  test('of several at once one is sent; later the newer link replaces the older', async () => {
    const person = await house.aPatient({ unit })
    const all = await Promise.allSettled(Array.from({ length: 4 }, () => verification(person)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const first = await onlyMail()
    await later('11 minutes')
    await verification(person)
    const [second] = await mails()
    await expect(signedOut.showLink({ token: first.token })).rejects.toMatchObject({ code: 'linkUsed' })
    await signedOut.verifyEmail({ token: second!.token })
  })

  test('of a new address does not wait', async () => {
    const person = await house.aPatient({ unit })
    await verification(person)
    const first = await onlyMail()
    await rows(house.db, `update accounts set email = 'moved@example.org' where id = :id`, { id: person.id })
    expect(await verification(person)).toEqual({ sentTo: 'moved@example.org' })
    const [second] = await mails()
    expect(second!.envelope.to).toEqual(['moved@example.org'])
    await expect(signedOut.showLink({ token: first.token })).rejects.toMatchObject({ code: 'linkUsed' })
    await signedOut.verifyEmail({ token: second!.token })
  })

  test('does not wait for a mail that has failed for good', async () => {
    const person = await house.aPatient({ unit })
    post.mailbox.refuse({ code: 550, times: 1, address: emailOf(person) })
    await verification(person)
    expect(await mails()).toEqual([])
    await verification(person)
    expect(await mails()).toHaveLength(1)
  })
})

describe('reset of a sign-in', () => {
  test('ends the sessions, and the link in the mail sets a new password', async () => {
    const person = await house.aMemberOfStaff({ unit, passwordHash })
    await house.as(person).whoAmI()
    expect(await reset(person)).toEqual({ sentTo: emailOf(person), secondFactorRemoved: false })
    await expect(house.as(person).whoAmI()).rejects.toMatchObject({ status: 401 })
    const { envelope, link, token, raw, subject } = await onlyMail()
    expect(envelope.to).toEqual([emailOf(person)])
    expect(link.pathname).toBe('/choose-password')
    expect(subject).toBe('Choose a new password')
    expect(raw.replaceAll(emailOf(person), '')).not.toContain(person.username)
    await signedOut.choosePassword({ token, password: 'something else entirely', dateOfBirth: bornOn })
    await signedOut.signIn({ username: person.username, password: 'something else entirely', door: 'desktop' })
  })

  test('makes the password of before useless at once, and asks for a proved address as before', async () => {
    const person = await house.aPatient({ unit, passwordHash })
    const attempt = { username: person.username, password: 'the password of before', door: 'portal' } as const
    await signedOut.signIn(attempt)
    await reset(person)
    await expect(signedOut.signIn(attempt)).rejects.toMatchObject({ code: 'wrongSignIn' })
    const { subject, raw } = await onlyMail()
    expect(subject).toBe('Choose a new password')
    expect(raw.replaceAll(emailOf(person), '')).not.toContain(person.username)
    // They are nobody new, who could be invited to whatever address is typed next.
    await rows(house.db, 'update accounts set email_verified_at = null where id = :id', { id: person.id })
    await expect(reset(person)).rejects.toMatchObject({ code: 'emailNotVerified' })
  })

  test('keeps the password of before from being chosen again, after a second reset too, until another was chosen', async () => {
    const person = await house.aPatient({ unit, passwordHash })
    const choose = (token: string, password: string) =>
      signedOut.choosePassword({ token, password, dateOfBirth: bornOn })
    await reset(person)
    await onlyMail()
    post.mailbox.clear()
    await later('11 minutes')
    await reset(person)
    const { token } = await onlyMail()
    await expect(choose(token, 'the password of before')).rejects.toMatchObject({
      ...{ status: 422, fields: { password: 'That was your password before. Choose another' } },
    })
    await choose(token, 'something else entirely')
    await house.as(person).changePassword({
      ...{ currentPassword: 'something else entirely', password: 'the password of before' },
    })
  })

  test('of somebody without a password is an invitation that names the username, whether verified or not', async () => {
    const person = await house.aPatient({ unit, emailVerified: false })
    expect(await reset(person)).toEqual({ sentTo: emailOf(person), secondFactorRemoved: false })
    const { subject, text, html, token } = await onlyMail()
    expect(subject).toBe('Your account for PatientView Messages')
    for (const body of [text, html]) expect(body).toContain(`Your username is ${person.username}.`)
    await signedOut.choosePassword({ token, password: 'my first password', dateOfBirth: bornOn })
    await signedOut.signIn({ username: person.username, password: 'my first password', door: 'portal' })
  })

  test('is not sent to an address that nobody has proved', async () => {
    const person = await house.aPatient({ unit, emailVerified: false, passwordHash })
    await house.as(person).whoAmI()
    await expect(reset(person)).rejects.toMatchObject({ status: 409, code: 'emailNotVerified' })
    expect((await house.as(person).whoAmI()).me.id).toBe(person.id)
    expect(await mails()).toEqual([])
  })

  test('is for those who look after every group of the person, and nobody whose role is above', async () => {
    const both = await house.aPatient({ unit, passwordHash })
    await house.joins(both, elsewhere)
    const above = await house.aSpecialtyAdmin({ specialty: unit.specialty, passwordHash })
    await house.joins(above, unit, { role: 'staff' })
    const colleague = await house.aUnitAdmin({ unit, passwordHash })
    const outcomes: [Person, Person, boolean][] = [
      [both, admin, false],
      [both, specialtyAdmin, true],
      [both, support, true],
      [above, admin, false],
      [above, support, true],
      [colleague, admin, true],
    ]
    for (const [person, by, may] of outcomes) {
      const outcome = reset(person, by)
      if (may) await expect(outcome).resolves.toMatchObject({ sentTo: emailOf(person) })
      else await expect(outcome).rejects.toMatchObject({ status: 403, code: 'notYoursAlone' })
      await later('1 hour')
    }
    await house.leavesUnit(both, elsewhere)
    expect(await reset(both)).toBeTruthy()
  })

  test('of oneself is no different', async () => {
    const person = await house.aUnitAdmin({ unit, passwordHash })
    await reset(person, person)
    await expect(house.as(person).whoAmI()).rejects.toMatchObject({ status: 401 })
    expect((await onlyMail()).envelope.to).toEqual([emailOf(person)])
  })
})

describe('nobody is flooded:', () => {
  const tooOften = { status: 429, code: 'linkSentLately' }

  test.each([
    ['verification', verification],
    ['reset of a sign-in', reset],
  ])('%s: one in ten minutes, three in a day, by however many admins', async (_, ask) => {
    const person = await house.aPatient({ unit, passwordHash })
    const outcomes: boolean[] = []
    for (const pause of ['1 second', '2 minutes', '9 minutes', '1 hour', '1 hour', '20 hours', '2 hours']) {
      const by = outcomes.length % 2 === 0 ? admin : specialtyAdmin
      const sent = await ask(person, by).catch((refused: unknown) => {
        expect(refused).toMatchObject(tooOften)
        return null
      })
      outcomes.push(sent !== null)
      await later(pause)
    }
    expect(outcomes).toEqual([true, false, false, true, true, false, false])
    expect(await ask(person)).toBeTruthy()
  })

  test('a reset too many changes nothing: whoever is signed in stays so', async () => {
    const person = await house.aPatient({ unit, passwordHash })
    await reset(person)
    await signedOut.choosePassword({
      ...{ token: (await onlyMail()).token, password: 'something else entirely', dateOfBirth: bornOn },
    })
    const attempt = { username: person.username, password: 'something else entirely', door: 'portal' } as const
    await signedOut.signIn(attempt)
    await expect(reset(person)).rejects.toMatchObject(tooOften)
    await signedOut.signIn(attempt)
    // Of another purpose it is another mail.
    expect(await verification(person)).toBeTruthy()
  })

  test('what somebody has asked for themselves keeps no admin from helping', async () => {
    const person = await house.aPatient({ unit, passwordHash, emailVerified: true })
    for (let n = 0; n < 3; n++) {
      await signedOut.askForSignInHelp({ who: person.username })
      await post.workOff()
      await later('2 minutes')
    }
    expect(await reset(person)).toBeTruthy()
    await house
      .as(person)
      .verifyOwnEmail({})
      .catch(() => undefined)
    expect(await verification(person)).toBeTruthy()
  })
})

test('those who have left the unit, and closed accounts, are not there', async () => {
  const [left, closed] = [await house.aPatient({ unit }), await house.aPatient({ unit })]
  await house.leavesUnit(left, unit)
  await house.closes(closed)
  for (const person of [left, closed])
    for (const ask of [verification, reset])
      await expect(ask(person)).rejects.toMatchObject({ status: 404, code: 'notFound' })
  expect(await mails()).toEqual([])
})

test('both are on record, with whose account it was', async () => {
  const person = await house.aPatient({ unit, passwordHash })
  await verification(person)
  await reset(person)
  const recorded = await rows(
    house.db,
    `select action, account_id as "accountId", group_id as "groupId" from audit where detail ->> 'accountId' = :id order by id`,
    { id: person.id },
  )
  const byAdmin = { accountId: admin.id, groupId: unit.id }
  expect(recorded).toEqual([
    { action: 'verification.sent', ...byAdmin },
    { action: 'sign_in.reset', ...byAdmin },
  ])
})
