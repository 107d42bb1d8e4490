/** What becomes of a delivery, whatever the mail server says, and who hears of it when it fails for good. */
import { createServer, type AddressInfo, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, publicUrl } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'
import { deliver, pauseSeconds } from './deliver.ts'
import type { EmailChannel } from './channels/Channel.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { mailbox } = post
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit })
beforeEach(() => {
  mailbox.clear()
  mailbox.acceptAll()
})

/** The nurse writes to a patient of this test's own, and the delivery waits. */
async function aDelivery() {
  const patient = await house.aPatient({ unit, firstName: 'Lionel', lastName: 'Campbell' })
  const { id: conversationId, messageId } = await house.aConversation([nurse, patient])
  await post.jobs.notifyOfMessage({ messageId })
  const read = () => post.deliveryTo(patient, messageId)
  const { id } = await read()
  const attempt = (email: EmailChannel = post.mailer) => deliver(house.db, { email, text: null }, publicUrl, id)
  return { id, patient, conversationId, messageId, read, attempt }
}
const secondsUntil = (instant: Date | null) => (instant!.getTime() - Date.now()) / 1000
const noticesFor = async (person: Person, conversationId: string) =>
  (await house.as(person).showConversation({ conversationId, limit: 200 })).entries
    .filter(({ type }) => type === 'notice')
    .map(({ text }) => text)

const isBouncing = async ({ id }: Person) =>
  (await rows(house.db, 'select from accounts where id = :id and email_bouncing_at is not null', { id })).length > 0

/** A server that is no mail server; `talk` to each who connects. */
async function aRudeServer(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    talk(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('waits, and is handed over', async () => {
  const { read, attempt, patient } = await aDelivery()
  expect(await read()).toMatchObject({ state: 'waiting', attempts: 0, handedOverAt: null })
  expect(await attempt()).toEqual([])
  expect(await read()).toMatchObject({ state: 'handed_over', attempts: 1, nextTryAt: null, reason: null })
  expect(Math.abs(secondsUntil((await read()).handedOverAt))).toBeLessThan(10)
  expect(mailbox.messages().map(({ envelope }) => envelope.to)).toEqual([[emailOf(patient)]])
})

const closed = await aRudeServer((socket) => socket.destroy())
const stalling = await aRudeServer((socket) => socket.write('220 one moment\r\n'))
const wrongSender = await aRudeServer((socket) => {
  socket.write('220 well\r\n')
  socket.on('data', (said) => socket.write(/^MAIL/.test(said.toString()) ? '550 who are you\r\n' : '250 well\r\n'))
})

describe('fails for now, and succeeds later', () => {
  const broken: [string, () => EmailChannel][] = [
    ['a recipient refused with 4xx', () => (mailbox.refuse({ code: 450, times: 1 }), post.mailer)],
    ['a mail refused with 4xx', () => (mailbox.refuse({ code: 451, at: 'data', times: 1 }), post.mailer)],
    ['nobody at the port', () => post.aMailer({ smtpUrl: 'smtp://127.0.0.1:9' })],
    ['a connection that is lost', () => post.aMailer({ smtpUrl: closed })],
    ['a connection that is lost in the middle', () => (mailbox.misbehave('drop'), post.mailer)],
    ['a server that says nothing more', () => post.aMailer({ smtpUrl: stalling, attemptMs: 300 })],
    ['a server that falls silent', () => (mailbox.misbehave('stall'), post.aMailer({ attemptMs: 300 }))],
    ['a sender refused with 5xx', () => post.aMailer({ smtpUrl: wrongSender })],
  ]
  test.each(broken)('%s', async (_, mailer) => {
    const { read, attempt, conversationId } = await aDelivery()
    expect(await attempt(mailer())).toEqual([])
    const failed = await read()
    expect(failed).toMatchObject({ state: 'failed_for_now', attempts: 1, handedOverAt: null })
    expect(failed.reason).toMatch(/^[A-Z]+( \d{3})?$/)
    expect(secondsUntil(failed.nextTryAt)).toBeGreaterThan(0)
    expect(secondsUntil(failed.nextTryAt)).toBeLessThanOrEqual(pauseSeconds(1, 1))
    expect(await noticesFor(nurse, conversationId)).toEqual([])
    mailbox.acceptAll()
    // By the job that it left behind, not before its time.
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'failed_for_now', attempts: 1 })
    await post.letPausesPass()
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 2, reason: null })
    expect(mailbox.messages()).toHaveLength(1)
  })
})

