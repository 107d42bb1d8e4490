/** What an admin of one unit must not come by of another unit's patients: their account, their conversations, their birthday. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aLink } from '../../test/aLink.ts'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { anNhsNumber, patientDesk } from '../../test/patientDesk.ts'
import { problems } from '../contract/problem.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const desk = patientDesk(house)
const support = await house.aMemberOfSupport()
const vera = { firstName: 'Vera', dateOfBirth: '1950-02-03' }
const closed = 'Their account was closed. Central Support can open it again.'
let made = 0

let [here, there]: Unit[] = []
let victim: Person & { unit: Unit }
let asked: { firstName: string; lastName: string; dateOfBirth: string }
let nhsNumber: string
beforeEach(async () => {
  const specialty = await house.aSpecialty()
  here = await house.aUnit({ specialty })
  there = await house.aUnit({ specialty })
  asked = { ...vera, lastName: `Victim${(made += 1)}` }
  nhsNumber = anNhsNumber()
  victim = await house.aPatient({ unit: there, ...asked, nhsNumber, passwordHash: 'any' })
})
const talks = () => house.aConversation([victim, there!.contact!], { unit: there! })
const same = () => ({ same: [{ line: 1, accountId: victim.id }] })
const errorsOf = async (wanted: Promise<{ rows: { errors: { message: string }[] }[] }>) =>
  (await wanted).rows.flatMap(({ errors }) => errors.map(({ message }) => message))

describe('a closed account of another unit', () => {
  beforeEach(async () => {
    await talks()
    await desk(there!).change({ id: victim.id, close: 'this unit' })
  })

  test('does not join by name and date of birth', async () => {
    expect(await errorsOf(desk(here!).form([asked], same()))).toEqual([closed])
  })

  test('does not join by its NHS number', async () => {
    expect(await errorsOf(desk(here!).form([{ ...asked, nhsNumber }]))).toEqual([closed])
  })

  test('joins when its former unit is the actor’s too, or by Central Support', async () => {
    const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: here!.specialty })
    for (const actor of [specialtyAdmin, support])
      expect(await errorsOf(desk(here!, actor).form([asked], same()))).toEqual([])
    expect(await errorsOf(desk(there!).form([asked], same()))).toEqual([])
  })

  test('comes back, with the address of before, by the undo of who closed it', async () => {
    const other = await house.aPatient({ unit: here!, email: 'before@example.org' })
    await house.aConversation([other, here!.contact!], { unit: here! })
    const { change, undo, apply, list } = desk(here!)
    const changesetId = await change({ id: other.id, email: 'after@example.org', close: 'this unit' })
    await apply(await undo(changesetId))
    expect(await list()).toMatchObject([{ id: other.id, email: 'before@example.org' }])
  })

  test('without any conversation comes back with its address as well', async () => {
    const other = await house.aPatient({ unit: here!, email: 'before@example.org' })
    const { change, undo } = desk(here!)
    const changesetId = await change({ id: other.id, email: 'after@example.org', close: 'this unit' })
    expect(await errorsOf(undo(changesetId))).toEqual([])
  })
})

describe('who has left another unit but still reads its conversations', () => {
  beforeEach(async () => {
    await house.joins(victim, here!)
    await talks()
    await house.leavesUnit(victim, there!)
  })

  test('has an account that only who looks after both may change or reset', async () => {
    const change = [{ id: victim.id, email: 'mine@example.org' }]
    expect(await errorsOf(desk(here!).form(change))).toEqual([problems.notYoursAlone.message])
    const member = { unitId: here!.id, accountId: victim.id }
    await expect(house.as(here!.contact!).resetSignIn(member)).rejects.toMatchObject({ code: 'notYoursAlone' })
    expect((await desk(here!).list())[0]!.can).toMatchObject({ changeAccount: false, resetSignIn: false })
    expect(await errorsOf(desk(here!, support).form(change))).toEqual([])
  })
})

test('who has left another unit and opens nothing of it any more is this unit’s', async () => {
  await house.joins(victim, here!)
  await house.leavesUnit(victim, there!)
  expect(await errorsOf(desk(here!).form([{ id: victim.id, email: 'new@example.org' }]))).toEqual([])
})

test('links of an account that was closed are useless for good, also when it is open again', async () => {
  const tokens = await Promise.all([aLink(house, victim, 'choose_password'), aLink(house, victim, 'verify_email')])
  const { change, undo, apply } = desk(there!)
  await apply(await undo(await change({ id: victim.id, close: 'this unit' })))
  for (const token of tokens)
    await expect(house.signedOut.showLink({ token })).rejects.toMatchObject({ code: 'linkUsed' })
})

describe('a date of birth', () => {
  const wrong = 'This NHS number does not go with this date of birth. Check both.'
  const tooMany = 'Too many NHS numbers did not go with their date of birth. Ask Central Support.'
  const guesses = (howMany: number) =>
    Promise.all(
      Array.from({ length: howMany }, async (_, n) => {
        const number = anNhsNumber()
        await house.aPatient({ unit: there!, nhsNumber: number, dateOfBirth: '1940-01-01' })
        return { firstName: 'G', lastName: `Uess${n}`, dateOfBirth: '1939-12-31', nhsNumber: number }
      }),
    )

  test('is not tried in many rows of one NHS number: the rows after the first are not looked up', async () => {
    const days = ['1950-02-01', '1950-02-02', '1950-02-03'].map((dateOfBirth) => ({ ...asked, dateOfBirth, nhsNumber }))
    const { rows: shown } = await desk(here!).form(days)
    expect(shown.map(({ errors, candidates }) => [errors.map(({ column }) => column), candidates])).toEqual(
      days.map(() => [['nhsNumber'], []]),
    )
    expect(shown[0]!.errors[0]!.message).toBe(wrong)
  })

  test('can be missed again 50 times within a day, however they are spread, and then nothing is answered', async () => {
    const firsts = await guesses(51)
    const missed = firsts.map((row) => ({ ...row, dateOfBirth: '1939-12-30' }))
    const answers = async (asked: typeof missed) => await errorsOf(desk(here!).form(asked))
    // As many slips of the hand as a long file has, however often it is looked at, are no guesses.
    for (let n = 0; n < 2; n++) expect(await answers(firsts)).toEqual(Array(51).fill(wrong))
    expect(await answers(missed.slice(0, 20))).toEqual(Array(20).fill(wrong))
    const right = { ...asked, nhsNumber }
    expect(await answers([{ ...right, dateOfBirth: '1951-02-01' }])).toEqual([wrong])
    expect(await answers(missed.slice(20, 49))).toEqual(Array(29).fill(wrong))
    expect(await answers([missed[49]!, missed[50]!, right])).toEqual([wrong, tooMany, tooMany])
    expect(await answers([right])).toEqual([tooMany])
    const counted = await rows(
      house.db,
      `select detail from audit where action = 'patients.number_mismatched' and account_id = :id order by id`,
      { id: here!.contact!.id },
    )
    expect(counted).toEqual([20, 29, 1].map((count) => ({ detail: { count } })))
    // Somebody else is not held up by it, and neither is a number that nobody has.
    const colleague = await house.aUnitAdmin({ unit: here! })
    expect(await errorsOf(desk(here!, colleague).form([right]))).toEqual([])
    expect(await answers([{ ...right, nhsNumber: anNhsNumber(), lastName: 'Nobody' }])).toEqual([])
    await house.db.transaction(async (trx) => {
      await trx.raw('alter table audit disable trigger append_only')
      await trx.raw(`update audit set at = at - interval '24 hours' where action = 'patients.number_mismatched'`)
      await trx.raw('alter table audit enable trigger append_only')
    })
    expect(await answers([right])).toEqual([])
  })

  test('cannot be tried oftener by many requests at once', async () => {
    const firsts = await guesses(30)
    await desk(here!).form(firsts)
    const [missed, again] = ['1939-12-30', '1939-12-29'].map((dateOfBirth) =>
      firsts.map((row) => ({ ...row, dateOfBirth })),
    )
    const both = await Promise.all([missed!, again!].map((asked) => errorsOf(desk(here!).form(asked))))
    expect(both.flat().filter((message) => message === wrong)).toHaveLength(50)
  })
})
