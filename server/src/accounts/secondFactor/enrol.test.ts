/** Setting up a second step, changing it, losing it; and units that demand one. */
import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { aServer } from '../../../test/as.ts'
import { aSecondFactor } from '../../../test/aSecondFactor.ts'
import type { Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { aUnitsSettings } from '../../../test/everybody.ts'
import { createClient, overHttp, type ApiProblem } from '../../contract/client.ts'
import { api, type Endpoint, type EndpointName } from '../../contract/index.ts'
import { rows } from '../../db/rows.ts'
import { codeAt, stepAt } from './totp.ts'

vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-07-01T12:00:15Z') })
afterAll(() => void vi.useRealTimers())
const aStepLater = () => vi.setSystemTime(Date.now() + 30_000)
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

const house = await aServer(await aDatabase())
const password = 'correct horse battery staple'
const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1 })
const unit = await house.aUnit()
const aNurse = (where = unit) => house.aMemberOfStaff({ unit: where, passwordHash })
beforeEach(() => house.db('rate_limits').delete())

/** What the app makes of the secret, as it was typed into it. */
function codeFrom(secret: string, later = 0): string {
  const bits = Array.from(secret, (sign) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'),
  )
  const bytes = bits
    .join('')
    .match(/.{8}/g)!
    .map((byte) => parseInt(byte, 2))
  return codeAt(Buffer.from(bytes), stepAt(Date.now()) + later)
}

async function enrol(person: Person) {
  const { secret } = await house.as(person).startSecondFactor({ password })
  const { recoveryCodes } = await house.as(person).confirmSecondFactor({ code: codeFrom(secret) })
  return { code: () => codeFrom(secret), recoveryCodes }
}
const firstStep = ({ username }: Person) => house.ask('signIn', { username, password, door: 'desktop' })
const needsCode = async (person: Person) => (await firstStep(person)).body?.code === 'secondFactorNeeded'
/** A client with a session of their own, which they got by their password alone. */
async function signedIn(person: Person) {
  const { token, mustEnrol } = (await firstStep(person)).body as unknown as { token: string; mustEnrol: boolean }
  const headers = { authorization: `Bearer ${token}` }
  return { token, mustEnrol, client: createClient(overHttp({ origin: house.origin, headers: () => headers })) }
}
const recordsOf = async ({ id }: Person) =>
  (await rows<{ action: string }>(house.db, 'select action from audit where account_id = :id order by id', { id })).map(
    ({ action }) => action,
  )

test('ends what a password alone has opened before', async () => {
  const strict = await house.aUnit()
  const nurse = await aNurse(strict)
  const before = await signedIn(nurse)
  await house.db.raw('update groups set demands_second_factor = true where id = ?', [strict.id])
  const limited = await signedIn(nurse)
  expect(limited.mustEnrol).toBe(true)
  await enrol(nurse)
  for (const { client } of [before, limited]) await expect(client.whoAmI()).rejects.toMatchObject({ status: 401 })
  await house.as(nurse).listGroups()
})