test('pauses grow up to a limit', () => {
  const attempts = fc.integer({ min: 1, max: 100 })
  const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  fc.assert(
    fc.property(attempts, chance, chance, (attempt, luck, otherLuck) => {
      const pause = pauseSeconds(attempt, luck)
      expect(pause).toBeGreaterThanOrEqual(5 * 0.75)
      expect(pause).toBeLessThanOrEqual(300 * 1.25)
      expect(pauseSeconds(attempt + 1, luck)).toBeGreaterThanOrEqual(pause)
      // Chance moves it by a quarter either way, no further.
      expect(pauseSeconds(attempt, otherLuck) / pause).toBeLessThanOrEqual(1.25 / 0.75)
    }),
  )
  expect(pauseSeconds(2, 0)).toBeGreaterThan(pauseSeconds(1, 0))
  const expected = Array.from({ length: 47 }, (_, n) => pauseSeconds(n + 1, 0.5)).reduce((sum, pause) => sum + pause)
  expect(expected / 3600).toBeGreaterThan(3)
  expect(expected / 3600).toBeLessThan(5)
})

describe('bounces', () => {
  const refused = 'Lionel Campbell was not e-mailed: the address was refused.'
  test.each([{ at: 'recipient' }, { at: 'data' }] as const)('when refused with 5xx at the $at', async ({ at }) => {
    const { read, attempt, conversationId, patient } = await aDelivery()
    mailbox.refuse({ code: 550, at, message: `<${emailOf(patient)}> is unknown here` })
    const ofAccount = { accountIds: [patient.id], lookAgain: true }
    expect(await attempt()).toEqual(expect.arrayContaining([{ conversationId, accountIds: [nurse.id] }, ofAccount]))
    expect(await read()).toMatchObject({ state: 'bounced', attempts: 1, nextTryAt: null })
    expect((await read()).reason).toMatch(/^E[A-Z]+ 550$/)
    expect(await noticesFor(nurse, conversationId)).toEqual([refused])
    expect(await noticesFor(patient, conversationId)).toEqual([])
    expect(await isBouncing(patient)).toBe(true)
    await post.workOff()
    await post.letPausesPass()
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'bounced', attempts: 1 })
  })

  test('and the staff are told once, until e-mail has worked in between', async () => {
    const { conversationId, patient } = await aDelivery()
    const sent = async (lastSeenSeq: number) => {
      // Read meanwhile, or it would be one burst.
      await house.as(patient).markRead({ conversationId, seq: lastSeenSeq })
      await house.as(nurse).sendMessage({ conversationId, id: newId(), text: 'Hello', lastSeenSeq })
      await post.workOff()
      return noticesFor(nurse, conversationId)
    }
    mailbox.refuse({ code: 550, address: emailOf(patient) })
    expect(await sent(1)).toEqual([refused])
    expect(await sent(2)).toEqual([refused])
    mailbox.acceptAll()
    expect(await sent(3)).toEqual([refused])
    mailbox.refuse({ code: 550, address: emailOf(patient) })
    expect(await sent(4)).toEqual([refused, refused])
    expect(await noticesFor(patient, conversationId)).toEqual([])
  })
})

describe('fails for good', () => {
  test('after 48 tries', async () => {
    const { read, attempt, id, conversationId, patient } = await aDelivery()
    await rows(house.db, 'update deliveries set attempts = 46 where id = :id', { id })
    mailbox.refuse({ code: 421 })
    expect(await attempt()).toEqual([])
    expect(await read()).toMatchObject({ state: 'failed_for_now', attempts: 47 })
    await post.letPausesPass()
    await attempt()
    expect(await read()).toMatchObject({ state: 'failed_for_good', attempts: 48, nextTryAt: null })
    const notice = 'Lionel Campbell was not e-mailed: the mail server could not be reached.'
    expect(await noticesFor(nurse, conversationId)).toEqual([notice])
    expect(await noticesFor(patient, conversationId)).toEqual([])
    expect(await isBouncing(patient)).toBe(false)
  })
})
