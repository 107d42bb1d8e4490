/** E-mail when processes die: nothing is lost, and what is repeated is the same mail. */
import { randomUUID } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { expect, test } from '@playwright/test'
import knex, { type Knex } from 'knex'
import { createClient, overHttp, type Client } from '../../server/src/contract/client.ts'
import { demoPassword } from '../../server/src/config.ts'
import { startMailbox, type Mailbox } from '../mailbox.ts'
import type { Mail } from '../mailbox/catcher.ts'
import { freePort } from '../postgres.ts'
import { startSystem, type RunningSystem } from './system.ts'

/** How many while the worker is killed; more of them, by hand, take longer. */
const deliveries = Number(process.env.KILL_DELIVERIES ?? 300)
const kills = Math.max(3, Math.round(deliveries / 100))

let system: RunningSystem
let bouncePort: number
let db: Knex
let dietitian: Client

test.beforeAll(async () => {
  bouncePort = await freePort()
  const bounces = { BOUNCE_DOMAIN: 'bounces.example.org', BOUNCE_PORT: String(bouncePort) }
  const env = { ...bounces, STARTS_PER_DAY_STAFF: '100000' }
  system = await startSystem({ mailsKept: 3 * deliveries, env })
  db = knex({ client: 'pg', connection: system.databaseUrl, pool: { min: 0, max: 2 } })
  let token = ''
  const headers = (): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {})
  dietitian = createClient(overHttp({ origin: system.portalUrl, headers }))
  token = (await dietitian.signIn({ username: 'susan.turner', password: demoPassword, door: 'desktop' })).token
})
test.afterAll(async () => {
  await db?.destroy()
  await system?.stop()
})
test.beforeEach(() => system.mailbox.clear())

/** So many conversations with patients, each with its first message; returns the messages' ids. */
async function writeTo(howMany: number): Promise<string[]> {
  const { groups } = await dietitian.listGroups()
  const groupId = groups[0]!.id
  const { recipients } = await dietitian.listRecipients({ groupId, only: 'patient', limit: 50 })
  const reachable = recipients.filter(({ reach }) => reach && !reach.unreachable).map(({ id }) => id)
  const ids: string[] = []
  while (ids.length < howMany) {
    const started = await dietitian.startConversation({
      groupId,
      recipientIds: reachable.slice(0, Math.min(30, howMany - ids.length)),
      subject: 'Your results',
      messageId: randomUUID(),
      text: 'Please read this.',
    })
    ids.push(...started.conversations.map(({ id }) => id))
  }
  return (await db('messages').whereIn('conversation_id', ids).pluck('id')) as string[]
}

interface Row {
  id: string
  address: string
  state: string
}
const deliveriesOf = (messageIds: string[]): Promise<Row[]> =>
  db('deliveries').whereIn('message_id', messageIds).select('id', 'address', 'state')
const statesOf = async (messageIds: string[]) => (await deliveriesOf(messageIds)).map(({ state }) => state)
const health = async (): Promise<unknown> => (await fetch(`${system.portalUrl}/healthz`)).json()

/** Every delivery's mail, at its own address alone, and under its own Message-ID however often. */
function expectMailOfEach(deliveries: Row[], mails: Mail[]): void {
  const idOf = ({ headers }: Mail) => headers.find(({ name }) => name === 'Message-ID')!.value
  const mailsOf = Map.groupBy(mails, (mail) => idOf(mail).split('@')[0])
  for (const { id, address } of deliveries) {
    const [first, ...repeats] = mailsOf.get(`<${id}`) ?? []
    expect(first?.envelope.to).toEqual([address])
    for (const repeat of repeats) expect(repeat.envelope.to).toEqual([address])
  }
  expect(new Set(mails.map(idOf)).size).toBe(deliveries.length)
}

