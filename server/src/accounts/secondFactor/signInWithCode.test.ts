/** The second step at sign-in: what lets somebody in, once each, and how guessing is made hopeless without locking anybody out. */
import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { addressOf, aServer } from '../../../test/as.ts'
import { aSecondFactor } from '../../../test/aSecondFactor.ts'
import { aDatabase } from '../../../test/database.ts'
import { rows } from '../../db/rows.ts'

// The clock of the codes stands still in the middle of their thirty seconds, and moves when a test says so.
vi.useFakeTimers({ toFake: ['Date'] })
const noon = Date.parse('2026-07-01T12:00:15Z')
const seconds = (count: number) => vi.setSystemTime(Date.now() + count * 1000)
afterAll(() => void vi.useRealTimers())
// The price of a password is not what is tested here.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

const house = await aServer(await aDatabase())
const password = 'correct horse battery staple'
const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1 })
const unit = await house.aUnit()
const aNurse = () => house.aMemberOfStaff({ unit, passwordHash })

const somewhere = () => addressOf({ id: randomUUID() })
type Nurse = Awaited<ReturnType<typeof aNurse>>

beforeEach(async () => {
  vi.setSystemTime(noon)
  await house.db('rate_limits').delete()
})

function firstStep({ username }: Nurse, { address = somewhere(), tried = password } = {}) {
  return house.ask('signIn', { username, password: tried, door: 'desktop' }, { 'x-forwarded-for': address })
}
async function ticketFor(nurse: Nurse, address: string): Promise<string> {
  const { body } = await firstStep(nurse, { address })
  return (body as { ticket: string }).ticket
}
function secondStep(ticket: string, code: string, address: string) {
  return house.ask('signInWithCode', { ticket, code }, { 'x-forwarded-for': address })
}
/** Both steps, from one address. */
async function signIn(nurse: Nurse, code: string, address = somewhere()) {
  return secondStep(await ticketFor(nurse, address), code, address)
}
const sessionsOf = ({ id }: Nurse) => rows(house.db, 'select id from sessions where account_id = :id', { id })

const letIn = { status: 200, body: { token: expect.any(String), me: expect.any(Object), mustEnrol: false } }
const refusedCode = { status: 422, body: { code: 'badInput', fields: { code: expect.stringContaining('not right') } } }
const again = { status: 410, body: { code: 'signInAgain' } }

test('the password alone opens nothing, the code then opens everything', async () => {
  const nurse = await aNurse()
  const phone = await aSecondFactor(house, nurse)
  const address = somewhere()
  const first = await firstStep(nurse, { address })
  expect(first).toEqual({
    status: 401,
    body: {
      code: 'secondFactorNeeded',
      message: 'Enter the code that your authenticator app shows.',
      ticket: expect.any(String),
      requestId: expect.any(String),
    },
  })
  expect(await sessionsOf(nurse)).toEqual([])
  const { ticket } = first.body as unknown as { ticket: string }
  expect((await house.ask('whoAmI', {}, { authorization: `Bearer ${ticket}` })).status).toBe(401)
  const second = await secondStep(ticket, phone.code(), address)
  expect(second).toMatchObject(letIn)
  const { token } = second.body as unknown as { token: string }
  expect((await house.ask('listGroups', {}, { authorization: `Bearer ${token}` })).status).toBe(200)
})

test('a wrong password answers alike, whether there is a second step or not', async () => {
  const [one, other] = [await aNurse(), await aNurse()]
  await aSecondFactor(house, one)
  const answers = [await firstStep(one, { tried: 'wrong' }), await firstStep(other, { tried: 'wrong' })]
  const [first, second] = answers.map(({ status, body }) => ({ status, ...body, requestId: '' }))
  expect(first).toEqual({ status: 401, code: 'wrongSignIn', message: expect.any(String), requestId: '' })
  expect(second).toEqual(first)
})

