/** News: who reads it, who writes it, when it shows, and two admins at once (R12). */
import { describe, expect, test } from 'vitest'
import { aNewsItem, inDays, newsContent } from '../../test/aNewsItem.ts'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const renal = await house.aSpecialty({ name: 'Renal' })
const unit = await house.aUnit({ specialty: renal, name: 'Renal unit' })
const sister = await house.aUnit({ specialty: renal, name: 'Dialysis unit' })
const other = await house.aUnit({ name: 'Foot clinic' })

const people = {
  admin: await house.aUnitAdmin({ unit }),
  colleague: await house.aUnitAdmin({ unit }),
  'specialty admin': await house.aSpecialtyAdmin({ specialty: renal }),
  support: await house.aMemberOfSupport({}),
  nurse: await house.aMemberOfStaff({ unit }),
  patient: await house.aPatient({ unit }),
  'admin of a sister unit': await house.aUnitAdmin({ unit: sister }),
  'patient of a sister unit': await house.aPatient({ unit: sister }),
  'admin of another unit': await house.aUnitAdmin({ unit: other }),
  'patient of another unit': await house.aPatient({ unit: other }),
  'admin of another specialty': await house.aSpecialtyAdmin({ specialty: other.specialty }),
}
type Who = keyof typeof people
const everybody = Object.keys(people) as Who[]
const { admin, colleague, nurse, patient } = people

const reads = async (person: Person) => (await house.as(person).listNews()).news.map(({ id }) => id)
const forAnybody = async () => (await house.signedOut.listPublicNews({ limit: 100 })).news.map(({ id }) => id)
const opens = (person: Person, newsId: string) =>
  house
    .as(person)
    .showNews({ newsId })
    .then(
      () => 200,
      (problem: unknown) => (problem as { status: number }).status,
    )

describe('who reads it', () => {
  const ofTheUnit: Who[] = ['admin', 'colleague', 'nurse', 'patient']
  const ofTheSisterUnit: Who[] = ['admin of a sister unit', 'patient of a sister unit']
  test.each([
    ['of the unit, for both', unit, 'both', ofTheUnit],
    ['of the unit, for patients', unit, 'patients', ['patient']],
    ['of the unit, for staff', unit, 'staff', ['admin', 'colleague', 'nurse']],
    ['of the specialty, for both', renal, 'both', [...ofTheUnit, ...ofTheSisterUnit, 'specialty admin']],
    ['of the specialty, for patients', renal, 'patients', ['patient', 'patient of a sister unit']],
  ] as const)('news %s', async (_, group, audience, readers) => {
    const { id } = await aNewsItem(house, people.support, group.id, { audience })
    for (const who of everybody) {
      const isReader = (readers as readonly Who[]).includes(who)
      expect((await reads(people[who])).includes(id), who).toBe(isReader)
    }
    expect(await forAnybody()).not.toContain(id)
    await expect(house.signedOut.showPublicNews({ newsId: id })).rejects.toMatchObject({ status: 404 })
    expect(await opens(people['patient of another unit'], id)).toBe(404)
    expect(await opens(people['admin of another unit'], id)).toBe(404)
  })

  test('nobody reads a draft, what is not yet or no longer to show, or what was withdrawn', async () => {
    const hidden = [
      await aNewsItem(house, admin, unit.id, { draft: true, isPublic: true }),
      await aNewsItem(house, admin, unit.id, { showsFrom: inDays(1), isPublic: true }),
      await aNewsItem(house, admin, unit.id, { isPublic: true }),
    ]
    const withdrawn = hidden[2]!
    expect(await reads(patient)).toContain(withdrawn.id)
    await house.as(admin).withdrawNews({ newsId: withdrawn.id, version: withdrawn.version })
    const ended = await aNewsItem(house, admin, unit.id, { isPublic: true })
    const { version } = ended
    const over = newsContent({ isPublic: true, showsFrom: inDays(-9), showsUntil: inDays(-1) })
    await house.as(admin).saveNews({ newsId: ended.id, version, groupId: unit.id, ...over })
    const [mine, anybodys] = [await reads(patient), await forAnybody()]
    for (const { id } of [...hidden, ended]) {
      expect([...mine, ...anybodys]).not.toContain(id)
      expect(await opens(patient, id)).toBe(404)
      await expect(house.signedOut.showPublicNews({ newsId: id })).rejects.toMatchObject({ status: 404 })
    }
    const states = (await house.as(admin).listManagedNews()).news
    const stateOf = (id: string) => states.find((one) => one.id === id)?.state
    expect([...hidden, ended].map(({ id }) => stateOf(id))).toEqual(['draft', 'scheduled', 'withdrawn', 'ended'])
  })

  test('the first and the last day are both included', async () => {
    const today = await aNewsItem(house, admin, unit.id, { showsFrom: inDays(0), showsUntil: inDays(0) })
    expect(await reads(patient)).toContain(today.id)
  })

  test('anybody reads what is public, with the name of its unit and nothing else', async () => {
    const { id } = await aNewsItem(house, admin, unit.id, { isPublic: true, audience: 'patients' })
    expect(await house.signedOut.showPublicNews({ newsId: id })).toEqual({
      ...{ id, groupName: 'Renal unit', title: 'The car park is closed', text: 'Use the entrance in Mill Lane.' },
      ...{ pinned: false, showsFrom: inDays(-1) },
    })
    expect(await forAnybody()).toContain(id)
  })
})

