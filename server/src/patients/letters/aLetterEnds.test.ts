/** A letter, or an invitation to an address that somebody typed, is no way into what its maker does not look after. */
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../../test/as.ts'
import { bornOn, type Person, type Unit } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { holding } from '../../../test/holding.ts'
import { anNhsNumber, patientDesk } from '../../../test/patientDesk.ts'
import { aPostOffice, emailOf, publicUrl } from '../../../test/postOffice.ts'
import { readPdf } from '../../../test/readPdf.ts'
import { hashToken } from '../../accounts/Session.ts'
import { rows } from '../../db/rows.ts'
import { onPaper } from './printLetters.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { db, signedOut } = house
const desk = patientDesk(house)
const before = 'the password of before'
const passwordHash = await hash(before, { memoryCost: 64, timeCost: 1 })
const password = 'four words that differ'
const useless = { status: 410, code: 'linkUsed' }

let [here, there]: Unit[] = []
let admin: Person | undefined
beforeEach(async () => {
  here = await house.aUnit()
  there = await house.aUnit({ specialty: here.specialty })
  admin = here.contact!
})

const choose = (token: string) => signedOut.choosePassword({ token, password, dateOfBirth: bornOn })
const print = (person: Person, { by = admin!, resets = false } = {}) =>
  house.as(by).printLetters({ unitId: here!.id, accountIds: [person.id], resets })
const codeFor = async (person: Person, options?: Parameters<typeof print>[1]) => {
  const [page] = readPdf(Buffer.from((await print(person, options)).pdf, 'base64'))
  return /^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$/m.exec(page!.text)![0]
}
async function aPatient(options: Parameters<typeof house.aPatient>[0] = {}) {
  const nhsNumber = anNhsNumber()
  const patient = await house.aPatient({ unit: here!, email: null, nhsNumber, ...options })
  const { firstName, lastName } = patient
  return { patient, asked: { firstName, lastName, dateOfBirth: bornOn, nhsNumber } }
}
const mailsTo = (address: string) =>
  post.mailbox.messages().flatMap(({ envelope, subject }) => (envelope.to.includes(address) ? [subject] : []))

describe('when another unit takes the patient in', () => {
  test('the letter of before opens nothing', async () => {
    const { patient, asked } = await aPatient()
    const code = await codeFor(patient)
    await desk(there!).change(asked)
    await expect(signedOut.showLink({ token: code })).rejects.toMatchObject(useless)
    await expect(choose(code)).rejects.toMatchObject(useless)
  })

  test('neither does the invitation to an address that was typed', async () => {
    const email = `typed.by.${admin!.username}@example.org`
    const { patient, asked } = await aPatient({ email, emailVerified: false })
    await house.as(admin!).invite({ unitId: here!.id, accountIds: [patient.id] })
    await post.workOff()
    const mail = post.mailbox.messages().find(({ envelope }) => envelope.to.includes(email))!
    const token = /token=([\w-]+)/.exec(mail.text)![1]!
    expect(await signedOut.showLink({ token })).toMatchObject({ purpose: 'choose_password' })
    await desk(there!).change(asked)
    await expect(choose(token)).rejects.toMatchObject(useless)
  })

  test('or takes them back', async () => {
    const { patient, asked } = await aPatient()
    await desk(there!).change(asked)
    const gone = await desk(there!).change({ id: patient.id, close: 'this unit' })
    const code = await codeFor(patient)
    await desk(there!).apply(await desk(there!).undo(gone))
    await expect(choose(code)).rejects.toMatchObject(useless)
  })

  test('who looks after both made a letter that stays', async () => {
    const { patient, asked } = await aPatient()
    const code = await codeFor(patient, { by: await house.aSpecialtyAdmin({ specialty: here!.specialty }) })
    await desk(there!).change(asked)
    expect(await choose(code)).toMatchObject({ username: patient.username })
  })

  test('whoever prints at this very moment is too late', async () => {
    const { patient } = await aPatient()
    const held = await holding(db, (trx) =>
      rows(
        trx,
        `insert into memberships (account_id, account_kind, group_id, group_kind, role)
         values (:id, 'patient', :unitId, 'unit', 'patient')`,
        { id: patient.id, unitId: there!.id },
      ),
    )
    const printing = expect(print(patient)).rejects.toMatchObject({ code: 'notYoursAlone' })
    await held.untilWaiting()
    await held.letGo()
    await printing
  })

  test('whoever has printed at this very moment was too early', async () => {
    const { patient, asked } = await aPatient()
    const previewed = await desk(there!).form([asked])
    const token = 'a token of the moment'
    const held = await holding(db, async (trx) => {
      await rows(trx, 'select from accounts where id = :id for no key update', { id: patient.id })
      await rows(
        trx,
        `insert into links (purpose, account_id, token_hash, created_by, expires_at, sent_at)
         values ('choose_password', :id, :tokenHash, :by, now() + interval '1 hour', now())`,
        { id: patient.id, tokenHash: hashToken(token), by: admin!.id },
      )
    })
    const joining = desk(there!).apply(previewed)
    await held.untilWaiting()
    await held.letGo()
    await joining
    await expect(choose(token)).rejects.toMatchObject(useless)
  })
})

