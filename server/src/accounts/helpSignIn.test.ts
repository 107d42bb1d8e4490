/** Forgotten usernames and passwords: who is sent what, and that nobody learns who has an account. */
import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { addressOf, aServer } from '../../test/as.ts'
import { bornOn, type Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, linkIn } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { db, signedOut } = house
const unit = await house.aUnit()
const passwordHash = await hash('the password of before', { memoryCost: 64, timeCost: 1 })
beforeEach(async () => {
  post.mailbox.clear()
  await rows(db, 'delete from graphile_worker._private_jobs')
})

const ask = (who: string, from = addressOf({ id: randomUUID() })) =>
  house.ask('askForSignInHelp', { who }, { 'x-forwarded-for': from })
const received = () =>
  post.mailbox
    .messages()
    // That the password was changed is another matter.
    .filter(({ subject }) => subject === 'Your username, and a new password')
    .map(({ envelope }) => envelope.to[0]!)
    .toSorted()

async function askAndWait(who: string): Promise<string[]> {
  post.mailbox.clear()
  await ask(who)
  await post.workOff()
  return received()
}

/** As if so much time had passed since the last links were asked for. */
const later = (by: string) => db.raw(`update links set created_at = created_at - cast(? as interval)`, [by])

describe('who is known by a proved address', () => {
  test.each([
    ['username', ({ username }: Person) => username],
    ['username in other letters', ({ username }: Person) => ` ${username.toUpperCase()} `],
    ['address', emailOf],
    ['address in other letters', (person: Person) => emailOf(person).toUpperCase()],
  ])('is sent one mail by their %s, with the username and a link that works', async (_, spelt) => {
    const patient = await house.aPatient({ unit, passwordHash })
    expect(await askAndWait(spelt(patient))).toEqual([emailOf(patient)])
    const [mail] = post.mailbox.messages()
    expect(mail!.text).toContain(`Your username is ${patient.username}.`)
    for (const secret of [patient.firstName, patient.lastName, unit.name])
      expect(mail!.text).not.toContain(` ${secret}`)
    const token = linkIn(mail!).searchParams.get('token')!
    const password = 'löwen 🦁 und kartoffeln'
    await signedOut.choosePassword({ token, password, dateOfBirth: bornOn })
    await signedOut.signIn({ username: patient.username, password, door: 'portal' })
  })

  test('may be staff, or have no password yet', async () => {
    const nurse = await house.aMemberOfStaff({ unit })
    expect(await askAndWait(nurse.username)).toEqual([emailOf(nurse)])
  })

  test('loses nothing by it: the password and the sessions stay', async () => {
    const patient = await house.aPatient({ unit, passwordHash })
    await house.as(patient).whoAmI()
    await askAndWait(patient.username)
    expect((await house.as(patient).whoAmI()).me.id).toBe(patient.id)
    expect(await rows(db, `select password_hash as hash from accounts where id = :id`, { id: patient.id })).toEqual([
      { hash: passwordHash },
    ])
  })

  test('is on record, without what was typed', async () => {
    const patient = await house.aPatient({ unit })
    await askAndWait(emailOf(patient))
    const recorded = await rows(
      db,
      `select account_id as "accountId", detail from audit where action = 'sign_in.help_asked' order by id desc limit 1`,
    )
    expect(recorded).toEqual([{ accountId: null, detail: { accountId: patient.id } }])
    expect(await rows(db, `select from graphile_worker._private_jobs`)).toEqual([])
  })
})

test('several people of one address get a mail each', async () => {
  const email = 'the.family@example.org'
  const family = [
    await house.aPatient({ email }),
    await house.aPatient({ email }),
    await house.aMemberOfStaff({ email }),
  ]
  expect(await askAndWait(email)).toEqual([email, email, email])
  const texts = post.mailbox.messages().map(({ text }) => text)
  for (const { username } of family) expect(texts.filter((text) => text.includes(` ${username}.`))).toHaveLength(1)
  await later('2 minutes')
  expect(await askAndWait(family[0]!.username)).toEqual([email])
})