test('what was begun and never confirmed is not asked for', async () => {
  const nurse = await aNurse()
  await aSecondFactor(house, nurse, { confirmed: false })
  expect(await firstStep(nurse)).toMatchObject(letIn)
})

describe('a code of the app', () => {
  test.each([-1, 0, 1])('works with a clock that is %s steps off', async (later) => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    expect(await signIn(nurse, phone.code(later))).toMatchObject(letIn)
  })

  test.each([-2, 2])('does not work with a clock that is %s steps off', async (later) => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    expect(await signIn(nurse, phone.code(later))).toMatchObject(refusedCode)
  })

  test('is read as people type it', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    expect(await signIn(nurse, ` ${phone.code().slice(0, 3)} ${phone.code().slice(3)} `)).toMatchObject(letIn)
  })

  test('works once, and those before it no more', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    expect(await signIn(nurse, phone.code())).toMatchObject(letIn)
    expect(await signIn(nurse, phone.code())).toMatchObject(refusedCode)
    expect(await signIn(nurse, phone.code(-1))).toMatchObject(refusedCode)
    seconds(30)
    expect(await signIn(nurse, phone.code(-1))).toMatchObject(refusedCode)
    expect(await signIn(nurse, phone.code())).toMatchObject(letIn)
  })

  test('of somebody else does not', async () => {
    const nurse = await aNurse()
    await aSecondFactor(house, nurse)
    expect(await signIn(nurse, (await aSecondFactor(house, await aNurse())).code())).toMatchObject(refusedCode)
  })

  test('gives one session, however many come with it at once, with one ticket or with several', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    const address = somewhere()
    const [one, other] = [await ticketFor(nurse, address), await ticketFor(nurse, address)]
    const attempts = [one, one, one, other, other, other].map((ticket) => secondStep(ticket, phone.code(), address))
    const statuses = (await Promise.all(attempts)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(await sessionsOf(nurse)).toHaveLength(1)
  })
})

describe('a recovery code', () => {
  test('works once, however it is typed, and says how many are left', async () => {
    const nurse = await aNurse()
    const { recoveryCodes } = await aSecondFactor(house, nurse)
    expect(recoveryCodes).toHaveLength(10)
    const [first, second] = recoveryCodes as [string, string]
    const typed = ` ${first.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`
    expect(await signIn(nurse, typed)).toMatchObject({ ...letIn, body: { recoveryCodesLeft: 9 } })
    expect(await signIn(nurse, first)).toMatchObject(refusedCode)
    expect(await signIn(nurse, second)).toMatchObject({ ...letIn, body: { recoveryCodesLeft: 8 } })
  })

  test('gives one session to two who come with it at once', async () => {
    const nurse = await aNurse()
    const code = (await aSecondFactor(house, nurse)).recoveryCodes[0]!
    const replies = await Promise.all([signIn(nurse, code), signIn(nurse, code), signIn(nurse, code)])
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 422, 422])
  })

  test('of somebody else does not work', async () => {
    const nurse = await aNurse()
    await aSecondFactor(house, nurse)
    const others = (await aSecondFactor(house, await aNurse())).recoveryCodes[0]!
    expect(await signIn(nurse, others)).toMatchObject(refusedCode)
  })

  test('is in the database only as what cannot be read, and so is the secret', async () => {
    const nurse = await aNurse()
    const { secret, recoveryCodes } = await aSecondFactor(house, nurse)
    const [one] = await rows<{ all: string }>(
      house.db,
      `select string_agg(f::text || c::text, '') as all
         from second_factors f join recovery_codes c using (account_id) where account_id = :id`,
      nurse as unknown as Record<string, unknown>,
    )
    for (const clear of [secret, ...recoveryCodes.map((code) => Buffer.from(code.replace('-', '')))])
      expect(one!.all).not.toContain(clear.toString('hex'))
  })
})