test('the worker is killed at random moments', async () => {
  test.setTimeout(60_000 + deliveries * 400)
  // Slow enough to be caught in the middle.
  system.mailbox.delay(60)
  const messageIds = await writeTo(deliveries)
  // Between any two of the mails, or while any is under way; while enough are left to be caught.
  const moments = Array.from({ length: kills }, () => Math.floor(Math.random() * deliveries * 0.8))
  for (const moment of moments.toSorted((one, other) => one - other)) {
    await expect
      .poll(() => system.mailbox.messages().length, { intervals: [5], timeout: 60_000 })
      .toBeGreaterThanOrEqual(moment)
    await new Promise((done) => setTimeout(done, Math.random() * 60))
    await system.killWorker()
    const states = await statesOf(messageIds)
    expect(states.filter((state) => state !== 'handed_over').length + deliveries - states.length).toBeGreaterThan(0)
    await system.startWorker()
  }
  system.mailbox.acceptAll()
  // An attempt that was cut off is repeated when its claim is over; here its time passes faster.
  await expect
    .poll(
      async () => {
        await db.raw(
          `update deliveries set next_try_at = now() where reason = 'the attempt was cut off' and next_try_at > now()`,
        )
        const made = await deliveriesOf(messageIds)
        return { left: made.filter(({ state }) => state !== 'handed_over').length, deliveries: made.length }
      },
      { timeout: 30_000 + deliveries * 200, intervals: [1000] },
    )
    .toEqual({ left: 0, deliveries })
  const mails = system.mailbox.messages()
  for (const { envelope } of mails) expect(envelope.to).toHaveLength(1)
  expectMailOfEach(await deliveriesOf(messageIds), mails)
  const repeats = mails.length - deliveries
  // Of each kill no more than what was under way by then.
  expect(repeats).toBeLessThanOrEqual(kills * 8)
  console.log(`${kills} kills, ${deliveries} deliveries, ${mails.length} mails, ${repeats} of them repeats`)
})

test('a mail that comes back is heard by the worker, also by the one that follows it', async () => {
  const messageIds = await writeTo(2)
  await expect.poll(() => statesOf(messageIds)).toEqual(['handed_over', 'handed_over'])
  const [first, second] = system.mailbox.messages() as [Mail, Mail]
  const report = { action: 'failed', status: '5.1.1' } as const
  await system.mailbox.sendBack(first, bouncePort, report)
  expect((await statesOf(messageIds)).toSorted()).toEqual(['bounced', 'handed_over'])
  await system.killWorker()
  await expect(system.mailbox.sendBack(second, bouncePort, report)).rejects.toThrow()
  await system.startWorker()
  await expect
    .poll(
      () =>
        system.mailbox.sendBack(second, bouncePort, report).then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true)
  expect(await statesOf(messageIds)).toEqual(['bounced', 'bounced'])
})

test('the mail server is down when it is needed, and comes back', async () => {
  await expect.poll(health, { timeout: 20_000 }).toMatchObject({ well: true })
  await system.mailbox.stop()
  const messageIds = await writeTo(3)
  await expect.poll(() => statesOf(messageIds)).toEqual(Array(3).fill('failed_for_now'))
  const down = { well: false, database: 'well', worker: 'well', mail: 'away' }
  await expect.poll(health, { timeout: 40_000 }).toEqual(down)
  let back: Mailbox | undefined
  try {
    back = await startMailbox({ smtpPort: system.mailbox.smtpPort })
    await expect.poll(() => statesOf(messageIds), { timeout: 40_000 }).toEqual(Array(3).fill('handed_over'))
    expectMailOfEach(await deliveriesOf(messageIds), back.messages())
    await expect.poll(health, { timeout: 20_000 }).toMatchObject({ well: true, mail: 'well' })
  } finally {
    await back?.stop()
  }
})

test('a mail server that says nothing does not make the worker look dead', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined))
    socket.write('220 one moment\r\n')
  })
  await system.mailbox.stop()
  await new Promise<void>((done) => silent.listen(system.mailbox.smtpPort, '127.0.0.1', done))
  try {
    await expect.poll(() => sockets.length, { timeout: 10_000 }).toBeGreaterThan(0)
    // Asking the mail server takes 20 seconds now; signs of life go on every 5.
    const seen = new Set<number>()
    const look = async () => {
      const [{ last }] = (await db('heartbeats').where({ part: 'worker' }).max('seen_at as last')) as [{ last: Date }]
      return seen.add(last.getTime()).size
    }
    await expect.poll(look, { timeout: 14_000 }).toBeGreaterThanOrEqual(3)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((done) => silent.close(done))
  }
})