/** By the name of what they are. */
async function everySort(): Promise<Record<string, string>> {
  const closed = await house.aPatient({ unit })
  await house.closes(closed)
  return {
    known: (await house.aPatient({ unit })).username,
    'known by address': emailOf(await house.aPatient({ unit })),
    unknown: `nobody${randomUUID()}`,
    'unknown address': `nobody${randomUUID()}@example.org`,
    unverified: (await house.aPatient({ unit, emailVerified: false })).username,
    'unverified address': emailOf(await house.aPatient({ unit, emailVerified: false })),
    'without an address': (await house.aPatient({ unit, email: null })).username,
    closed: closed.username,
    'closed, by address': emailOf(closed),
    pattern: '%',
  }
}

test('nobody else is sent anything', async () => {
  const { known, 'known by address': address, ...others } = await everySort()
  for (const who of Object.values(others)) expect(await askAndWait(who)).toEqual([])
  expect(await askAndWait(known!)).toHaveLength(1)
  expect(await askAndWait(address!)).toHaveLength(1)
})

describe('gives nothing away', () => {
  test('the answer and the work are the same for everybody', async () => {
    const sorts = await everySort()
    const answers = []
    const listened: string[] = []
    const listen = ({ sql }: { sql: string }) => listened.push(sql)
    for (const who of Object.values(sorts)) {
      listened.length = 0
      db.on('query', listen)
      const { status, body } = await ask(who)
      db.removeListener('query', listen)
      answers.push({ status, body, work: [...listened] })
    }
    expect(answers[0]).toMatchObject({ status: 204 })
    expect(answers[0]!.work.some((sql) => sql.includes('add_job'))).toBe(true)
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  test('the same is done for everybody before the answer, so that it takes as long', async () => {
    const { known, unknown, unverified, closed } = await everySort()
    const done = async (who: string) => {
      const heard: string[] = []
      const hear = ({ sql }: { sql: string }) => void heard.push(sql)
      house.db.on('query', hear)
      await ask(who)
      house.db.removeListener('query', hear)
      return heard
    }
    const ofNobody = await done(unknown!)
    expect(ofNobody.length).toBeGreaterThan(0)
    for (const who of [known!, unverified!, closed!]) expect(await done(who)).toEqual(ofNobody)
  })
})

describe('nobody floods an inbox', () => {
  test('many requests at once are one mail', async () => {
    const patient = await house.aPatient({ unit })
    await Promise.all(Array.from({ length: 20 }, () => ask(patient.username)))
    await post.workOff()
    expect(received()).toHaveLength(1)
  })

  test('three in an hour and six in a day; the newest link works on, and using it makes room', async () => {
    const patient = await house.aPatient({ unit })
    const asking = async (pause: string) => {
      await later(pause)
      return (await askAndWait(patient.username)).length
    }
    let newest = ''
    const sent = []
    for (const pause of [...Array<string>(5).fill('2 minutes'), ...Array<string>(8).fill('40 minutes')]) {
      sent.push(await asking(pause))
      newest = sent.at(-1) ? linkIn(post.mailbox.messages()[0]!).searchParams.get('token')! : newest
    }
    expect(sent.slice(0, 5)).toEqual([1, 1, 1, 0, 0])
    expect(sent.reduce((sum, one) => sum + one)).toBe(6)
    expect(await asking('1 second')).toBe(0)
    await signedOut.choosePassword({ token: newest, password: 'four words or more', dateOfBirth: bornOn })
    await later('1 day')
    expect(await asking('1 second')).toBe(1)
  })

  test('a link that was used makes room', async () => {
    const patient = await house.aPatient({ unit })
    for (let n = 0; n < 5; n++) {
      await later('2 minutes')
      expect(await askAndWait(patient.username)).toHaveLength(1)
      const token = linkIn(post.mailbox.messages()[0]!).searchParams.get('token')!
      await signedOut.choosePassword({ token, password: `four words or more, the ${n}th`, dateOfBirth: bornOn })
    }
  })

  test('one place asks thirty times in a quarter of an hour, and no other place is held back by it', async () => {
    const from = addressOf({ id: randomUUID() })
    const statuses = []
    for (let n = 0; n < 32; n++) statuses.push((await ask(`nobody${n}`, from)).status)
    expect(statuses).toEqual([...Array<number>(30).fill(204), 429, 429])
    expect((await ask('nobody')).status).toBe(204)
  })
})
