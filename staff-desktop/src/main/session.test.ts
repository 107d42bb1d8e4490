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
const refused = new ApiProblem(401, { code: 'signedOut', message: 'Sign in again.' })

/** A session with a server that writes down what it was asked, by whom, and whether the person caused it. */
function aSession() {
  const asked: string[] = []
  const changes: SessionChange[] = []
  let tokens = 0
  const server = {
    refuse: [] as string[],
    answerSignIn: undefined as Promise<void> | undefined,
  }
  const client = (token: string, who: string) =>
    new Proxy(
      {},
      {
        get: (_, name: string) => async () => {
          asked.push(`${name} by ${who} of ${token}`)
          if (server.refuse.includes(token)) throw refused
          return name === 'extendSession' ? ends() : undefined
        },
      },
    )
  const session = new Session(
    {
      anybody: {
        signIn: async () => {
          await server.answerSignIn
          return { token: `token ${++tokens}`, me: { id: 'x' }, session: ends() }
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
  expect(changes).toEqual([{ state: 'ended', reason: 'timedOut' }])
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
  expect(changes.at(-1)).toEqual({ state: 'ended', reason: 'timedOut' })
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
