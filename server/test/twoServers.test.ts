/** Two server processes on one database behave as one: whatever is begun at one goes on at the other. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { hash } from '@node-rs/argon2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../build/postgres.ts'
import { root } from '../../build/shell.ts'
import { askHealth } from '../../build/system/health.ts'
import { Part } from '../../build/system/Part.ts'
import { ApiProblem, createClient, overHttp, type Client } from '../src/contract/client.ts'
import { liveEvent, type LiveEvent } from '../src/contract/live.ts'
import { connect } from '../src/db/connect.ts'
import { aSecondFactor, secretsKey } from './aSecondFactor.ts'
import { builder, type Person } from './build.ts'
import { aDatabase } from './database.ts'

const databaseUrl = await aDatabase()
const db = connect({ databaseUrl, databasePool: 4 })
const house = builder(db)
const password = 'two-quiet-servers'
const passwordHash = await hash(password)

const origins: string[] = []
const parts: Part[] = []
for (const name of ['one', 'other']) {
  const port = await freePort()
  origins.push(`http://127.0.0.1:${port}`)
  const env = {
    ...{ NODE_ENV: 'production', LOG_LEVEL: 'error', DATABASE_URL: databaseUrl, PORT: String(port) },
    // As behind a load balancer, which says from where somebody comes.
    ...{ TRUST_PROXY: '1', SECRETS_KEY: secretsKey.toString('base64') },
  }
  const logFile = join(root, `test-results/log/two-servers-${name}.log`)
  parts.push(new Part({ name, entry: 'server/src/main.ts', env, logFile }))
}
beforeAll(async () => {
  for (const part of parts) part.start()
  for (const origin of origins) while (!(await askHealth(origin))) await pause(100)
}, 90_000)
afterAll(async () => {
  await Promise.all(parts.map((part) => part.stop()))
  await db.destroy()
})

const [A, B] = [0, 1] as const
type Which = typeof A | typeof B

function at(which: Which, token?: string, address = '10.1.1.1'): Client {
  const headers = () => ({ 'x-forwarded-for': address, ...(token && { authorization: `Bearer ${token}` }) })
  return createClient(overHttp({ origin: origins[which]!, headers }))
}

async function signIn(which: Which, { username, kind }: Person): Promise<string> {
  const door = kind === 'patient' ? 'portal' : 'desktop'
  return (await at(which).signIn({ username, password, door })).token
}

const codeOf = (doing: Promise<unknown>) =>
  doing.then(
    () => 'done',
    (error: unknown) => (error instanceof ApiProblem ? error.code : String(error)),
  )

/** Opens a stream and keeps what comes, until it ends. */
async function listening(which: Which, token: string) {
  const response = await fetch(`${origins[which]}/api/live`, { headers: { authorization: `Bearer ${token}` } })
  const heard: LiveEvent[] = []
  const ended = (async () => {
    let text = ''
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part
      const lines = text.split('\n')
      text = lines.pop()!
      for (const line of lines) if (line.startsWith('data: ')) heard.push(liveEvent.parse(JSON.parse(line.slice(6))))
    }
  })()
  const until = (events: LiveEvent[]) => expect.poll(() => heard, { timeout: 15_000 }).toEqual(events)
  await until([{ type: 'hello' }])
  return { until, ended }
}

test('what is sent through one arrives on a stream of the other', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit, passwordHash })
  const patient = await house.aPatient({ unit, passwordHash })
  const stream = await listening(B, await signIn(B, patient))
  const started = await at(A, await signIn(A, nurse)).startConversation({
    ...{
      groupId: unit.id,
      recipientIds: [patient.id],
      subject: 'Results',
      messageId: randomUUID(),
      text: 'They are in.',
    },
  })
  await stream.until([{ type: 'hello' }, { type: 'conversation', conversationId: started.conversations[0]!.id }])
})

test('the same message, sent at the same moment through both, is there once', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit, passwordHash })
  const patient = await house.aPatient({ unit, passwordHash })
  const token = await signIn(A, nurse)
  const { conversations } = await at(A, token).startConversation({
    ...{
      groupId: unit.id,
      recipientIds: [patient.id],
      subject: 'Results',
      messageId: randomUUID(),
      text: 'They are in.',
    },
  })
  const message = { conversationId: conversations[0]!.id, id: randomUUID(), text: 'Ring us.', lastSeenSeq: 1 }
  const both = Array.from({ length: 20 }, (_, n) => at(n % 2 === 0 ? A : B, token).sendMessage(message))
  expect(new Set((await Promise.all(both)).map(({ seq }) => seq))).toEqual(new Set([2]))
  const { entries } = await at(B, token).showConversation({ conversationId: message.conversationId })
  expect(entries.filter(({ type }) => type === 'message')).toHaveLength(2)
})

test('a session of one is a session of the other, and ends at both at once', async () => {
  const patient = await house.aPatient({ passwordHash })
  const token = await signIn(A, patient)
  expect(await codeOf(at(B, token).whoAmI())).toBe('done')
  const stream = await listening(A, token)
  await at(B, token).signOut()
  expect(await codeOf(at(A, token).whoAmI())).toBe('signedOut')
  await stream.until([{ type: 'hello' }, { type: 'signedOut' }])
  await stream.ended
})

test('the second step of a sign-in may go to the other', async () => {
  const nurse = await house.aMemberOfStaff({ passwordHash })
  const phone = await aSecondFactor({ db }, nurse)
  const asked = await at(A)
    .signIn({ username: nurse.username, password, door: 'desktop' })
    .catch((error: unknown) => error as ApiProblem)
  const { ticket } = asked as ApiProblem
  const { token } = await at(B).signInWithCode({ ticket: ticket!, code: phone.code() })
  expect(await codeOf(at(A, token).whoAmI())).toBe('done')
})

test('wrong passwords are counted over both', async () => {
  const { username } = await house.aPatient({ passwordHash })
  const address = '10.2.2.2'
  const guess = (n: number) =>
    codeOf(at(n % 2 === 0 ? A : B, undefined, address).signIn({ username, password: `guess ${n}`, door: 'portal' }))
  for (let n = 0; n < 10; n++) expect(await guess(n)).toBe('wrongSignIn')
  // Five at each. From the eleventh on one of this address is looked at every five seconds, whichever it asks.
  const answers = await Promise.all([10, 11, 12, 13].map(guess))
  expect(answers.filter((answer) => answer === 'tooManyAttempts')).toHaveLength(3)
  // Others are not kept out by that.
  expect(await codeOf(at(A, undefined, '10.3.3.3').signIn({ username, password, door: 'portal' }))).toBe('done')
}, 60_000)
