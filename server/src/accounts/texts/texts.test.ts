/** Who asks for text messages, and how they show that the phone is theirs. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startNotifyDouble } from '../../../../build/notifyDouble.ts'
import { aServer, newId } from '../../../test/as.ts'
import { aMobile, getsTexts } from '../../../test/aTextNumber.ts'
import type { Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { aPostOffice } from '../../../test/postOffice.ts'
import { rows } from '../../db/rows.ts'
import { asMobile } from './contract.ts'

const url = await aDatabase()
const house = await aServer(url)
const provider = await startNotifyDouble()
afterAll(() => provider.stop())
const post = await aPostOffice(house, url, provider.env)
const unit = await house.aUnit()
beforeEach(async () => {
  await rows(house.db, 'delete from graphile_worker._private_jobs')
  provider.clear()
  provider.acceptAll()
})

const codeTo = async (number: string) => {
  const { personalisation } = await provider.waitFor(({ to }) => to === number)
  return /^\d{6}/.exec(personalisation.body!)![0]
}
const passes = (interval: string) =>
  rows(
    house.db,
    `update text_codes set created_at = created_at - cast(:interval as interval),
                           expires_at = expires_at - cast(:interval as interval)`,
    { interval },
  )
async function aPatientWithCode() {
  const patient = await house.aPatient({ unit })
  const number = aMobile()
  await house.as(patient).askForTextCode({ number })
  await post.workOff()
  return { patient, number, code: await codeTo(number) }
}
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const stateOf = async (person: Person) => (await house.as(person).showTexts()).state

test.each([
  ['07700 900123', '+447700900123'],
  ['+44 (0)7700 900-123', '+447700900123'],
  ['00447700900123', '+447700900123'],
  ['447700.900.123', '+447700900123'],
  ['07624 900123', '+447624900123'],
  ['0131 496 0120', null],
  ['07012 345678', null],
  ['07699 900123', null],
  ['0770090012', null],
  ['077009001234', null],
  ['+1 202 555 0123', null],
  ['07700 900123 x4', null],
  ['', null],
])('%s is the mobile number %s', (typed, number) => {
  expect(asMobile(typed)).toBe(number)
})

test('a code that is typed in proves the number; only its hash is kept', async () => {
  const patient = await house.aPatient({ unit })
  const as = house.as(patient)
  expect(await as.showTexts()).toEqual({
    ...{ offered: true, number: null, state: 'none', code: null, proving: null, suggestion: null },
  })
  expect(await as.askForTextCode({ number: '07700 900 001' })).toEqual({ sentTo: '+447700900001' })
  expect(await as.showTexts()).toMatchObject({ number: '+447700900001', state: 'unproved', code: 'sent' })
  await post.workOff()
  const code = await codeTo('+447700900001')
  const [sent] = provider.accepted()
  expect(sent!.personalisation.body).toBe(
    `${code} is your code for PatientView Messages. It works for 10 minutes. If you did not ask for it, delete this message. Never give the code to anybody.`,
  )
  for (const table of ['text_codes', 'accounts', 'audit', 'graphile_worker._private_jobs'])
    expect(JSON.stringify(await rows(house.db, `select * from ${table}`))).not.toContain(code)
  await as.proveTextNumber({ code: `${code.slice(0, 3)} ${code.slice(3)}` })
  expect(await as.showTexts()).toMatchObject({ state: 'proved', code: null })
  await expect(as.proveTextNumber({ code })).rejects.toMatchObject({ code: 'codeIsOver' })
  await as.stopTexts()
  expect(await as.showTexts()).toMatchObject({ state: 'none', number: null })
})

test('the mobile number on record is suggested', async () => {
  const patient = await house.aPatient({ unit })
  await house.as(patient).changeTelephone({ telephone: '07700 900 555' })
  expect(await house.as(patient).showTexts()).toMatchObject({ suggestion: '+447700900555', state: 'none' })
})

describe('a code is useless', () => {
  const over = { code: 'codeIsOver' }

  test('after five wrong tries, also at once', async () => {
    const { patient, code } = await aPatientWithCode()
    const tries = Array.from({ length: 8 }, () => house.as(patient).proveTextNumber({ code: wrong(code) }))
    expect((await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected')).toHaveLength(8)
    const [{ wrong: counted }] = (await rows<{ wrong: number }>(
      house.db,
      'select wrong from text_codes where account_id = :id',
      { id: patient.id },
    )) as [{ wrong: number }]
    expect(counted).toBe(5)
    await expect(house.as(patient).proveTextNumber({ code })).rejects.toMatchObject(over)
    expect(await house.as(patient).showTexts()).toMatchObject({ state: 'unproved', code: null })
  })

  test('after ten minutes', async () => {
    const { patient, code } = await aPatientWithCode()
    await passes('10 minutes')
    await expect(house.as(patient).proveTextNumber({ code })).rejects.toMatchObject(over)
  })

  test('when there is a newer one', async () => {
    const { patient, number, code } = await aPatientWithCode()
    await passes('2 minutes')
    provider.clear()
    await house.as(patient).askForTextCode({ number })
    await post.workOff()
    const newer = await codeTo(number)
    if (newer !== code)
      await expect(house.as(patient).proveTextNumber({ code })).rejects.toMatchObject({
        fields: { code: 'That is not the code we sent last. Check the text message and try again' },
      })
    await house.as(patient).proveTextNumber({ code: newer })
  })

  test('for somebody else, and when text messages were stopped meanwhile', async () => {
    const { patient, code } = await aPatientWithCode()
    const other = await house.aPatient({ unit })
    await expect(house.as(other).proveTextNumber({ code })).rejects.toMatchObject(over)
    await house.as(patient).stopTexts()
    expect(await house.as(patient).showTexts()).toMatchObject({ state: 'none', code: null, proving: null })
    await expect(house.as(patient).proveTextNumber({ code })).rejects.toMatchObject(over)
  })
})

describe('nobody is flooded', () => {
  test('by asking twice', async () => {
    const { patient, number } = await aPatientWithCode()
    await Promise.all([1, 2, 3].map(() => house.as(patient).askForTextCode({ number })))
    await post.workOff()
    expect(provider.accepted().filter(({ to }) => to === number)).toHaveLength(1)
  })

  test('by asking for number after number', async () => {
    const patient = await house.aPatient({ unit })
    for (let n = 0; n < 3; n++) await house.as(patient).askForTextCode({ number: aMobile() })
    await expect(house.as(patient).askForTextCode({ number: aMobile() })).rejects.toMatchObject({
      code: 'tooManyTexts',
    })
  })

  test('by many people at one number', async () => {
    const number = aMobile()
    const people = await Promise.all(Array.from({ length: 8 }, () => house.aPatient({ unit })))
    const asked = await Promise.allSettled(people.map((person) => house.as(person).askForTextCode({ number })))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
  })
})

describe('another number', () => {
  test('takes the place of the one that is proved when its code is typed in, and not before', async () => {
    const { patient, number, code } = await aPatientWithCode()
    const as = house.as(patient)
    await as.proveTextNumber({ code })
    const another = aMobile()
    await as.askForTextCode({ number: another })
    await post.workOff()
    expect(await as.showTexts()).toMatchObject({ number, state: 'proved', code: 'sent', proving: another })
    const next = await codeTo(another)
    await expect(as.proveTextNumber({ code: wrong(next) })).rejects.toMatchObject({ status: 422 })
    expect(await as.showTexts()).toMatchObject({ number, state: 'proved' })
    await as.proveTextNumber({ code: next })
    expect(await as.showTexts()).toMatchObject({ number: another, state: 'proved', code: null, proving: null })
  })

  test('that does not exist leaves the one that is proved, and says so', async () => {
    const { patient, number, code } = await aPatientWithCode()
    await house.as(patient).proveTextNumber({ code })
    provider.refuse({ status: 400, error: 'ValidationError', message: 'phone_number Number is not valid', times: 1 })
    const another = aMobile()
    await house.as(patient).askForTextCode({ number: another })
    await post.workOff()
    const shown = { number, state: 'proved', code: 'failed', proving: another }
    expect(await house.as(patient).showTexts()).toMatchObject(shown)
  })

  test('is taken at once where the one of before fails', async () => {
    const { patient, code } = await aPatientWithCode()
    await house.as(patient).proveTextNumber({ code })
    await rows(house.db, 'update accounts set text_failing_at = now() where id = :id', { id: patient.id })
    const number = aMobile()
    await house.as(patient).askForTextCode({ number })
    expect(await house.as(patient).showTexts()).toMatchObject({ number, state: 'unproved' })
  })
})

describe('a number that was proved is not any more', () => {
  test.each([
    ['it was the telephone number, and that is removed', '07700 900777', null, 'unproved'],
    ['it was the telephone number, and that is another', '07700 900777', '0131 496 0120', 'unproved'],
    ['the telephone number is another mobile by now', '0131 496 0120', '07700 900111', 'unproved'],
    ['not when a landline is another', '0131 496 0120', '0131 496 0999', 'proved'],
    ['not when it is written otherwise', '07700 900777', '+44 7700 900777', 'proved'],
  ])('%s', async (_, before, after, state) => {
    const patient = await house.aPatient({ unit })
    await house.as(patient).changeTelephone({ telephone: before })
    await getsTexts(house, patient, '+447700900777')
    await house.as(patient).changeTelephone({ telephone: after })
    expect(await stateOf(patient)).toBe(state)
  })

  test('when a unit admin changes the telephone number', async () => {
    const patient = await house.aPatient({ unit })
    await house.as(patient).changeTelephone({ telephone: '07700 900778' })
    await getsTexts(house, patient, '+447700900778')
    const admin = house.as(unit.contact!)
    const place = { unitId: unit.id, changesetId: newId() }
    const cells = { telephone: { from: '07700 900778', to: '07700 900779' } }
    await admin.previewChangeset({ ...place, list: 'patients', source: 'form', rows: [{ id: patient.id, cells }] })
    await admin.applyChangeset({ ...place, changes: 1 })
    expect(await stateOf(patient)).toBe('unproved')
  })
})

test('a number that does not exist is said to, and one that fails can be proved again', async () => {
  const patient = await house.aPatient({ unit })
  provider.refuse({ status: 400, error: 'ValidationError', message: 'phone_number Number is not valid', times: 1 })
  await house.as(patient).askForTextCode({ number: aMobile() })
  await post.workOff()
  expect(await house.as(patient).showTexts()).toMatchObject({ state: 'unproved', code: 'failed' })

  const { patient: other, number, code } = await aPatientWithCode()
  await rows(house.db, 'update accounts set text_failing_at = now() where id = :id', { id: other.id })
  expect(await stateOf(other)).toBe('failing')
  await house.as(other).proveTextNumber({ code })
  expect(await house.as(other).showTexts()).toMatchObject({ state: 'proved', number })
})

test('a try that failed is made again, with another code; one that was cut off after it went out is not', async () => {
  const patient = await house.aPatient({ unit })
  const number = aMobile()
  provider.refuse({ status: 500, error: 'Exception', message: 'Internal server error', times: 1 })
  await house.as(patient).askForTextCode({ number })
  await expect(post.workOff()).rejects.toThrow('Jobs failed')
  provider.misbehave({ how: 'drop', accepts: true })
  await post.letPausesPass()
  await expect(post.workOff()).rejects.toThrow('Jobs failed')
  provider.acceptAll()
  await post.letPausesPass()
  await post.workOff()
  expect(provider.accepted()).toHaveLength(1)
  await house.as(patient).proveTextNumber({ code: await codeTo(number) })
})

test('there are none where nobody has set them up', async () => {
  const silent = await aServer(url, { NOTIFY_API_KEY: undefined, NOTIFY_TEXT_TEMPLATE_ID: undefined })
  const patient = await silent.aPatient({ unit: await silent.aUnit() })
  expect(await silent.as(patient).showTexts()).toMatchObject({ offered: false })
  await expect(silent.as(patient).askForTextCode({ number: aMobile() })).rejects.toMatchObject({
    code: 'textsNotOffered',
  })
})
