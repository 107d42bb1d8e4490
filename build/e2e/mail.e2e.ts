/** E-mail when processes die: nothing is lost, and what is repeated is the same mail. */
import { randomUUID } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { expect, test } from '@playwright/test'
import knex, { type Knex } from 'knex'
import { createClient, overHttp, type Client } from '../../server/src/contract/client.ts'
import { demoPassword } from '../../server/src/config.ts'
import { startMailbox, type Mailbox } from '../mailbox.ts'
import type { Mail } from '../mailbox/catcher.ts'
import { startSystem, type RunningSystem } from './system.ts'

let system: RunningSystem
let db: Knex
let dietitian: Client

test.beforeAll(async () => {
  system = await startSystem()
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

/** One conversation with each of so many patients; returns the id of each first message. */
async function writeTo(howMany: number): Promise<string[]> {
  const { groups } = await dietitian.listGroups()
  const groupId = groups[0]!.id
  const { recipients } = await dietitian.listRecipients({ groupId, only: 'patient', limit: 50 })
  const reachable = recipients.filter(({ email }) => email === 'verified')
  expect(reachable.length).toBeGreaterThanOrEqual(howMany)
  const started = await dietitian.startConversation({
    groupId,
    recipientIds: reachable.slice(0, howMany).map(({ id }) => id),
    subject: 'Your results',
    messageId: randomUUID(),
    text: 'Please read this.',
  })
  const ids = started.conversations.map(({ id }) => id)
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
const health = async () => (await fetch(`${system.portalUrl}/healthz`)).json()

/** Every delivery's mail, at its own address alone, and under its own Message-ID however often. */
function expectMailOfEach(deliveries: Row[], mails: Mail[]): void {
  const idOf = ({ headers }: Mail) => headers.find(({ name }) => name === 'Message-ID')!.value
  for (const { id, address } of deliveries) {
    const [first, ...repeats] = mails.filter((mail) => idOf(mail).startsWith(`<${id}@`))
    expect(first?.envelope.to).toEqual([address])
    for (const repeat of repeats) expect(repeat.envelope.to).toEqual([address])
  }
  expect(new Set(mails.map(idOf)).size).toBe(deliveries.length)
}

test('the worker is killed in the middle of telling thirty people', async () => {
  // Slow enough to be caught in the middle.
  system.mailbox.delay(150)
  const messageIds = await writeTo(30)
  let kills = 0
  for (const some of [6, 14]) {
    await expect.poll(() => system.mailbox.messages().length, { intervals: [5] }).toBeGreaterThanOrEqual(some)
    await system.killWorker()
    kills += 1
    const states = await statesOf(messageIds)
    expect(states.filter((state) => state !== 'handed_over').length).toBeGreaterThan(0)
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
        const left = (await statesOf(messageIds)).filter((state) => state !== 'handed_over').length
        return { left, deliveries: (await deliveriesOf(messageIds)).length }
      },
      { timeout: 60_000 },
    )
    .toEqual({ left: 0, deliveries: 30 })
  const mails = system.mailbox.messages()
  expectMailOfEach(await deliveriesOf(messageIds), mails)
  console.log(`${kills} kills, 30 deliveries, ${mails.length} mails, ${mails.length - 30} of them repeats`)
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
