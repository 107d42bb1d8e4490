// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiProblem } from 'server/client'
import type { SessionChange } from '../bridge.ts'
import type { Server } from './server.ts'
import { Session } from './session.ts'

vi.mock('electron', () => ({ session: {} }))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const idle = 15 * 60_000
const ends = () => ({
  idleEndsAt: new Date(Date.now() + idle).toISOString(),
  endsAt: new Date(Date.now() + 12 * 3_600_000).toISOString(),
  warnSeconds: 120,
})
const codeNeeded = new ApiProblem(401, { code: 'secondFactorNeeded', message: 'Enter the code.', ticket: 'ticket 1' })
const wrongCode = new ApiProblem(422, { code: 'badInput', message: 'Wrong.', fields: { code: 'Wrong.' } })
const codeDemanded = new ApiProblem(403, { code: 'secondFactorDemanded', message: 'Set it up first.' })
const refused = new ApiProblem(401, { code: 'signedOut', message: 'Sign in again.', ended: 'elsewhere' })

/** A session with a server that writes down what it was asked, by whom, and whether the person caused it. */
function aSession() {
  const asked: string[] = []
  const changes: SessionChange[] = []
  let tokens = 0
  const letIn = () => ({ token: `token ${++tokens}`, me: { id: 'x' }, session: ends(), mustEnrol: false })
  const server = {
    refuse: [] as string[],
    demandsCode: false,
    answerSignIn: undefined as Promise<void> | undefined,
    asksForCode: false,
  }
  const client = (token: string, who: string) =>
    new Proxy(
      {},
      {
        get: (_, name: string) => async () => {
          asked.push(`${name} by ${who} of ${token}`)
          if (server.refuse.includes(token)) throw refused
          if (server.demandsCode) throw codeDemanded
          return name === 'extendSession' ? ends() : undefined
        },
      },
    )
  const session = new Session(
    {
      anybody: {
        signIn: async () => {
          await server.answerSignIn
          if (server.asksForCode) throw codeNeeded
          return letIn()
        },
        signInWithCode: async ({ ticket, code }: { ticket: string; code: string }) => {
          asked.push(`${code} for ${ticket}`)
          await server.answerSignIn
          if (code !== '123456') throw wrongCode
          return { ...letIn(), recoveryCodesLeft: 7 }
        },
      },
      as: (token: string) => ({ person: client(token, 'person'), app: client(token, 'app') }),
      onThisClock: (given: unknown) => given,
    } as unknown as Server,
    (change) => void changes.push(change),
  )
  const signIn = () => session.signIn({ username: 'susan', password: 'secret' })
  return { session, server, asked, changes, signIn }
}

test('a unit that begins to demand a code closes everything else, and says so once', async () => {
  const { session, server, signIn, changes } = aSession()
  await signIn()
  server.demandsCode = true
  for (let n = 0; n < 2; n++)
    expect(await session.call('listGroups', {})).toMatchObject({ problem: { code: 'secondFactorDemanded' } })
  expect(changes).toEqual([{ state: 'mustEnrol' }])
  expect(session.open?.mustEnrol).toBe(true)
})

test('the token does not leave', async () => {
  const { signIn, changes } = aSession()
  expect(JSON.stringify([await signIn(), changes])).not.toContain('token')
})

test('many keys extend the session once in a while, and the last of them counts', async () => {
  const { session, signIn, asked } = aSession()
  await signIn()
  for (let second = 0; second < 70; second++) {
    session.active()
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(asked.filter((line) => line.startsWith('extendSession by person')).length).toBe(2)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(asked.filter((line) => line.startsWith('extendSession')).length).toBe(3)
})

test('what the app does by itself does not extend it', async () => {
  const { session, signIn, asked } = aSession()
  await signIn()
  await session.call('listConversations', { view: 'inbox' })
  expect(asked).toEqual(['listConversations by app of token 1'])
})

test('it ends by itself, also offline', async () => {
  const { session, signIn, changes } = aSession()
  await signIn()
  await vi.advanceTimersByTimeAsync(idle - 1)
  expect(session.open).not.toBeNull()
  await vi.advanceTimersByTimeAsync(1)
  expect(session.open).toBeNull()
  expect(changes).toEqual([{ state: 'ended', reason: 'idle' }])
})

test('a 401 ends it; a late one for an earlier session does not', async () => {
  const { session, signIn, server, changes } = aSession()
  await signIn()
  const late = session.open!.token
  await signIn()
  await session.timedOut(late)
  expect(session.open).not.toBeNull()
  server.refuse.push('token 2')
  expect(await session.call('listGroups', {})).toMatchObject({ ok: false, problem: { code: 'signedOut' } })
  expect(session.open).toBeNull()
  // Somebody has closed or reset the account: it was not that nothing happened.
  await vi.advanceTimersByTimeAsync(0)
  expect(changes.slice(-2)).toEqual([
    { state: 'ended', reason: 'ended' },
    { state: 'ended', reason: 'elsewhere' },
  ])
})

test('locking leaves two seconds for the draft and nothing else, then the server is told', async () => {
  const { session, signIn, asked } = aSession()
  await signIn()
  await session.end('locked')
  expect(await session.call('saveDraft', {})).toMatchObject({ ok: true })
  expect(await session.call('listGroups', {})).toMatchObject({ ok: false })
  expect(asked).toEqual(['saveDraft by app of token 1'])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toContain('signOut by person of token 1')
  expect(await session.call('saveDraft', {})).toMatchObject({ ok: false })
})

test('the next person to sign in cannot save a draft for the one before', async () => {
  const { session, signIn, asked } = aSession()
  await signIn()
  await session.end('locked')
  await signIn()
  expect(asked).toEqual(['signOut by person of token 1'])
  await session.call('saveDraft', {})
  expect(asked.at(-1)).toBe('saveDraft by app of token 2')
})

test('a PC that locks while the server answers the sign-in stays signed out', async () => {
  const { session, signIn, server, asked } = aSession()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.answerSignIn = promise
  const outcome = signIn()
  await vi.advanceTimersByTimeAsync(0)
  await session.end('locked')
  resolve()
  expect(await outcome).toMatchObject({ ok: false })
  expect(session.open).toBeNull()
  expect(asked).toEqual(['signOut by person of token 1'])
})

test('a code opens the session with the ticket of the first step, which does not leave', async () => {
  const { session, signIn, server, asked } = aSession()
  server.asksForCode = true
  const first = await signIn()
  expect(first).toMatchObject({ ok: false, problem: { code: 'secondFactorNeeded' } })
  expect(JSON.stringify(first)).not.toContain('ticket')
  expect(session.open).toBeNull()
  expect(await session.signInWithCode('000000')).toMatchObject({ ok: false, problem: { fields: { code: 'Wrong.' } } })
  expect(await session.signInWithCode('123456')).toMatchObject({ ok: true, value: { recoveryCodesLeft: 7 } })
  expect(session.open).not.toBeNull()
  expect(asked).toEqual(['000000 for ticket 1', '123456 for ticket 1'])
  expect(await session.signInWithCode('123456')).toMatchObject({ ok: false, problem: { code: 'signInAgain' } })
})

test('a code without a first step, or after the PC was locked, is not even asked about', async () => {
  const { session, signIn, server, asked } = aSession()
  expect(await session.signInWithCode('123456')).toMatchObject({ ok: false, problem: { code: 'signInAgain' } })
  server.asksForCode = true
  await signIn()
  await session.end('locked')
  expect(await session.signInWithCode('123456')).toMatchObject({ ok: false, problem: { code: 'signInAgain' } })
  expect(asked).toEqual([])
})
