/** Signing in: one answer for every refusal, at one price; limits that slow an attacker and lock nobody out. */
import { randomUUID } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addressOf, aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { demoPassword } from '../config.ts'
import { hashToken } from './Session.ts'

// The real thing, watched: how often a password is looked at, and for how long an answer is held back.
vi.mock('@node-rs/argon2', { spy: true })
const pauses = vi.hoisted(() => [] as number[])
vi.mock('node:timers/promises', () => ({ setTimeout: (ms: number) => Promise.resolve(pauses.push(ms)) }))

const house = await aServer(await aDatabase())
const password = 'correct horse battery staple'
const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1 })
const demoHash = await hash(demoPassword, { memoryCost: 64, timeCost: 1 })
const patient = await house.aPatient({ passwordHash, username: 'Lionel.Campbell' })
const nurse = await house.aMemberOfStaff({ passwordHash })

const somewhere = () => addressOf({ id: randomUUID() })

function signIn(username: string, password_: string, { door = 'portal', address = somewhere() } = {}) {
  return house.ask('signIn', { username, password: password_, door }, { 'x-forwarded-for': address })
}

beforeEach(async () => {
  await house.db('rate_limits').delete()
  vi.mocked(verify).mockClear()
  pauses.length = 0
})

test('gives a token that opens the door, and whom it belongs to', async () => {
  const { status, body } = await signIn('lionel.campbell ', password)
  expect(status).toBe(200)
  const { token, me } = body as unknown as { token: string; me: object }
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(me).toEqual({
    ...{ id: patient.id, name: patient.name, firstName: 'Robin', kind: 'patient' },
    memberships: [{ groupId: patient.unit.id, groupName: patient.unit.name, role: 'patient', roleTitle: null }],
  })
  const session = (await house.db('sessions').where('account_id', patient.id).first()) as { tokenHash: Buffer }
  expect(session.tokenHash).toEqual(hashToken(token))
  expect((await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })).body).toMatchObject({ me })
  expect((await house.ask('whoAmI', {}, { cookie: `session=${token}` })).body).toMatchObject({ me })
})

test('a password that is changed while it is looked at opens nothing', async () => {
  const person = await house.aMemberOfStaff({ passwordHash })
  const held = await holding(house.db, (trx) =>
    trx.raw('update accounts set password_hash = ? where id = ?', [demoHash, person.id]),
  )
  const attempt = signIn(person.username, password, { door: 'desktop' })
  await held.untilWaiting()
  await held.letGo()
  expect(await attempt).toMatchObject({ status: 401, body: { code: 'wrongSignIn' } })
  expect(await house.db('sessions').where('account_id', person.id)).toEqual([])
})

describe('is refused alike, at the price of looking at one password', () => {
  const refused = async (username: string, tried: string) => {
    const before = await house.db('sessions').count()
    const { status, body } = await signIn(username, tried)
    expect({ status, body: { ...body, requestId: '' } }).toEqual({
      status: 401,
      body: {
        code: 'wrongSignIn',
        message: 'The username or password is not right. Check both and try again.',
        requestId: '',
      },
    })
    expect(vi.mocked(verify)).toHaveBeenCalledTimes(1)
    expect(await house.db('sessions').count()).toEqual(before)
  }

  test('for a wrong password', () => refused(patient.username, 'wrong'))
  test('for an unknown name', () => refused('nobody', password))
  test('for an account without a password', async () => refused((await house.aPatient()).username, password))
  test('for a closed account', async () => {
    const leaver = await house.aPatient({ passwordHash })
    await house.closes(leaver)
    await refused(leaver.username, password)
  })
  test('for the demo’s password outside the demo', async () => {
    const { username } = await house.aPatient({ passwordHash: demoHash })
    await refused(username, demoPassword)
  })

  test('the password of an unknown name is looked at as thoroughly as a real one', async () => {
    await signIn('nobody', password)
    const standIn = String(vi.mocked(verify).mock.calls[0]![0])
    const parameters = (one: string) => one.split('$').slice(0, 4)
    expect(parameters(standIn)).toEqual(parameters(await hash('anything')))
  })
})

test('in the demo the demo’s password works', async () => {
  const demo = await aServer(await aDatabase(), { DEMO: '1' })
  const { username } = await demo.aPatient({ passwordHash: demoHash })
  expect((await demo.ask('signIn', { username, password: demoPassword, door: 'portal' })).status).toBe(200)
})

test('the wrong door says which is the right one, to whoever knows the password, and starts nothing', async () => {
  const sessions = await house.db('sessions').count()
  expect(await signIn(nurse.username, password)).toMatchObject({ status: 403, body: { code: 'useDesktop' } })
  expect(await signIn(patient.username, password, { door: 'desktop' })).toMatchObject({ body: { code: 'usePortal' } })
  expect(await signIn(nurse.username, 'wrong')).toMatchObject({ status: 401, body: { code: 'wrongSignIn' } })
  expect(await house.db('sessions').count()).toEqual(sessions)
})