describe('who writes it', () => {
  const status = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 200,
      (problem: unknown) => (problem as { status: number }).status,
    )
  /** What each is answered: for the unit, and for its specialty. */
  const table: Record<Who, [number, number]> = {
    admin: [200, 403],
    colleague: [200, 403],
    'specialty admin': [200, 200],
    support: [200, 200],
    nurse: [403, 403],
    patient: [403, 403],
    'admin of a sister unit': [404, 403],
    'patient of a sister unit': [403, 403],
    'admin of another unit': [404, 404],
    'patient of another unit': [403, 403],
    'admin of another specialty': [404, 404],
  }
  test.each(Object.entries(table))('%s', async (who, answers) => {
    const client = house.as(people[who as Who])
    for (const [group, expected] of [
      [unit, answers[0]],
      [renal, answers[1]],
    ] as const) {
      const { id: newsId } = await aNewsItem(house, people.support, group.id, { draft: true })
      const place = { newsId, version: 1 }
      const verbs = {
        write: () => client.saveNews({ newsId: newId(), version: 0, groupId: group.id, ...newsContent() }),
        show: () => client.showManagedNews(place),
        count: () => client.countNewsReaders(place),
        change: () => client.saveNews({ ...place, groupId: group.id, ...newsContent({ title: 'Other' }) }),
        publish: () => client.publishNews({ newsId, version: 2, tellByEmail: false }),
        withdraw: () => client.withdrawNews({ newsId, version: 3 }),
      }
      for (const [name, verb] of Object.entries(verbs)) expect(await status(verb()), name).toBe(expected)
    }
  })

  test('everybody is offered the groups that they write for, and their items', async () => {
    const groupsOf = async (who: Who) =>
      (await house.as(people[who]).listNewsGroups({ limit: 100 })).groups.map(({ name }) => name)
    expect(await groupsOf('admin')).toEqual(['Renal unit'])
    expect(await groupsOf('specialty admin')).toEqual(['Dialysis unit', 'Renal unit', 'Renal'])
    expect(await groupsOf('nurse')).toEqual([])
    expect((await house.as(nurse).listManagedNews()).news).toEqual([])
    const { news } = await house.as(people['admin of a sister unit']).listManagedNews()
    expect(news).toEqual([])
  })

  test('an item stays with its group, and a new one cannot take its id', async () => {
    const { id: newsId } = await aNewsItem(house, people['specialty admin'], renal.id)
    const change = { newsId, version: 2, groupId: unit.id, ...newsContent() }
    expect(await status(house.as(people['specialty admin']).saveNews(change))).toBe(404)
    const taken = { ...change, version: 0, title: 'Mine' }
    expect(await status(house.as(admin).saveNews(taken))).toBe(409)
    expect(await house.as(people.support).showManagedNews({ newsId })).toMatchObject({ version: 2 })
  })
})

