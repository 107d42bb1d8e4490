/** A patient's link that reached somebody else opens nothing: whoever uses it has to know when the patient was born. */
import { hash } from '@node-rs/argon2'
import { beforeEach, expect, test } from 'vitest'
import { aLink } from '../../test/aLink.ts'
import { aServer } from '../../test/as.ts'
import { bornOn, type Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, jobsNamed } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { db, signedOut } = house
const unit = await house.aUnit()
const admin = unit.contact!
const password = 'löwen und kartoffeln'
const passwordHash = await hash('the password of before', { memoryCost: 64, timeCost: 1 })
beforeEach(() => rows(db, 'delete from graphile_worker._private_jobs'))

const aPatient = () => house.aPatient({ unit, emailVerified: true, passwordHash })
const refusedWith = (again: string) => ({
  status: 422,
  fields: { dateOfBirth: `That is not the date of birth that we have. ${again}` },
})
const refused = refusedWith('Check it and try again')
const useless = { status: 410, code: 'linkUsed' }
const ended = { status: 410, code: 'tooManyDates' }
const isVerified = async ({ id }: Person) =>
  (await rows(db, 'select from accounts where id = :id and email_verified_at is not null', { id })).length > 0
const choose = (token: string, dateOfBirth?: string) =>
  signedOut.choosePassword({ token, password, ...(dateOfBirth && { dateOfBirth }) })
const guess = async (token: string, times: number) => {
  for (let wrong = 0; wrong < times; wrong++) await choose(token, `1961-03-${10 + wrong}`).catch(() => undefined)
}
const line = async ({ id }: Person) =>
  (await house.as(admin).listUnreachable({ unitId: unit.id })).people.find((one) => one.id === id)

async function aLockedLink() {
  const patient = await aPatient()
  const token = await aLink(house, patient, 'choose_password')
  await guess(token, 5)
  return { patient, token }
}

test('whoever does not say it is asked, and that is no try', async () => {
  const patient = await aPatient()
  const token = await aLink(house, patient, 'choose_password')
  for (let times = 0; times < 6; times++)
    await expect(choose(token)).rejects.toMatchObject({
      status: 422,
      fields: { dateOfBirth: 'Enter your date of birth' },
    })
  for (const odd of ['1961-13-01', '61-03-09', '1961-3-9'])
    for (let times = 0; times < 3; times++)
      await expect(choose(token, odd)).rejects.toMatchObject({ status: 422, fields: { dateOfBirth: /day, a month/ } })
  expect(await choose(token, bornOn)).toMatchObject({ username: patient.username })
})

test('what is wrong with both fields is said at once', async () => {
  const token = await aLink(house, await aPatient(), 'choose_password')
  await expect(signedOut.choosePassword({ token, password: '', dateOfBirth: '--' })).rejects.toMatchObject({
    fields: {
      password: 'Use at least 8 characters; 15 or more are safer',
      dateOfBirth: 'Enter your date of birth: a day, a month and a year, like 9 3 1961',
    },
  })
})

test('a wrong one says nothing of the password, and so nothing of whose account it is', async () => {
  const patient = await house.aPatient({ unit, emailVerified: true, firstName: 'Robin', lastName: 'Telltale' })
  const token = await aLink(house, patient, 'choose_password')
  for (const telling of ['RobinTelltale1961', 'something else'])
    await expect(
      signedOut.choosePassword({ token, password: telling, dateOfBirth: '1990-01-01' }),
    ).rejects.toMatchObject(refused)
})

test('after four wrong ones the right one still opens it; the fifth ends it', async () => {
  const patient = await aPatient()
  const lucky = await aLink(house, patient, 'choose_password')
  await guess(lucky, 4)
  await choose(lucky, bornOn)
  const token = await aLink(house, patient, 'choose_password')
  await guess(token, 2)
  await expect(choose(token, '1999-01-01')).rejects.toMatchObject(refusedWith('Check it: you can try twice more'))
  await expect(choose(token, '1999-01-02')).rejects.toMatchObject(refusedWith('Check it: you can try once more'))
  await expect(choose(token, '1999-01-03')).rejects.toMatchObject(ended)
  await expect(choose(token, bornOn)).rejects.toMatchObject(useless)
  await expect(signedOut.showLink({ token })).rejects.toMatchObject(useless)
})

