/** Letters: who is given one, what stands on it, and what its code opens. */
import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { encode } from 'uqr'
import { aLink } from '../../../test/aLink.ts'
import { aServer } from '../../../test/as.ts'
import type { Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { holding } from '../../../test/holding.ts'
import { readPdf, type PdfPage } from '../../../test/readPdf.ts'
import { rows } from '../../db/rows.ts'

const house = await aServer(await aDatabase(), { PUBLIC_URL: 'https://messages.example.org' })
const { db, signedOut } = house
const passwordHash = await hash('the password of before', { memoryCost: 64, timeCost: 1 })
const password = 'four words that differ'
const unit = await house.aUnit({ name: 'Ward 206', telephone: '0131 496 0206' })
const admin = unit.contact!
const useless = { status: 410, code: 'linkUsed' }

const aPatient = (options: Parameters<typeof house.aPatient>[0] = {}) =>
  house.aPatient({ unit, email: null, ...options })
const print = (people: Person[], { by = admin, of = unit, resets = false } = {}) =>
  house.as(by).printLetters({ unitId: of.id, accountIds: people.map(({ id }) => id), resets })
const pagesOf = ({ pdf }: { pdf: string }) => readPdf(Buffer.from(pdf, 'base64'))
const codeOn = ({ text }: PdfPage) => /^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$/m.exec(text)![0]
const codeFor = async (person: Person, options?: Parameters<typeof print>[1]) =>
  codeOn(pagesOf(await print([person], options))[0]!)
/** As `build.ts` has it. */
const dateOfBirth = '1961-03-09'
const choose = (token: string) => signedOut.choosePassword({ token, password, dateOfBirth })
const signIn = ({ username }: Person, word = password) => signedOut.signIn({ username, password: word, door: 'portal' })
const recorded = (person: Person) =>
  rows<{ action: string }>(db, `select action from audit where detail ->> 'accountId' = :id order by id`, {
    id: person.id,
  }).then((found) => found.map(({ action }) => action))

test('a letter says what its reader needs, and nothing that is nobody’s business', async () => {
  const person = await aPatient({ firstName: 'Zoë', lastName: 'O’Brien-Łukasiewicz', nhsNumber: '9434765919' })
  const reply = await print([person])
  expect(reply).toMatchObject({ fileName: 'letters to hand over.pdf', letters: 1 })
  const [page, ...others] = pagesOf(reply)
  expect(others).toEqual([])
  const text = page!.text.replaceAll(/\s+/g, ' ')
  for (const part of [
    'Zoë O’Brien-Łukasiewicz',
    person.username,
    'messages.example.org/letter',
    'write to the staff of Ward 206',
    'not for anything urgent. In an emergency, call 999',
    'telephone Ward 206 on 0131 496 0206',
  ])
    expect(text).toContain(part)
  const [{ until }] = (await rows<{ until: string }>(
    db,
    `select to_char(expires_at at time zone 'Europe/London', 'HH24:MI "on" FMDay FMDD FMMonth') as until
       from links where account_id = :id`,
    { id: person.id },
  )) as [{ until: string }]
  expect(text).toContain(`The code works once, until ${until}.`)
  expect(text).toContain('You will also be asked for your date of birth')
  for (const secret of ['1961', '9 March', '943', person.id]) expect(text).not.toContain(secret)
  const link = `https://messages.example.org/choose-password?token=${codeOn(page!).replaceAll('-', '')}`
  expect(pictureOn(page!)).toEqual(encode(link, { ecc: 'M', border: 0 }).data)
})

/** The modules of the QR code, back from where its squares were drawn. */
function pictureOn({ squares }: PdfPage): boolean[][] {
  const [left, top] = [Math.min(...squares.map(([x]) => x)), Math.min(...squares.map(([, y]) => y))]
  const modules = squares.map(([x, y, side]) => [Math.round((x - left) / side), Math.round((y - top) / side)] as const)
  const size = Math.max(...modules.map(([x]) => x)) + 1
  const picture = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [x, y] of modules) picture[y]![x] = true
  return picture
}

