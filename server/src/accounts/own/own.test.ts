/** One's own account: what is shown, what may be changed, and what a change ends. */
import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { aLink } from '../../../test/aLink.ts'
import { aServer } from '../../../test/as.ts'
import type { Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { aPostOffice, emailOf, linkIn } from '../../../test/postOffice.ts'
import { rows } from '../../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { db, signedOut } = house
const unit = await house.aUnit({ name: 'Ward 206', telephone: '0131 496 0206' })
const currentPassword = 'the password of before'
const password = 'löwen 🦁 und kartoffeln'
const passwordHash = await hash(currentPassword, { memoryCost: 64, timeCost: 1 })
const aPatient = () => house.aPatient({ unit, passwordHash })
const account = (person: Person) => house.as(person).showAccount()
const later = (by: string) => db.raw(`update links set created_at = created_at - cast(? as interval)`, [by])
const isOpen = async (token: string) =>
  (await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })).status === 200
const wrongPassword = { status: 422, fields: { currentPassword: 'That is not your password. Try again' } }

beforeEach(async () => {
  post.mailbox.clear()
  await rows(db, 'delete from graphile_worker._private_jobs')
})

test('shows what is held, and whom to ask to change it', async () => {
  const patient = await aPatient()
  expect(await account(patient)).toEqual({
    ...{ username: patient.username, firstName: patient.firstName, lastName: patient.lastName, kind: 'patient' },
    ...{ email: emailOf(patient), emailState: 'verified', telephone: null, emailWish: 'each' },
    groups: [{ id: unit.id, name: 'Ward 206', telephone: '0131 496 0206' }],
  })
  const states = { emailVerified: false, emailBouncing: true }
  expect((await account(await house.aPatient({ unit, ...states }))).emailState).toBe('bouncing')
  expect((await account(await house.aPatient({ unit, emailVerified: false }))).emailState).toBe('unverified')
  expect(await account(await house.aMemberOfStaff({ unit, email: null }))).toMatchObject({
    emailState: 'none',
    email: null,
  })
})

describe('the address', () => {
  test('is changed with the password: not verified any more, a link to the new one, a word to the old one', async () => {
    const patient = await aPatient()
    const email = `new.${randomUUID()}@example.org`
    expect(await house.as(patient).changeEmail({ email: ` ${email} `, currentPassword })).toEqual({ sentTo: email })
    expect(await account(patient)).toMatchObject({ email, emailState: 'unverified' })
    await post.workOff()
    const mails = post.mailbox.messages()
    expect(mails.map(({ envelope, subject }) => [envelope.to[0], subject]).toSorted()).toEqual(
      [
        [email, 'Confirm your e-mail address'],
        [emailOf(patient), 'This e-mail address is no longer used'],
      ].toSorted(),
    )
    const token = linkIn(mails.find(({ envelope }) => envelope.to[0] === email)!).searchParams.get('token')!
    await signedOut.verifyEmail({ token })
    expect((await account(patient)).emailState).toBe('verified')
  })

  test('that was mistyped and never proved hears nothing of it, nor of what is changed later', async () => {
    const patient = await aPatient()
    const me = house.as(patient)
    const [stranger, right] = [`stranger.${randomUUID()}@example.org`, `right.${randomUUID()}@example.org`]
    await me.changeEmail({ email: stranger, currentPassword })
    await post.workOff()
    post.mailbox.clear()
    await me.changeEmail({ email: right, currentPassword })
    await me.changePassword({ currentPassword, password })
    await post.workOff()
    expect(post.mailbox.messages().map(({ envelope, subject }) => [envelope.to[0], subject])).toEqual([
      [right, 'Confirm your e-mail address'],
    ])
  })

  test('of somebody without one, or whose mails come back, is as good as new', async () => {
    for (const has of [{ email: null }, { emailBouncing: true }]) {
      const patient = await house.aPatient({ unit, passwordHash, ...has })
      await house.as(patient).changeEmail({ email: `${patient.username}.new@example.org`, currentPassword })
      expect((await account(patient)).emailState).toBe('unverified')
    }
  })

  test('stays when the password is wrong, it is the same, or it is none', async () => {
    const patient = await aPatient()
    const change = (email: string, typed = currentPassword) =>
      house.as(patient).changeEmail({ email, currentPassword: typed })
    await expect(change('other@example.org', 'wrong')).rejects.toMatchObject(wrongPassword)
    await expect(change(emailOf(patient))).rejects.toMatchObject({ fields: { email: expect.any(String) } })
    for (const none of ['', 'me', 'me@home', 'a@example.org, b@example.org', 'a b@example.org', '@example.org'])
      await expect(change(none)).rejects.toMatchObject({ status: 422, fields: { email: expect.any(String) } })
    expect(await account(patient)).toMatchObject({ email: emailOf(patient), emailState: 'verified' })
    await post.workOff()
    expect(post.mailbox.messages()).toEqual([])
  })

  test('is sent another link, one a minute, six an hour, also when it is changed again and again', async () => {
    const patient = await house.aPatient({ unit, passwordHash, emailVerified: false })
    const me = house.as(patient)
    for (let n = 0; n < 3; n++) expect(await me.verifyOwnEmail()).toEqual({ sentTo: emailOf(patient), lately: n > 0 })
    await post.workOff()
    expect(post.mailbox.messages()).toHaveLength(1)
    for (let n = 0; n < 5; n++)
      await me.changeEmail({ email: `n${n}.${patient.username}@example.org`, currentPassword })
    const tooMany = { status: 429, code: 'tooManyEmails' }
    await expect(me.verifyOwnEmail()).rejects.toMatchObject(tooMany)
    await expect(me.changeEmail({ email: 'x@example.org', currentPassword })).rejects.toMatchObject(tooMany)
    expect((await account(patient)).email).toBe(`n4.${patient.username}@example.org`)
    await later('1 hour')
    await me.verifyOwnEmail()
    await expect(house.as(await house.aPatient({ email: null })).verifyOwnEmail()).rejects.toMatchObject({
      code: 'noEmail',
    })
  })
})