describe('what is written', () => {
  test('is tidied, and kept as plain text', async () => {
    const typed = { title: '  Two\nlines ', text: 'One\r\ntwo <b>three</b> https://a.example \u0000' }
    const { content } = await aNewsItem(house, admin, unit.id, typed)
    expect(content).toMatchObject({ title: 'Two lines', text: 'One\ntwo <b>three</b> https://a.example' })
  })

  test.each([
    [{ title: ' ' }, { title: 'Enter a title' }],
    [{ title: 'x'.repeat(151) }, { title: 'Use at most 150 characters' }],
    [{ text: '' }, { text: 'Enter the text' }],
    [{ text: 'x'.repeat(5001) }, { text: 'Use at most 5000 characters' }],
    [{ showsFrom: '2026-02-30' }, { showsFrom: 'Enter a date' }],
    [{ showsFrom: '0000-01-01' }, { showsFrom: 'Choose a day between 1900 and 2199' }],
    [{ showsUntil: '9999-12-31' }, { showsUntil: 'Choose a day between 1900 and 2199' }],
    [{ showsFrom: inDays(2), showsUntil: inDays(1) }, { showsUntil: 'The last day cannot be before the first' }],
    [{ audience: 'staff', isPublic: true }, { isPublic: 'News for staff alone cannot be read by anybody' }],
  ] as const)('%o is refused beside the field', async (changes, fields) => {
    const input = { newsId: newId(), version: 0, groupId: unit.id, ...newsContent(), ...changes }
    await expect(house.as(admin).saveNews(input)).rejects.toMatchObject({ status: 422, fields })
  })

  test('the same, asked for again, is written once', async () => {
    const input = { newsId: newId(), version: 0, groupId: unit.id, ...newsContent() }
    const answers = await Promise.all([1, 2, 3].map(() => house.as(admin).saveNews(input)))
    for (const answer of answers) expect(answer).toMatchObject({ id: input.newsId, version: 1 })
    expect(await versionsOf(input.newsId)).toHaveLength(1)
  })

  test('cannot become public by a slip of the hand', async () => {
    const { id: newsId } = await aNewsItem(house, admin, unit.id, { isPublic: true, draft: true })
    const client = house.as(admin)
    const refused = { status: 409, code: 'anybodyCouldRead' }
    await expect(client.publishNews({ newsId, version: 1, tellByEmail: false })).rejects.toMatchObject(refused)
    const out = await aNewsItem(house, admin, unit.id)
    const change = { newsId: out.id, version: out.version, groupId: unit.id, ...newsContent({ isPublic: true }) }
    await expect(client.saveNews(change)).rejects.toMatchObject(refused)
    expect(await forAnybody()).not.toContain(out.id)
    await client.saveNews({ ...change, anybodyMayRead: true })
    expect(await forAnybody()).toContain(out.id)
  })

  test('what is over is not published', async () => {
    const over = { draft: true, showsFrom: inDays(-9), showsUntil: inDays(-1) }
    const { id: newsId } = await aNewsItem(house, admin, unit.id, over)
    const publishing = house.as(admin).publishNews({ newsId, version: 1, tellByEmail: false })
    await expect(publishing).rejects.toMatchObject({ status: 409, code: 'newsIsOver' })
  })

  test('a draft that is thrown away is not listed any more', async () => {
    const { id: newsId } = await aNewsItem(house, admin, unit.id, { draft: true })
    await house.as(admin).withdrawNews({ newsId, version: 1 })
    expect((await house.as(admin).listManagedNews({ limit: 100 })).news.map(({ id }) => id)).not.toContain(newsId)
  })
})

const versionsOf = (newsId: string) =>
  rows<{ version: number; by: string; title: string }>(
    house.db,
    `select version, changed_by as by, content ->> 'title' as title from news_versions
      where news_id = :newsId order by version`,
    { newsId },
  )

test('of two admins who change it at once one is refused, and every version is kept', async () => {
  const { id: newsId, version } = await aNewsItem(house, admin, unit.id)
  const attempts = await Promise.allSettled(
    [admin, colleague, people['specialty admin'], people.support].map((by, n) =>
      house.as(by).saveNews({ newsId, version, groupId: unit.id, ...newsContent({ title: `Change ${n}` }) }),
    ),
  )
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const attempt of attempts)
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ status: 409, code: 'changedMeanwhile' })
  const versions = await versionsOf(newsId)
  expect(versions.map((one) => one.version)).toEqual([1, 2, 3])
  expect(versions[0]).toMatchObject({ by: admin.id, title: 'The car park is closed' })
  await expect(rows(house.db, `update news_versions set content = '{}'`)).rejects.toThrow()
})

test('pinned first, then the newest; paged without a gap', async () => {
  const ward = await house.aUnit()
  const by = await house.aUnitAdmin({ unit: ward })
  const reader = await house.aPatient({ unit: ward })
  const made = []
  for (const day of [-5, -1, -3, -2, -1]) made.push(await aNewsItem(house, by, ward.id, { showsFrom: inDays(day) }))
  const pinned = await aNewsItem(house, by, ward.id, { showsFrom: inDays(-9), pinned: true })
  const expected = [pinned, made[4], made[1], made[3], made[2], made[0]].map((item) => item!.id)
  expect(await reads(reader)).toEqual(expected)
  const paged: string[] = []
  let cursor: string | null | undefined
  do {
    const page = await house.as(reader).listNews({ limit: 2, ...(cursor && { cursor }) })
    paged.push(...page.news.map(({ id }) => id))
    cursor = page.next
  } while (cursor)
  expect(paged).toEqual(expected)
  const listed = await house.as(by).listManagedNews({ limit: 4 })
  const rest = await house.as(by).listManagedNews({ limit: 4, cursor: listed.next! })
  expect([...listed.news, ...rest.news].map(({ id }) => id)).toEqual([pinned, ...made.toReversed()].map(({ id }) => id))
})

test('what is read and done is on record, without a word of it', async () => {
  const { id: newsId } = await aNewsItem(house, admin, unit.id, { title: 'Bananas' })
  await house.as(patient).showNews({ newsId })
  const recorded = await rows<{ action: string; by: string; text: string }>(
    house.db,
    `select action, account_id as by, cast(detail as text) as text from audit
      where detail ->> 'newsId' = :newsId order by id`,
    { newsId },
  )
  expect(recorded.map(({ action, by }) => [action, by])).toEqual([
    ['news.written', admin.id],
    ['news.published', admin.id],
    ['news.opened', patient.id],
  ])
  expect(JSON.stringify(recorded)).not.toMatch(/bananas/i)
})