test('both outcomes are on record, without the name that was tried', async () => {
  const { username, id } = await house.aPatient({ passwordHash })
  await signIn(username, 'wrong')
  await signIn(username, password)
  await signIn('nobody.like.this', 'wrong')
  const records = await house.db('audit').orderBy('id', 'desc').limit(3)
  expect(records.toReversed()).toMatchObject([
    { action: 'account.sign_in_refused', accountId: null, detail: { accountId: id } },
    { action: 'account.signed_in', accountId: id, sessionId: expect.any(String), detail: { door: 'portal' } },
    { action: 'account.sign_in_refused', accountId: null, detail: { accountId: null } },
  ])
  expect(JSON.stringify(records)).not.toContain('nobody.like.this')
})

describe('guessing', () => {
  const tooMany = { status: 429, body: { code: 'tooManyAttempts' } }
  afterEach(() => house.db('rate_limits').delete())

  async function guess(times: number, { username = patient.username, address = somewhere() } = {}): Promise<number[]> {
    const replies = await Promise.all(Array.from({ length: times }, () => signIn(username, 'wrong', { address })))
    return replies.map(({ status }) => status)
  }

  /** As if the few seconds had passed in which somebody who guessed too often is not answered. */
  const aMomentLater = () => house.db('rate_limits').where('key', 'like', '%now and then%').delete()

  test('of one name from one address is answered seldom after ten, many at once included', async () => {
    const address = somewhere()
    const statuses = await guess(30, { address })
    const answered = statuses.filter((status) => status === 401).length
    expect(answered).toBeGreaterThan(10)
    // Ten, and one in each five seconds that these thirty may have taken.
    expect(answered).toBeLessThan(14)
    expect(statuses.filter((status) => status === 429)).toHaveLength(30 - answered)
    for (const spelling of [patient.username, patient.username.toUpperCase()]) {
      await signIn(spelling, 'wrong', { address })
      expect(await signIn(spelling, 'wrong', { address })).toMatchObject(tooMany)
    }
  })

  test('never locks the victim out, not even at the same address', async () => {
    const address = somewhere()
    await guess(30, { address })
    await aMomentLater()
    expect((await signIn(patient.username, password, { address })).status).toBe(200)
  })

  test('another spelling of a name is the same name', async () => {
    const turkish = await house.aPatient({ username: 'ilse.finlay', passwordHash })
    const address = somewhere()
    await guess(30, { username: turkish.username, address })
    await signIn('İlse.finlay', 'wrong', { address })
    expect(await signIn('İLSE.FİNLAY', 'wrong', { address })).toMatchObject(tooMany)
  })

  const wide = (name: string) => name.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))
  test.each([
    ['in wide letters', wide],
    ['in capitals', (name: string) => name.toUpperCase()],
    ['with a capital of another language', (name: string) => name.replace('i', 'İ')],
  ])('a name %s tells nobody whether there is such a name', async (_, spell) => {
    const someone = await house.aPatient({ passwordHash })
    for (const username of [someone.username, `nobody.is${someone.username}`]) {
      const address = somewhere()
      await guess(30, { username, address })
      await signIn(spell(username), 'wrong', { address })
      expect(await signIn(spell(username), 'wrong', { address })).toMatchObject(tooMany)
    }
  })

  test('does not keep the victim out elsewhere, nor colleagues behind the same address', async () => {
    const address = somewhere()
    await guess(30, { address })
    expect((await signIn(patient.username, password)).status).toBe(200)
    expect((await signIn(nurse.username, password, { address, door: 'desktop' })).status).toBe(200)
  })

  test('from everywhere makes every attempt slower, five seconds at most, and refuses nobody', async () => {
    for (let n = 0; n < 25; n++) await guess(1)
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other))
    expect(pauses).toHaveLength(15)
    expect(pauses[0]).toBeLessThan(500)
    expect(Math.max(...pauses)).toBe(5000)
    expect((await signIn(patient.username, password)).status).toBe(200)
    expect(pauses.at(-1)).toBe(5000)
  })

  test('of many names from one address is answered seldom after a hundred', async () => {
    const address = somewhere()
    vi.mocked(verify).mockResolvedValue(false)
    const names = Array.from({ length: 110 }, (_, n) => `nobody${n}`)
    const replies: number[] = []
    for (const username of names) replies.push((await signIn(username, 'wrong', { address })).status)
    vi.mocked(verify).mockReset()
    expect(replies.slice(0, 100)).toEqual(Array<number>(100).fill(401))
    expect(replies.slice(100)).toContain(429)
    expect((await signIn('nobody0', 'wrong')).status).toBe(401)
    await aMomentLater()
    expect((await signIn(nurse.username, password, { address, door: 'desktop' })).status).toBe(200)
  })

  test('signing in at last forgets the failures before', async () => {
    const address = somewhere()
    for (let round = 0; round < 3; round++) {
      await guess(9, { address })
      expect((await signIn(patient.username, password, { address })).status).toBe(200)
    }
  })
})

test('many people of one ward sign in from one address', async () => {
  const address = somewhere()
  for (let n = 0; n < 120; n++)
    expect((await signIn(nurse.username, password, { address, door: 'desktop' })).status).toBe(200)
})