test('the telephone number is changed, removed, and must be one', async () => {
  const me = house.as(await aPatient())
  await me.changeTelephone({ telephone: ' 0131 496 0120 ' })
  expect((await me.showAccount()).telephone).toBe('0131 496 0120')
  await expect(me.changeTelephone({ telephone: 'ask my daughter' })).rejects.toMatchObject({ status: 422 })
  await me.changeTelephone({ telephone: '' })
  expect((await me.showAccount()).telephone).toBeNull()
})

test('the wish for e-mails is kept', async () => {
  const me = house.as(await aPatient())
  for (const emailWish of ['daily', 'none', 'each'] as const) {
    await me.chooseEmailWish({ emailWish })
    expect((await me.showAccount()).emailWish).toBe(emailWish)
  }
})

describe('the password', () => {
  const signIn = ({ username }: Person, typed: string) =>
    signedOut.signIn({ username, password: typed, door: 'portal' })

  test('is changed with the one of before; this session stays, all others and open links end', async () => {
    const patient = await aPatient()
    const others = [await house.aSession(patient), await house.aSession(patient)]
    const neighbour = await house.aSession(await aPatient())
    const token = await aLink(house, patient, 'choose_password')
    await house.as(patient).changePassword({ currentPassword, password })
    expect((await account(patient)).username).toBe(patient.username)
    for (const other of others) expect(await isOpen(other)).toBe(false)
    expect(await isOpen(neighbour)).toBe(true)
    await expect(signedOut.choosePassword({ token, password })).rejects.toMatchObject({ code: 'linkUsed' })
    await expect(signIn(patient, currentPassword)).rejects.toMatchObject({ code: 'wrongSignIn' })
    expect((await signIn(patient, password)).me.id).toBe(patient.id)
  })

  test('is not the one of before', async () => {
    const patient = await aPatient()
    const other = await house.aSession(patient)
    await expect(
      house.as(patient).changePassword({ currentPassword, password: currentPassword }),
    ).rejects.toMatchObject({ status: 422, fields: { password: 'That is your password already. Choose another' } })
    expect(await isOpen(other)).toBe(true)
  })

  test('stays when the one of before is wrong, or the new one is easy to guess', async () => {
    const patient = await aPatient()
    const other = await house.aSession(patient)
    const change = (from: string, to: string) =>
      house.as(patient).changePassword({ currentPassword: from, password: to })
    await expect(change('wrong', password)).rejects.toMatchObject(wrongPassword)
    for (const easy of ['short', 'Password123', patient.username, `${patient.lastName}2026`])
      await expect(change(currentPassword, easy)).rejects.toMatchObject({
        status: 422,
        fields: { password: expect.any(String) },
      })
    expect(await isOpen(other)).toBe(true)
    expect((await signIn(patient, currentPassword)).me.id).toBe(patient.id)
  })

  test('cannot be found out in a session that was left open, not by many tries at once either', async () => {
    const patient = await aPatient()
    const tries = Array.from({ length: 15 }, (_, n) =>
      house.as(patient).changePassword({ currentPassword: `guess ${n}`, password }),
    )
    const statuses = (await Promise.allSettled(tries)).map(
      (one) => (one as { reason: { status: number } }).reason.status,
    )
    expect(statuses.filter((status) => status === 422)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
    const mine = { currentPassword, email: `${patient.username}.new@example.org` }
    await expect(house.as(patient).changeEmail(mine)).rejects.toMatchObject({ code: 'tooManyPasswords' })
    // Whoever signs in themselves is kept from nothing.
    const authorization = `Bearer ${await house.aSession(patient)}`
    expect((await house.ask('changeEmail', mine, { authorization })).status).toBe(200)
  })
})

describe('sessions', () => {
  test('are listed, this one first, without those that have ended', async () => {
    const patient = await aPatient()
    // As one is made: thirty minutes without anything, and it ends.
    await house.aSession(patient, { idleEndsAt: `now() + interval '20 minutes'` })
    await house.aSession(patient, { idleEndsAt: `now() - interval '1 second'` })
    await house.aSession(patient, { endedAt: 'now()' })
    await house.aSession(await aPatient())
    await rows(
      db,
      `update sessions set started_at = now() - interval '1 hour' where account_id = :id`,
      patient as never,
    )
    const { sessions } = await house.as(patient).listSessions()
    expect(sessions.map(({ current, door }) => [current, door])).toEqual([
      [true, 'portal'],
      [false, 'portal'],
    ])
    const ago = sessions.map(({ lastActiveAt }) => Math.round((Date.now() - Date.parse(lastActiveAt)) / 60_000))
    expect(ago).toEqual([0, 10])
  })

  test('all others end at once, with their live streams, and this one stays', async () => {
    const patient = await aPatient()
    const other = await house.aSession(patient)
    const stream = await fetch(`${house.origin}/api/live`, { headers: { authorization: `Bearer ${other}` } })
    expect(await house.as(patient).endOtherSessions()).toEqual({ ended: 1 })
    expect(await stream.text()).toContain('signedOut')
    expect(await isOpen(other)).toBe(false)
    expect((await house.as(patient).listSessions()).sessions).toHaveLength(1)
  })
})

test('every change is on record, with nothing of what was typed', async () => {
  const patient = await aPatient()
  const me = house.as(patient)
  await me.changeTelephone({ telephone: '0131 496 0120' })
  await me.chooseEmailWish({ emailWish: 'none' })
  await me.changeEmail({ email: `${patient.username}.other@example.org`, currentPassword })
  await expect(me.changePassword({ currentPassword: 'wrong', password })).rejects.toMatchObject(wrongPassword)
  await me.changePassword({ currentPassword, password })
  const recorded = await rows<{ action: string; detail: object }>(
    db,
    'select action, detail from audit where account_id = :id order by id',
    { id: patient.id },
  )
  expect(recorded).toEqual([
    { action: 'telephone.changed', detail: {} },
    { action: 'email_wish.chosen', detail: { emailWish: 'none' } },
    { action: 'email.changed', detail: {} },
    { action: 'password.refused', detail: {} },
    { action: 'password.changed', detail: {} },
    { action: 'sessions.ended', detail: { count: 0 } },
  ])
})