test('a secret is of no use in the row of another', async () => {
  const [nurse, thief] = [await aNurse(), await aNurse()]
  await aSecondFactor(house, nurse)
  const phone = await aSecondFactor(house, thief)
  await rows(
    house.db,
    `update second_factors set sealed_secret = (select sealed_secret from second_factors where account_id = :thief)
      where account_id = :nurse`,
    { nurse: nurse.id, thief: thief.id },
  )
  expect((await signIn(nurse, phone.code())).status).toBe(500)
  expect(await sessionsOf(nurse)).toEqual([])
})

describe('a ticket', () => {
  test('works after a wrong code, and after the right one no more', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    const address = somewhere()
    const ticket = await ticketFor(nurse, address)
    expect(await secondStep(ticket, '000000', address)).toMatchObject(refusedCode)
    expect(await secondStep(ticket, phone.code(), address)).toMatchObject(letIn)
    seconds(30)
    expect(await secondStep(ticket, phone.code(), address)).toMatchObject(again)
  })

  test('works for five minutes', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    const address = somewhere()
    const ticket = await ticketFor(nurse, address)
    const older = (by: string) =>
      rows(house.db, `update sign_in_tickets set expires_at = expires_at - cast(:by as interval)`, { by })
    await older('4 minutes 30 seconds')
    expect(await secondStep(ticket, '000000', address)).toMatchObject(refusedCode)
    await older('30 seconds')
    expect(await secondStep(ticket, phone.code(), address)).toMatchObject(again)
  })

  test('works only where it was given, and for nobody else', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    const thief = await aNurse()
    const thiefsPhone = await aSecondFactor(house, thief)
    const address = somewhere()
    const ticket = await ticketFor(nurse, address)
    expect(await secondStep(ticket, phone.code(), somewhere())).toMatchObject(again)
    expect(await secondStep(await ticketFor(thief, address), phone.code(), address)).toMatchObject(refusedCode)
    expect(await secondStep(ticket, thiefsPhone.code(), address)).toMatchObject(refusedCode)
    expect(await secondStep('x'.repeat(43), phone.code(), address)).toMatchObject(again)
    expect(await secondStep(ticket, phone.code(), address)).toMatchObject(letIn)
  })

  test.each(['closed', 'reset', 'password changed', 'signed out everywhere'])(
    'is useless once the account is %s',
    async (what) => {
      const nurse = await aNurse()
      const phone = await aSecondFactor(house, nurse)
      const address = somewhere()
      const ticket = await ticketFor(nurse, address)
      if (what === 'closed') await house.closes(nurse)
      else if (what === 'password changed')
        await house.as(nurse).changePassword({ currentPassword: password, password: 'another horse, another battery' })
      else if (what === 'signed out everywhere') await house.as(nurse).endOtherSessions()
      else await house.as(unit.contact!).resetSignIn({ unitId: unit.id, accountId: nurse.id })
      expect(await secondStep(ticket, phone.code(), address)).toMatchObject(again)
    },
  )
})