test('a new link gives nobody five more tries, until somebody has known it', async () => {
  const patient = await aPatient()
  await guess(await aLink(house, patient, 'choose_password'), 2)
  await guess(await aLink(house, patient, 'choose_password'), 2)
  const third = await aLink(house, patient, 'choose_password')
  await expect(choose(third, '1999-01-01')).rejects.toMatchObject(ended)
  await expect(choose(third, '1999-01-01')).rejects.toMatchObject(useless)
  expect(await isVerified(patient)).toBe(false)
  const fourth = await aLink(house, patient, 'choose_password')
  await choose(fourth, bornOn)
  const fifth = await aLink(house, patient, 'choose_password')
  await guess(fifth, 4)
  const another = { token: fifth, password: 'vier andere Wörter', dateOfBirth: bornOn }
  expect(await signedOut.choosePassword(another)).toMatchObject({ username: patient.username })
})

test('of many who try at once no more than five are answered', async () => {
  const patient = await aPatient()
  const token = await aLink(house, patient, 'choose_password')
  const days = Array.from({ length: 16 }, (_, n) => `1961-03-${10 + n}`)
  const answers = await Promise.allSettled(days.map((one) => choose(token, one)))
  const codes = answers.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'chosen'))
  expect(codes.filter((code) => code === 'badInput')).toHaveLength(4)
  expect(codes.filter((code) => code === 'tooManyDates')).toHaveLength(1)
  expect(codes.filter((code) => code === 'linkUsed')).toHaveLength(11)
})

test('the unit sees why: the address is not proved any more, and may be somebody else’s', async () => {
  const { patient } = await aLockedLink()
  expect(await isVerified(patient)).toBe(false)
  expect(await line(patient)).toMatchObject({ reason: 'unverified', distrusted: true })
  const other = await house.aPatient({ unit, emailVerified: false })
  expect(await line(other)).toMatchObject({ reason: 'unverified', distrusted: false })
  const recorded = await rows<{ action: string }>(
    db,
    `select action from audit where detail ->> 'accountId' = :id order by at`,
    { id: patient.id },
  )
  expect(recorded.map(({ action }) => action)).toEqual([...Array<string>(4).fill('link.refused'), 'link.locked'])
})

test('whoever got it comes by no other link, not even by confirming that the address is theirs', async () => {
  const { patient } = await aLockedLink()
  await signedOut.verifyEmail({ token: await verificationBy(admin, patient) })
  expect(await isVerified(patient)).toBe(true)
  await signedOut.askForSignInHelp({ who: emailOf(patient) })
  await post.workOff()
  expect(await jobsNamed(house, 'sendLink')).toBe(0)
  expect(post.mailbox.messages().filter(({ subject }) => subject.includes('new password'))).toEqual([])
})

test.each<[string, (patient: Person) => Promise<unknown>]>([
  [
    'the patient, while signed in, confirms it',
    async (patient) => signedOut.verifyEmail({ token: await aLink(house, patient, 'verify_email') }),
  ],
  [
    'somebody with a new link knows the date of birth',
    async (patient) => choose(await aLink(house, patient, 'choose_password'), bornOn),
  ],
  [
    'it is another one',
    ({ id }) =>
      rows(db, `update accounts set email = 'right@example.org', email_verified_at = now() where id = :id`, { id }),
  ],
])('the address is trusted again when %s', async (_, mend) => {
  const { patient } = await aLockedLink()
  await mend(patient)
  post.mailbox.clear()
  await signedOut.askForSignInHelp({ who: patient.username })
  await post.workOff()
  expect(post.mailbox.messages()).toHaveLength(1)
})

test('a new link can be asked for at once, because the one of a moment ago is of no use', async () => {
  const { patient } = await aLockedLink()
  await rows(db, `update accounts set password_hash = null where id = :id`, { id: patient.id })
  post.mailbox.clear()
  await house.as(admin).resetSignIn({ unitId: unit.id, accountId: patient.id })
  await post.workOff()
  expect(post.mailbox.messages()).toHaveLength(1)
})

test('staff, and patients of whom we have none, are not asked', async () => {
  const nurse = await house.aMemberOfStaff({ unit })
  const patient = await aPatient()
  await rows(db, 'update accounts set date_of_birth = null where id = :id', { id: patient.id })
  for (const person of [nurse, patient]) {
    const token = await aLink(house, person, 'choose_password')
    expect(await signedOut.showLink({ token })).toMatchObject({ asksDateOfBirth: false, firstName: person.firstName })
    expect(await choose(token)).toMatchObject({ username: person.username })
  }
})

/** Asked for by somebody else than the person. */
async function verificationBy({ id }: Person, patient: Person): Promise<string> {
  const token = await aLink(house, patient, 'verify_email')
  await rows(db, `update links set created_by = :id where account_id = :patientId and purpose = 'verify_email'`, {
    id,
    patientId: patient.id,
  })
  return token
}