test('from the secret to the recovery codes; then signing in takes a code', async () => {
  const nurse = await aNurse()
  expect(await house.as(nurse).showSecondFactor()).toEqual({ since: null, recoveryCodesLeft: 0, demandedBy: [] })
  const { secret, uri } = await house.as(nurse).startSecondFactor({ password })
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(uri).toBe(
    `otpauth://totp/PatientView%20Messages:${nurse.username}?secret=${secret}&issuer=PatientView%20Messages`,
  )
  expect(await needsCode(nurse)).toBe(false)
  const { recoveryCodes } = await house.as(nurse).confirmSecondFactor({ code: codeFrom(secret) })
  expect(new Set(recoveryCodes).size).toBe(10)
  for (const code of recoveryCodes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
  expect(await house.as(nurse).showSecondFactor()).toMatchObject({ since: expect.any(String), recoveryCodesLeft: 10 })
  expect(await needsCode(nurse)).toBe(true)
  expect(await recordsOf(nurse)).toEqual([
    ...['second_factor.begun', 'account.signed_in', 'sessions.ended', 'second_factor.set_up'],
  ])
})

describe('setting up', () => {
  const confirm = (person: Person, code: string) => house.as(person).confirmSecondFactor({ code })
  const wrongField = (field: string) => ({ status: 422, fields: { [field]: expect.any(String) } })

  test('takes the password again', async () => {
    const nurse = await aNurse()
    await expect(house.as(nurse).startSecondFactor({ password: 'wrong' })).rejects.toMatchObject(wrongField('password'))
    await expect(confirm(nurse, '123456')).rejects.toMatchObject({ code: 'notBegun' })
    expect(await recordsOf(nurse)).toEqual(['password.refused'])
  })

  test('takes a code of this secret, and not of one that was shown before', async () => {
    const nurse = await aNurse()
    const before = await house.as(nurse).startSecondFactor({ password })
    const { secret } = await house.as(nurse).startSecondFactor({ password })
    expect(secret).not.toBe(before.secret)
    await expect(confirm(nurse, codeFrom(before.secret))).rejects.toMatchObject(wrongField('code'))
    expect(await needsCode(nurse)).toBe(false)
    await confirm(nurse, codeFrom(secret))
  })

  test('uses its code up', async () => {
    const nurse = await aNurse()
    const phone = await enrol(nurse)
    const address = { 'x-forwarded-for': '10.9.9.9' }
    const first = await house.ask('signIn', { username: nurse.username, password, door: 'desktop' }, address)
    const { ticket } = first.body as unknown as { ticket: string }
    const second = await house.ask('signInWithCode', { ticket, code: phone.code() }, address)
    expect(second).toMatchObject({ status: 422, body: { fields: { code: expect.any(String) } } })
    await expect(house.as(nurse).removeSecondFactor({ password, code: phone.code() })).rejects.toMatchObject(
      wrongField('code'),
    )
  })

  test('waits for an hour', async () => {
    const nurse = await aNurse()
    const { secret } = await house.as(nurse).startSecondFactor({ password })
    await rows(house.db, `update second_factors set created_at = now() - interval '61 minutes'`)
    await expect(confirm(nurse, codeFrom(secret))).rejects.toMatchObject({ code: 'notBegun' })
  })

  test('does not replace what is set up', async () => {
    const nurse = await aNurse()
    await enrol(nurse)
    await expect(house.as(nurse).startSecondFactor({ password })).rejects.toMatchObject({ code: 'secondFactorIsOn' })
    await expect(confirm(nurse, '123456')).rejects.toMatchObject({ code: 'secondFactorIsOn' })
  })

  test('gives one set of recovery codes to two who confirm at once', async () => {
    const nurse = await aNurse()
    const { secret } = await house.as(nurse).startSecondFactor({ password })
    const both = await Promise.allSettled([confirm(nurse, codeFrom(secret)), confirm(nurse, codeFrom(secret))])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await house.as(nurse).showSecondFactor()).recoveryCodesLeft).toBe(10)
  })

  test('is refused by a server without a key, with what to do', async () => {
    const keyless = await aServer(await aDatabase(), { SECRETS_KEY: undefined as unknown as string })
    const nurse = await keyless.aMemberOfStaff({ passwordHash })
    await expect(keyless.as(nurse).startSecondFactor({ password })).rejects.toMatchObject({
      code: 'noSecretsKey',
      message: expect.stringContaining('SECRETS_KEY'),
    })
    const admin = await keyless.aUnitAdmin({ unit: nurse.unit })
    const demand = { unitId: nurse.unit.id, version: 1, ...aUnitsSettings, demandsSecondFactor: true }
    await expect(keyless.as(admin).saveUnitSettings(demand)).rejects.toMatchObject({ code: 'noSecretsKey' })
    await keyless.as(admin).saveUnitSettings({ ...demand, demandsSecondFactor: false })
  })

  test('guesses of the password are few, and slow nobody at another PC', async () => {
    const nurse = await aNurse()
    const { client } = await signedIn(nurse)
    const codes = []
    for (let n = 0; n < 13; n++)
      codes.push(
        await client.startSecondFactor({ password: 'wrong' }).catch((error: unknown) => (error as ApiProblem).code),
      )
    expect(codes).toEqual([...Array<string>(10).fill('badInput'), ...Array<string>(3).fill('tooManyPasswords')])
    await expect(client.startSecondFactor({ password })).rejects.toMatchObject({ code: 'tooManyPasswords' })
    // There is no second place to try in.
    const change = { currentPassword: password, password: 'kartoffeln und löwen' }
    await expect(client.changePassword(change)).rejects.toMatchObject({ code: 'tooManyPasswords' })
    await expect(client.removeSecondFactor({ password, code: '123456' })).rejects.toMatchObject({
      code: 'secondFactorIsOff',
    })
    await house.as(nurse).startSecondFactor({ password })
  })
})