describe('guessing codes', () => {
  const tooMany = { status: 429, body: { code: 'tooManyAttempts' } }
  /** From as many addresses as it takes. */
  const guess = async (nurse: Nurse, times: number, address?: string) => {
    const replies = []
    for (let n = 0; n < times; n++) replies.push(await signIn(nurse, '000000', address))
    return replies.map(({ status }) => status)
  }

  test('is slow from however many addresses: ten, then one in a minute', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    const statuses = await guess(nurse, 15)
    expect(statuses).toEqual([...Array<number>(11).fill(422), ...Array<number>(4).fill(429)])
    expect(await signIn(nurse, phone.code())).toMatchObject(tooMany)
    seconds(31)
    expect(await signIn(nurse, phone.code())).toMatchObject(tooMany)
    seconds(30)
    expect(await signIn(nurse, phone.code())).toMatchObject(letIn)
  })

  test('does not get through together', async () => {
    const nurse = await aNurse()
    await aSecondFactor(house, nurse)
    const address = somewhere()
    const ticket = await ticketFor(nurse, address)
    const replies = await Promise.all(Array.from({ length: 30 }, () => secondStep(ticket, '000000', address)))
    expect(replies.filter(({ status }) => status === 422)).toHaveLength(11)
  })

  test('by a stranger does not keep out whoever has signed in from this address before', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    const ward = somewhere()
    expect(await signIn(nurse, phone.code(), ward)).toMatchObject(letIn)
    await guess(nurse, 15)
    seconds(60)
    await guess(nurse, 2)
    expect(await signIn(nurse, phone.code(), somewhere())).toMatchObject(tooMany)
    expect(await signIn(nurse, phone.code(), ward)).toMatchObject(letIn)
    // Where they are known, guessing is slowed as well.
    expect(await guess(nurse, 13, ward)).toContain(429)
  })

  test('where they are known is as slow as elsewhere, and what was right clears the count', async () => {
    const nurse = await aNurse()
    const phone = await aSecondFactor(house, nurse)
    const ward = somewhere()
    expect(await signIn(nurse, phone.code(), ward)).toMatchObject(letIn)
    seconds(30)
    await guess(nurse, 9, ward)
    expect(await signIn(nurse, phone.code(), ward)).toMatchObject(letIn)
    await guess(nurse, 11, ward)
    const answered = []
    for (let minute = 0; minute < 20; minute++) {
      seconds(20)
      answered.push(...(await guess(nurse, 1, ward)))
    }
    // Twenty times twenty seconds are not seven minutes.
    expect(answered.filter((status) => status === 422).length).toBeLessThanOrEqual(7)
  })

  test('is told to its owner, once, when it is more than a slip of the hand', async () => {
    const nurse = await aNurse()
    await aSecondFactor(house, nurse)
    const told = () =>
      rows<{ what: string }>(
        house.db,
        `select payload ->> 'what' as what from graphile_worker._private_jobs where payload ->> 'accountId' = :id`,
        { id: nurse.id },
      )
    await guess(nurse, 4)
    expect(await told()).toEqual([])
    await guess(nurse, 8)
    expect(await told()).toEqual([{ what: 'secondStepRefused' }])
  })

  test('of one account does not slow another', async () => {
    const [nurse, colleague] = [await aNurse(), await aNurse()]
    await aSecondFactor(house, nurse)
    const phone = await aSecondFactor(house, colleague)
    const address = somewhere()
    await guess(nurse, 13, address)
    expect(await signIn(colleague, phone.code(), address)).toMatchObject(letIn)
  })
})

test('every step is on record, and neither code, secret nor ticket is in it', async () => {
  const nurse = await aNurse()
  const phone = await aSecondFactor(house, nurse)
  const address = somewhere()
  const ticket = await ticketFor(nurse, address)
  await secondStep(ticket, '000000', address)
  await secondStep(ticket, phone.code(), address)
  const records = await rows<{ action: string; detail: object }>(
    house.db,
    `select action, detail from audit where account_id = :id or detail ->> 'accountId' = cast(:id as text) order by id`,
    { id: nurse.id },
  )
  expect(records).toEqual([
    { action: 'account.code_asked_for', detail: { accountId: nurse.id } },
    { action: 'account.sign_in_refused', detail: { accountId: nurse.id, reason: 'wrongCode' } },
    { action: 'account.signed_in', detail: { door: 'desktop', code: 'app' } },
  ])
  const everything = JSON.stringify(await house.db('audit'))
  for (const secret of [phone.code(), ticket, phone.secret.toString('hex'), address])
    expect(everything).not.toContain(secret)
})

test('without a key on the server nobody is let in by the password alone', async () => {
  const keyless = await aServer(await aDatabase(), { SECRETS_KEY: undefined as unknown as string })
  const nurse = await keyless.aMemberOfStaff({ passwordHash })
  await aSecondFactor(keyless, nurse)
  const attempt = { username: nurse.username, password, door: 'desktop' }
  expect(await keyless.ask('signIn', attempt)).toMatchObject({ status: 409, body: { code: 'noSecretsKey' } })
  expect(await keyless.db('sessions')).toEqual([])
})
