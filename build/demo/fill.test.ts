import pg from 'pg'
import { beforeAll, afterAll, expect, test } from 'vitest'
import { aDatabase } from '../../server/test/database.ts'
import { migrateDown, migrateUp } from '../migrate.ts'
import { demoIsIn, demoStories, fillDemo, isEmpty } from './fill.ts'
import { checkDigit } from './nhsNumber.ts'
import { demoPatients } from './patients.ts'
import { conversationRows, demoPeople } from './rows.ts'
import { demoSignIns } from './signIns.ts'

const url = await aDatabase()
const client = new pg.Client({ connectionString: url })
beforeAll(() => client.connect())
afterAll(() => client.end())

test('fills an empty database, and says which it is', async () => {
  expect([await isEmpty(url), await demoIsIn(url)]).toEqual([true, false])
  await fillDemo(url)
  expect([await isEmpty(url), await demoIsIn(url)]).toEqual([false, true])
})

test('every unit in use has a default messaging contact, and both specialties are there', async () => {
  const { rows } = await client.query(
    'SELECT kind, count(*)::int AS number, count(default_contact_id)::int AS contacts FROM groups GROUP BY kind ORDER BY kind',
  )
  expect(rows).toEqual([
    { kind: 'central_support', number: 1, contacts: 1 },
    { kind: 'specialty', number: 2, contacts: 0 },
    { kind: 'unit', number: 3, contacts: 3 },
  ])
})

test('somebody is away today, and a colleague covers', async () => {
  const { rows } = await client.query(
    'SELECT cover_id IS NOT NULL AS covered FROM absences WHERE local_day(now()) BETWEEN first_day AND last_day',
  )
  expect(rows).toEqual([{ covered: true }])
})

test('somebody waits for a letter, somebody for an invitation, and somebody was invited', async () => {
  const { rows } = await client.query(
    `SELECT a.email IS NOT NULL AS address, l.expires_at > now() AS invited
       FROM accounts a LEFT JOIN links l ON l.account_id = a.id AND l.used_at IS NULL
      WHERE a.password_hash IS NULL ORDER BY address, invited`,
  )
  expect(rows).toEqual([
    { address: false, invited: null },
    { address: true, invited: true },
    { address: true, invited: null },
  ])
})

test('a broadcast is begun, and patients see who has opened their conversations: whoever answered has', async () => {
  const { rows: drafts } = await client.query('SELECT state FROM broadcasts')
  expect(drafts).toEqual([{ state: 'draft' }])
  const { rows: unopened } = await client.query(
    `SELECT m.id FROM messages m WHERE m.author_kind = 'staff' AND NOT EXISTS (
       SELECT FROM audit a WHERE a.conversation_id = m.conversation_id AND a.account_id = m.author_id
                             AND a.action = 'conversation.opened' AND a.at <= now())`,
  )
  expect(unopened).toEqual([])
})

test('the people that an issue or a guide speaks of are in it', async () => {
  const names = demoPeople.map(({ firstName, lastName }) => `${firstName} ${lastName}`)
  for (const name of ['Lionel Campbell', 'Susan Turner', "Kathleen O'Brien", 'José Núñez', 'Priya Smith-Jones']) {
    expect(names).toContain(name)
  }
  const wilsons = demoPatients.filter(({ lastName, firstName }) => `${firstName} ${lastName}` === 'Margaret Wilson')
  expect(new Set(wilsons.map(({ dateOfBirth }) => dateOfBirth)).size).toBe(2)
  expect(new Set(demoPatients.map(({ emailState }) => emailState))).toEqual(
    new Set(['none', 'unverified', 'verified', 'bouncing']),
  )
  const usernames = demoPeople.map(({ username }) => username)
  for (const { username } of demoSignIns) expect(usernames).toContain(username)
})

test('nobody in it can be real: NHS numbers, telephones and addresses are from ranges kept for tests', () => {
  for (const { nhsNumber, telephone, email } of demoPatients) {
    expect(nhsNumber).toMatch(/^999\d{7}$/)
    expect(checkDigit(nhsNumber!.slice(0, 9))).toBe(Number(nhsNumber!.at(-1)))
    expect(telephone).toMatch(/^07700 900\d{3}$/)
    expect(email ?? '@example.org').toMatch(/@example\.org$/)
  }
})

test('staff take part only where they are members, and patients only in their own units', () => {
  for (const story of demoStories) {
    for (const username of [...story.staff, ...(story.patient ? [story.patient] : [])]) {
      const { memberships } = demoPeople.find((person) => person.username === username)!
      const groups = memberships.map(({ group }) => group)
      if (story.group !== 'support') expect(groups, `${username} in "${story.subject}"`).toContain(story.group)
    }
  }
})

test('is the same each time, and never in the future, on any day of the week and on both sides of a clock change', () => {
  for (let day = 0; day < 366; day += 3) {
    const now = new Date(Date.UTC(2028, 0, 1 + day, day % 24, 30))
    for (const story of demoStories) {
      const { messages, participants } = conversationRows(story, now)
      expect(messages.at(-1)!.sent_at.getTime()).toBeLessThan(now.getTime())
      expect(participants.every(({ last_read_seq }) => last_read_seq >= 0)).toBe(true)
    }
  }
})

test('a filled database goes down and up again', async () => {
  await migrateDown(url)
  await migrateUp(url)
  expect(await isEmpty(url)).toBe(true)
})