describe('what is set up', () => {
  test('is removed by the password and a code, and by neither alone', async () => {
    const nurse = await aNurse()
    const phone = await enrol(nurse)
    aStepLater()
    const remove = (both: { password: string; code: string }) => house.as(nurse).removeSecondFactor(both)
    await expect(remove({ password: 'wrong', code: phone.code() })).rejects.toMatchObject({
      fields: { password: expect.any(String) },
    })
    await expect(remove({ password, code: '000000' })).rejects.toMatchObject({ fields: { code: expect.any(String) } })
    expect(await needsCode(nurse)).toBe(true)
    expect(await remove({ password, code: phone.code() })).toEqual({ mustEnrol: false })
    expect(await needsCode(nurse)).toBe(false)
    await expect(remove({ password, code: phone.code() })).rejects.toMatchObject({ code: 'secondFactorIsOff' })
    expect(await recordsOf(nurse)).toContain('second_factor.removed')
  })

  test('gets new recovery codes, and those of before are useless', async () => {
    const nurse = await aNurse()
    const phone = await enrol(nurse)
    const [first, second] = phone.recoveryCodes as [string, string]
    const { recoveryCodes } = await house.as(nurse).renewRecoveryCodes({ password, code: first })
    expect((await house.as(nurse).showSecondFactor()).recoveryCodesLeft).toBe(10)
    for (const code of [first, second])
      await expect(house.as(nurse).removeSecondFactor({ password, code })).rejects.toMatchObject({ code: 'badInput' })
    await house.as(nurse).removeSecondFactor({ password, code: recoveryCodes[0]! })
  })

  test('goes when an admin resets the sign-in, and the admin is told', async () => {
    const nurse = await aNurse()
    await enrol(nurse)
    const reset = () => house.as(unit.contact!).resetSignIn({ unitId: unit.id, accountId: nurse.id })
    expect(await reset()).toMatchObject({ secondFactorRemoved: true })
    expect(await house.db('second_factors').where('account_id', nurse.id)).toEqual([])
    const removed = await rows(
      house.db,
      `select detail from audit where action = 'second_factor.removed' and account_id = :by and group_id = :unitId`,
      { by: unit.contact!.id, unitId: unit.id },
    )
    expect(removed).toEqual([{ detail: { accountId: nurse.id } }])
    await rows(house.db, `update links set created_at = created_at - interval '11 minutes'`)
    expect(await reset()).toMatchObject({ secondFactorRemoved: false })
  })
})