describe('whose proved address staff have changed', () => {
  test('no letter takes the password away for a week; then who reads that address is told of it all', async () => {
    const { patient } = await aPatient({ email: undefined, passwordHash })
    const old = emailOf(patient)
    await desk(here!).change({ id: patient.id, email: `new.${patient.username}@example.org` })
    const refused = { status: 409, code: 'addressChangedLately' }
    await expect(print(patient, { resets: true })).rejects.toMatchObject(refused)
    await desk(here!).change({ id: patient.id, email: '' })
    await expect(print(patient, { resets: true })).rejects.toMatchObject(refused)
    await signedOut.signIn({ username: patient.username, password: before, door: 'portal' })

    await rows(db, `update proved_before set changed_at = now() - interval '8 days' where account_id = :id`, {
      id: patient.id,
    })
    await choose(await codeFor(patient, { resets: true }))
    await post.workOff()
    expect(mailsTo(old).sort()).toEqual([
      'A letter with a code was printed for you',
      'This e-mail address is no longer used',
      'Your password was changed',
    ])
  })

  test('one that nobody had proved keeps no letter back', async () => {
    const { patient } = await aPatient({ email: undefined, emailVerified: false, passwordHash })
    await desk(here!).change({ id: patient.id, email: `new.${patient.username}@example.org` })
    expect(await choose(await codeFor(patient, { resets: true }))).toBeTruthy()
  })
})

describe('whoever prints', () => {
  const holdingAll = (all: Person[]) =>
    holding(db, (trx) =>
      rows(trx, 'select from accounts where id = any(:ids) for update', { ids: all.map(({ id }) => id) }),
    )
  const people = (howMany: number) =>
    Promise.all(Array.from({ length: howMany }, () => house.aPatient({ unit: here!, email: null })))
  const printAll = (all: Person[]) =>
    house.as(admin!).printLetters({ unitId: here!.id, accountIds: all.map(({ id }) => id) })

  test('prints once at a time, and whoever asks meanwhile keeps no connection from others', async () => {
    const all = await people(3)
    const held = await holdingAll(all)
    const first = printAll(all)
    await held.untilWaiting()
    const more = await Promise.allSettled(Array.from({ length: 30 }, () => printAll(all)))
    for (const one of more) expect(one).toMatchObject({ status: 'rejected', reason: { status: 409, code: 'busy' } })
    await held.letGo()
    expect(await first).toMatchObject({ letters: 3 })
    expect(await printAll(all)).toMatchObject({ letters: 3 })
  })

  test('waits until what they printed is drawn', async () => {
    const all = await people(1)
    const letter = { name: 'A', username: 'a', code: 'A', link: new URL(publicUrl), worksUntil: new Date() }
    const drawing = onPaper({
      by: admin!.id,
      letters: Array.from({ length: 150 }, () => letter),
      sender: { unit: { name: 'Ward', telephone: null }, page: publicUrl, on: new Date() },
      leftOut: { gone: 0, notYours: 0, hasPassword: 0 },
    })
    await expect(printAll(all)).rejects.toMatchObject({ status: 409, code: 'busy' })
    await drawing
    expect(await printAll(all)).toMatchObject({ letters: 1 })
  })

  test('waits for somebody who holds the patients for a few seconds only', async () => {
    const all = await people(1)
    const held = await holdingAll(all)
    await expect(printAll(all)).rejects.toMatchObject({ status: 409, code: 'busy' })
    await expect(house.as(admin!).invite({ unitId: here!.id, accountIds: [all[0]!.id] })).rejects.toMatchObject({
      status: 409,
      code: 'busy',
    })
    await held.letGo()
  })
})