test('however long the names are, each letter is one page, in the order of the list', async () => {
  const long = await house.aUnit({ name: 'Dialysis and Transplantation '.repeat(3).trim() })
  const people = await Promise.all(
    ['B', 'A'].map((letter) =>
      house.aPatient({ unit: long, email: null, firstName: 'W'.repeat(100), lastName: letter.repeat(100) }),
    ),
  )
  const pages = pagesOf(await print(people, { by: long.contact!, of: long }))
  expect(pages.map(({ text }) => (text.includes('AAAA') ? 'A' : 'B'))).toEqual(['A', 'B'])
  for (const { text } of pages) expect(text).toContain('They can give you a new letter.')
})

describe('the code', () => {
  test('is typed in any case, with or without hyphens, and O and 0, I, L and 1 are the same', async () => {
    const person = await aPatient()
    const code = await codeFor(person)
    const greeting = { purpose: 'choose_password', email: null, username: person.username, door: 'portal' }
    for (const typed of [
      code,
      code.toLowerCase(),
      code.replaceAll('-', ' '),
      ` ${code.replaceAll('-', '').replaceAll('0', 'o').replaceAll('1', 'l')} `,
      code.replaceAll('0', 'O').replaceAll('1', 'i').replaceAll('-', ' – '),
    ])
      expect(await signedOut.showLink({ token: typed })).toMatchObject(greeting)
  })

  test('leads to a password, proves no address, and works once', async () => {
    const person = await aPatient({ email: 'typed.by.somebody@example.org', emailVerified: false })
    const code = await codeFor(person)
    expect(await choose(code)).toEqual({ username: person.username, door: 'portal', passkeys: 0 })
    expect((await signIn(person)).me.id).toBe(person.id)
    expect((await house.as(person).showAccount()).emailState).toBe('unverified')
    await expect(choose(code)).rejects.toMatchObject(useless)
    await expect(signedOut.showLink({ token: code })).rejects.toMatchObject(useless)
    expect(await recorded(person)).toEqual(['letter.printed', 'password.chosen'])
  })

  test('is kept as a hash only, works for 72 hours, and serves nothing else', async () => {
    const person = await aPatient()
    const code = await codeFor(person)
    const [kept] = await rows<{ row: string; hours: string }>(
      db,
      `select cast(to_jsonb(links) as text) as row, extract(epoch from expires_at - created_at) / 3600 as hours
         from links where account_id = :id`,
      { id: person.id },
    )
    expect(Number(kept!.hours)).toBe(72)
    expect(kept!.row).not.toContain(code.replaceAll('-', ''))
    await expect(signedOut.verifyEmail({ token: code })).rejects.toMatchObject(useless)
    await rows(db, 'update links set expires_at = now() where account_id = :id', { id: person.id })
    await expect(choose(code)).rejects.toMatchObject(useless)
  })

  const spoiling: [string, (person: Person) => Promise<unknown>][] = [
    ['a newer letter', (person) => print([person])],
    ['a link by e-mail', (person) => aLink(house, person, 'choose_password')],
    ['the end of the account', (person) => house.closes(person)],
  ]
  test.each(spoiling)('is made useless by %s', async (_, spoil) => {
    const person = await aPatient({ email: `later${spoiling.length}.${_.length}@example.org`, emailVerified: false })
    const code = await codeFor(person)
    await spoil(person)
    await expect(choose(code)).rejects.toMatchObject(useless)
  })

  test('makes an earlier link by e-mail useless', async () => {
    const person = await aPatient({ email: 'first.mailed@example.org', emailVerified: false })
    const token = await aLink(house, person, 'choose_password')
    await print([person])
    await expect(choose(token)).rejects.toMatchObject(useless)
  })

  test('of two letters at once only one works', async () => {
    const person = await aPatient()
    const held = await holding(db, (trx) =>
      rows(trx, `select from accounts where id = :id for update`, { id: person.id }),
    )
    const colleague = await house.aUnitAdmin({ unit })
    const both = Promise.all([codeFor(person), codeFor(person, { by: colleague })])
    await held.untilWaiting(2)
    await held.letGo()
    const outcomes = await Promise.allSettled((await both).map(choose))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('is used by one of many who try at once', async () => {
    const person = await aPatient()
    const code = await codeFor(person)
    const held = await holding(db, (trx) =>
      rows(trx, `select from accounts where id = :id for update`, { id: person.id }),
    )
    const attempts = Promise.allSettled(Array.from({ length: 4 }, () => choose(code)))
    await held.untilWaiting(4)
    await held.letGo()
    expect((await attempts).filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

test('five wrong dates of birth end a letter, and say nothing of an address that it did not go to', async () => {
  const person = await aPatient({ email: 'proved@example.org', emailVerified: true })
  const code = await codeFor(person)
  for (let n = 1; n <= 5; n++)
    await expect(signedOut.choosePassword({ token: code, password, dateOfBirth: '1950-01-01' })).rejects.toMatchObject({
      code: n < 5 ? 'badInput' : 'tooManyDates',
    })
  await expect(choose(code)).rejects.toMatchObject(useless)
  expect((await house.as(person).showAccount()).emailState).toBe('verified')
  const { patients } = await house.as(admin).listPatients({ unitId: unit.id, filter: person.lastName })
  expect(patients[0]!.wayIn.invitation).toMatchObject({ by: 'letter', state: 'expired' })
  expect(await choose(await codeFor(person))).toBeTruthy()
})

describe('guessing', () => {
  const wrong = (n: number) => `0000-0000-0000-${String(n).padStart(4, '0')}`
  const from = (address: string) => ({ 'x-forwarded-for': address })

  test('is slowed down by address of the network, by either way of asking, and for nobody else', async () => {
    const person = await aPatient()
    const code = await codeFor(person)
    const asks = Array.from({ length: 60 }, (_, n) =>
      n % 2
        ? house.ask('showLink', { token: wrong(n) }, from('10.9.9.9'))
        : house.ask('choosePassword', { token: wrong(n), password }, from('10.9.9.9')),
    )
    const statuses = (await Promise.all(asks)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(25)
    expect(statuses.filter((status) => status === 410).length).toBeGreaterThanOrEqual(30)
    const refused = await house.ask('showLink', { token: wrong(1) }, from('10.9.9.9'))
    expect(refused.body).toMatchObject({ code: 'tooManyCodes' })
    expect((await house.ask('showLink', { token: code }, from('10.9.9.8'))).status).toBe(200)
    // Links out of e-mails cannot be guessed, and whoever has one is let through.
    const mailed = await aLink(house, await house.aPatient({ unit }), 'choose_password')
    expect((await house.ask('showLink', { token: mailed }, from('10.9.9.9'))).status).toBe(200)
  })

  test('right codes do not count', async () => {
    const code = await codeFor(await aPatient())
    for (let n = 0; n < 40; n++)
      expect((await house.ask('showLink', { token: code }, from('10.9.9.7'))).status).toBe(200)
  })
})

describe('who may have one printed', () => {
  test('is whoever looks after every unit of the patient', async () => {
    const elsewhere = await house.aUnit({ specialty: unit.specialty })
    const both = await aPatient()
    await house.joins(both, elsewhere)
    const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
    await expect(print([both])).rejects.toMatchObject({ status: 403, code: 'notYoursAlone' })
    expect(await codeFor(both, { by: specialtyAdmin })).toBeTruthy()
  })

  test('is not for staff, patients of others, those who have left, or closed accounts', async () => {
    const nurse = await house.aMemberOfStaff({ unit, email: null })
    const stranger = await house.aPatient({ email: null })
    const [left, closed] = [await aPatient(), await aPatient()]
    await house.leavesUnit(left, unit)
    await house.closes(closed)
    for (const person of [nurse, stranger, left, closed])
      await expect(print([person])).rejects.toMatchObject({ status: 404 })
    const person = await aPatient()
    expect(await print([nurse, stranger, person, left])).toMatchObject({ letters: 1, leftOut: { gone: 3 } })
    for (const one of [nurse, stranger, left, closed]) expect(await recorded(one)).toEqual([])
  })

  test('somebody who has a password is not among many, and alone loses it first', async () => {
    const person = await aPatient({ passwordHash })
    await house.as(person).whoAmI()
    await expect(print([person])).rejects.toMatchObject({ status: 409, code: 'hasPasswordAlready' })
    const another = await aPatient()
    const many = await print([person, another], { resets: true })
    expect(many).toMatchObject({ letters: 1, leftOut: { hasPassword: 1 } })
    expect((await house.as(person).whoAmI()).me.id).toBe(person.id)

    const code = await codeFor(person, { resets: true })
    await expect(house.as(person).whoAmI()).rejects.toMatchObject({ status: 401 })
    await expect(signIn(person, 'the password of before')).rejects.toMatchObject({ code: 'wrongSignIn' })
    expect(await recorded(person)).toEqual(['sign_in.reset', 'letter.printed', 'account.sign_in_refused'])
    await expect(
      signedOut.choosePassword({ token: code, password: 'the password of before', dateOfBirth }),
    ).rejects.toMatchObject({ fields: { password: 'That was your password before. Choose another' } })
    await choose(code)
    expect((await signIn(person)).me.id).toBe(person.id)
  })

  test('somebody who has a password and a proved address is sent an e-mail instead', async () => {
    const person = await house.aPatient({ unit, passwordHash })
    await house.as(person).whoAmI()
    await expect(print([person], { resets: true })).rejects.toMatchObject({ status: 409, code: 'resetByEmail' })
    expect((await house.as(person).whoAmI()).me.id).toBe(person.id)
  })
})

describe('all who wait', () => {
  test('are those without an address, a password and a letter that works; a hundred at a time, by name', async () => {
    const ward = await house.aUnit()
    const by = house.as(ward.contact!)
    const place = { unitId: ward.id }
    const another = await house.aUnit()
    const waiting = await Promise.all(
      Array.from({ length: 103 }, (_, n) =>
        house.aPatient({ unit: ward, email: null, lastName: `P${String(n).padStart(3, '0')}` }),
      ),
    )
    await house.aPatient({ unit: ward })
    await house.aPatient({ unit: ward, email: null, passwordHash })
    // First in the list, and not this admin's: they keep nobody else waiting.
    const shared = await house.aPatient({ unit: ward, email: null, lastName: 'A' })
    await house.joins(shared, another)
    expect(await by.countLetters(place)).toEqual({ waiting: 103 })
    const first = await by.printLetters(place)
    expect(first.letters).toBe(100)
    const pages = pagesOf(first)
    expect(pages).toHaveLength(100)
    expect(pages[0]!.text).toContain(waiting[0]!.name)
    expect(pages[99]!.text).toContain(waiting[99]!.name)
    expect(new Set(pages.map(codeOn)).size).toBe(100)
    expect(await by.countLetters(place)).toEqual({ waiting: 3 })
    expect((await by.printLetters(place)).letters).toBe(3)
    await expect(by.printLetters(place)).rejects.toMatchObject({ status: 409, code: 'noLetters' })
    await rows(db, `update links set expires_at = now() where account_id = :id`, { id: waiting[0]!.id })
    expect(await by.countLetters(place)).toEqual({ waiting: 1 })
  })

  test('get one letter each when two print at once', async () => {
    const ward = await house.aUnit()
    const people = await Promise.all(Array.from({ length: 3 }, () => house.aPatient({ unit: ward, email: null })))
    const held = await holding(db, (trx) =>
      rows(trx, `select from accounts where id = any(:ids) for update`, { ids: people.map(({ id }) => id) }),
    )
    const admins = [ward.contact!, await house.aUnitAdmin({ unit: ward })]
    const both = Promise.allSettled(admins.map((one) => house.as(one).printLetters({ unitId: ward.id })))
    await held.untilWaiting(2)
    await held.letGo()
    const outcomes = await both
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value.letters : 0)).sort()).toEqual([0, 3])
  })
})