describe('a unit that demands it', () => {
  async function demanding(on = true, where = unit) {
    // Who demands it of others has one, or could not do anything else after.
    await aSecondFactor(house, where.contact!)
    const { version, settings } = await house.as(where.contact!).showUnit({ unitId: where.id })
    return house
      .as(where.contact!)
      .saveUnitSettings({ unitId: where.id, version, ...settings, demandsSecondFactor: on })
  }
  const names = Object.keys(api) as EndpointName[]
  const guarded = names.filter((name) => (api[name] as Endpoint).caller !== 'anyone')
  const open = [
    'whoAmI',
    'extendSession',
    'signOut',
    'showSecondFactor',
    'startSecondFactor',
    'confirmSecondFactor',
    'saveDraft',
  ]

  test('is told how many of its staff have none', async () => {
    const small = await house.aUnit()
    const [one, gone, closed] = [await aNurse(small), await aNurse(small), await aNurse(small)]
    await house.aPatient({ unit: small })
    await aSecondFactor(house, one)
    await house.leavesUnit(gone, small)
    await house.closes(closed)
    await aNurse(small)
    expect((await demanding(true, small)).staffWithoutSecondFactor).toBe(1)
    const versions = await house.db('group_versions').where('group_id', small.id)
    expect(versions).toMatchObject([{ settings: { demandsSecondFactor: true } }])
  })

  test('signs nobody out, and lets everybody do nothing but set it up, who is signed in already as well', async () => {
    const nurse = await aNurse()
    await demanding(false)
    const before = await signedIn(nurse)
    await demanding()
    await expect(before.client.listGroups()).rejects.toMatchObject({ status: 403, code: 'secondFactorDemanded' })
    expect(await before.client.whoAmI()).toMatchObject({ mustEnrol: true })
    await demanding(false)
    await before.client.listGroups()
    await demanding()
    const { mustEnrol, client, token } = await signedIn(nurse)
    expect(mustEnrol).toBe(true)
    expect(await client.showSecondFactor()).toMatchObject({ since: null, demandedBy: [unit.name] })
    for (const name of guarded.filter((one) => !open.includes(one))) {
      const params = Object.fromEntries(Object.keys(api[name].params.shape).map((field) => [field, randomUUID()]))
      const reply = await house.ask(name, params, { authorization: `Bearer ${token}` })
      const expected = (api[name] as Endpoint).caller === 'patient' ? 'notAllowed' : 'secondFactorDemanded'
      expect({ name, status: reply.status, code: reply.body?.code }).toEqual({ name, status: 403, code: expected })
    }
    expect(names.filter((name) => (api[name] as Endpoint).whileEnrolling).toSorted()).toEqual(open.toSorted())
    expect(await client.whoAmI()).toMatchObject({ mustEnrol: true })
    const { secret } = await client.startSecondFactor({ password })
    await client.confirmSecondFactor({ code: codeFrom(secret) })
    expect(await client.whoAmI()).toMatchObject({ mustEnrol: false })
    await client.listGroups()
  })

  test('does not mean patients, those who have one, those who have left, nor other units', async () => {
    await demanding()
    const elsewhere = await aNurse(await house.aUnit())
    const left = await aNurse(await house.aUnit())
    await house.joins(left, unit)
    await house.leavesUnit(left, unit)
    for (const person of [elsewhere, left]) expect((await signedIn(person)).mustEnrol).toBe(false)
    const patient = await house.aPatient({ unit, passwordHash })
    const reply = await house.ask('signIn', { username: patient.username, password, door: 'portal' })
    expect(reply).toMatchObject({ status: 200, body: { mustEnrol: false } })
  })

  test('means those who look after it, too: the admin of its specialty, and Central Support', async () => {
    const specialty = await house.aSpecialty()
    const where = await house.aUnit({ specialty })
    const admins = [
      await house.aSpecialtyAdmin({ specialty, passwordHash }),
      await house.aMemberOfSupport({ passwordHash }),
    ]
    const other = await house.aSpecialtyAdmin({ specialty: await house.aSpecialty(), passwordHash })
    await house.db('groups').update({ demands_second_factor: false })
    for (const admin of admins) expect((await signedIn(admin)).mustEnrol).toBe(false)
    await demanding(true, where)
    for (const admin of admins) {
      const { mustEnrol, client } = await signedIn(admin)
      expect(mustEnrol).toBe(true)
      expect(await client.showSecondFactor()).toMatchObject({ demandedBy: [where.name] })
    }
    expect((await signedIn(other)).mustEnrol).toBe(false)
    await demanding(false, where)
  })

  test('asks at once for another when somebody removes theirs', async () => {
    await demanding()
    const nurse = await aNurse()
    const { client } = await signedIn(nurse)
    const { secret } = await client.startSecondFactor({ password })
    const { recoveryCodes } = await client.confirmSecondFactor({ code: codeFrom(secret) })
    expect(await client.removeSecondFactor({ password, code: recoveryCodes[0]! })).toEqual({ mustEnrol: true })
    await expect(client.listGroups()).rejects.toMatchObject({ status: 403, code: 'secondFactorDemanded' })
  })
})
