/** Mails that come back after the mail server had taken them, and a mail server of ours that takes nothing else. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, bounceDomain, emailOf, linkIn } from '../../test/postOffice.ts'
import type { Mail } from '../../../build/mailbox/catcher.ts'
import { readConfig } from '../config.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { mailbox } = post
const unit = await house.aUnit()
const admin = await house.aUnitAdmin({ unit })
const nurse = await house.aMemberOfStaff({ unit })
beforeEach(async () => {
  mailbox.clear()
  mailbox.acceptAll()
  await house.db.raw('delete from graphile_worker._private_jobs')
})

const refused = { action: 'failed', status: '5.1.1' } as const
const notice = 'Lionel Campbell was not e-mailed: the address was refused.'
const noticesFor = async (person: Person, conversationId: string) =>
  (await house.as(person).showConversation({ conversationId, limit: 200 })).entries
    .filter(({ type }) => type === 'notice')
    .map(({ text }) => text)
const isBouncing = async ({ id }: Person) =>
  (await rows(house.db, 'select from accounts where id = :id and email_bouncing_at is not null', { id })).length > 0
const unreachable = async () =>
  (await house.as(admin).listUnreachable({ unitId: unit.id, reason: 'bouncing', limit: 50 })).people.map(({ id }) => id)
const passes = (interval: string) =>
  rows(
    house.db,
    `with d as (update deliveries set handed_over_at = handed_over_at - cast(:interval as interval))
     update accounts set email_bouncing_at = email_bouncing_at - cast(:interval as interval)`,
    { interval },
  )

async function aHandedOver(patient?: Person) {
  const to = patient ?? (await house.aPatient({ unit, firstName: 'Lionel', lastName: 'Campbell' }))
  const { id: conversationId, messageId } = await house.aConversation([nurse, to])
  mailbox.clear()
  await post.workOff()
  const [mail] = mailbox.messages() as [Mail]
  return { patient: to, conversationId, mail, read: () => post.deliveryTo(to, messageId) }
}

describe('a refusal that comes back', () => {
  test('marks the address, tells the staff alone, and puts the person on the list', async () => {
    const { patient, conversationId, mail, read } = await aHandedOver()
    expect(await read()).toMatchObject({ state: 'handed_over' })
    await post.sendBack(mail, refused)
    expect(await read()).toMatchObject({ state: 'bounced', reason: 'report 5.1.1', nextTryAt: null })
    expect(await noticesFor(nurse, conversationId)).toEqual([notice])
    expect(await noticesFor(patient, conversationId)).toEqual([])
    expect(await unreachable()).toContain(patient.id)
    // Once and not every time.
    await post.sendBack(mail, refused)
    const again = await aHandedOver(patient)
    expect(again.mail.envelope.from).not.toBe(mail.envelope.from)
    expect(await noticesFor(nurse, conversationId)).toEqual([notice])
  })

  test('each mail has a return address of its own, which says nothing', async () => {
    const { mail, patient } = await aHandedOver()
    expect(mail.envelope.from).toMatch(new RegExp(`^bounce\\+[0-9a-f]{32}@${bounceDomain}$`))
    expect(mail.envelope.from).not.toContain(patient.id.replaceAll('-', ''))
    expect(mail.from).toContain('no-reply@localhost')
  })

  test('also before it was written down that the mail was handed over', async () => {
    const patient = await house.aPatient({ unit })
    const { messageId } = await house.aConversation([nurse, patient])
    await post.jobs.notifyOfMessage({ messageId })
    const { id } = await post.deliveryTo(patient, messageId)
    const hasty = post.jobs.deliver
    await rows(
      house.db,
      `update deliveries set state = 'failed_for_now', attempts = 1, return_id = gen_random_uuid(),
              next_try_at = now() + interval '1 minute' where id = :id`,
      { id },
    )
    const [row] = await rows<{ returnId: string }>(
      house.db,
      `select return_id as "returnId" from deliveries where id = :id`,
      {
        id,
      },
    )
    const from = `bounce+${row!.returnId.replaceAll('-', '')}@${bounceDomain}`
    const mail = { raw: 'Subject: x', envelope: { from, to: [emailOf(patient)] } } as Mail
    await post.sendBack(mail, refused)
    await hasty({ deliveryId: id })
    expect(await post.deliveryTo(patient, messageId)).toMatchObject({ state: 'bounced', attempts: 1 })
  })

  test('of an address that was changed, or proved meanwhile, says nothing about the person', async () => {
    const changed = await aHandedOver()
    await house.db('accounts').where({ id: changed.patient.id }).update({ email: 'right@example.org' })
    const proved = await aHandedOver()
    await house.db('accounts').where({ id: proved.patient.id }).update({ email_verified_at: house.db.fn.now() })
    for (const { mail, read, patient } of [changed, proved]) {
      await post.sendBack(mail, refused)
      expect(await read()).toMatchObject({ state: 'bounced' })
      expect(await isBouncing(patient)).toBe(false)
    }
  })

  test('is told in every conversation for which the one e-mail of the day stood', async () => {
    const patient = await house.aPatient({ unit, firstName: 'Lionel', lastName: 'Campbell' })
    await house.db('accounts').where({ id: patient.id }).update({ email_wish: 'daily' })
    const talks = [await house.aConversation([nurse, patient]), await house.aConversation([nurse, patient])]
    for (const { messageId } of talks) await post.jobs.notifyOfMessage({ messageId })
    await post.workOff()
    expect(mailbox.messages()).toHaveLength(1)
    await post.sendBack(mailbox.messages()[0]!, refused)
    for (const { id } of talks) expect(await noticesFor(nurse, id)).toEqual([notice])
  })

  test('of a link marks the address too, and puts the person on the list', async () => {
    const person = await house.aPatient({ unit, emailVerified: false })
    await house.as(admin).sendVerification({ unitId: unit.id, accountId: person.id })
    await post.workOff()
    const [mail] = mailbox.messages() as [Mail]
    await post.sendBack(mail, refused)
    const links = await rows(
      house.db,
      `select reason, failed_at is not null as failed from links where account_id = :id`,
      {
        id: person.id,
      },
    )
    expect(links).toEqual([{ reason: 'report 5.1.1', failed: true }])
    expect(await unreachable()).toContain(person.id)
  })
})

describe('changes nothing', () => {
  const harmless = [
    { action: 'delayed', status: '4.4.1' },
    { action: 'delivered', status: '2.0.0' },
  ] as const
  test.each(harmless)('a report that it is $action', async (report) => {
    const { mail, read, patient, conversationId } = await aHandedOver()
    const before = await read()
    await post.sendBack(mail, report)
    expect(await read()).toEqual(before)
    expect(await isBouncing(patient)).toBe(false)
    expect(await noticesFor(nurse, conversationId)).toEqual([])
  })

  test('for the address, when it was given up without a refusal; but the staff are told', async () => {
    const { mail, read, patient, conversationId } = await aHandedOver()
    await post.sendBack(mail, { action: 'failed', status: '4.4.7' })
    expect(await read()).toMatchObject({ state: 'failed_for_good', reason: 'report 4.4.7' })
    expect(await isBouncing(patient)).toBe(false)
    expect(await noticesFor(nurse, conversationId)).toEqual([
      'Lionel Campbell was not e-mailed: their mail server could not be reached.',
    ])
  })
})

describe('is cleared', () => {
  test('at once, when the mail server that had refused takes a mail again', async () => {
    const patient = await house.aPatient({ unit })
    mailbox.refuse({ code: 550, address: emailOf(patient) })
    await house.aConversation([nurse, patient])
    await post.workOff()
    expect(await isBouncing(patient)).toBe(true)
    mailbox.acceptAll()
    await aHandedOver(patient)
    expect(await isBouncing(patient)).toBe(false)
  })

  test('after three days without a report, and not by the next mail that is taken, when the refusal had come back later', async () => {
    const { patient, mail, read } = await aHandedOver()
    await post.sendBack(mail, refused)
    await aHandedOver(patient)
    expect(await isBouncing(patient)).toBe(true)
    await passes('71 hours')
    await post.jobs.sweepDeliveries()
    expect(await isBouncing(patient)).toBe(true)
    await passes('2 hours')
    await post.jobs.sweepDeliveries()
    expect(await isBouncing(patient)).toBe(false)
    expect(await read()).toMatchObject({ state: 'bounced', reason: 'report 5.1.1' })
  })

  test('nor by a link that is taken, nor when the mail that had come back is not on record any more', async () => {
    const patient = await house.aPatient({ unit, emailBouncing: true })
    await aHandedOver(patient)
    await house.as(admin).sendVerification({ unitId: unit.id, accountId: patient.id })
    await post.workOff()
    expect(mailbox.messages()).toHaveLength(2)
    expect(await isBouncing(patient)).toBe(true)
    expect(await unreachable()).toContain(patient.id)
  })

  test('nor when the mail server refuses another in between', async () => {
    const { patient, mail } = await aHandedOver()
    await post.sendBack(mail, refused)
    mailbox.refuse({ code: 550, address: emailOf(patient) })
    await house.aConversation([nurse, patient])
    await post.workOff()
    mailbox.acceptAll()
    await aHandedOver(patient)
    expect(await isBouncing(patient)).toBe(true)
  })

  test('not by mails that come back as well', async () => {
    const { patient, mail } = await aHandedOver()
    await post.sendBack(mail, refused)
    const next = await aHandedOver(patient)
    await post.sendBack(next.mail, refused)
    await passes('73 hours')
    await post.jobs.sweepDeliveries()
    expect(await isBouncing(patient)).toBe(true)
  })

  test('by a verification', async () => {
    const { patient, mail } = await aHandedOver()
    await post.sendBack(mail, refused)
    mailbox.clear()
    await house.db('accounts').where({ id: patient.id }).update({ email_verified_at: null })
    await house.as(admin).sendVerification({ unitId: unit.id, accountId: patient.id })
    await post.workOff()
    await house.signedOut.verifyEmail({ token: linkIn(mailbox.messages()[0]!).searchParams.get('token')! })
    expect(await isBouncing(patient)).toBe(false)
  })
})

describe('the mail server for what comes back', () => {
  /** Says these lines one after another; returns the code of each reply. */
  async function says(...lines: string[]): Promise<string[]> {
    const socket: Socket = connect(post.bouncePort, '127.0.0.1')
    socket.setEncoding('utf8')
    let heard = ''
    socket.on('data', (data: string) => (heard += data))
    const reply = async () => {
      while (!/^\d{3} .*\r\n/m.test(heard)) await once(socket, 'data')
      const code = /^(\d{3}) /m.exec(heard)![1]!
      heard = ''
      return code
    }
    const codes = [await reply()]
    for (const line of lines) {
      socket.write(`${line}\r\n`)
      codes.push(await reply())
    }
    socket.destroy()
    return codes.slice(1)
  }
  const greeting = ['EHLO mx.example.org', 'MAIL FROM:<>']

  test('keeps no place for connections that one place holds open', async () => {
    const idle = Array.from({ length: 30 }, () => connect(post.bouncePort, '127.0.0.1'))
    const greetings = await Promise.all(idle.map(async (socket) => String(await once(socket, 'data'))))
    expect(greetings.filter((text) => text.startsWith('220'))).toHaveLength(5)
    expect(greetings.filter((text) => text.startsWith('421'))).toHaveLength(25)
    for (const socket of idle) socket.destroy()
    await expect.poll(() => says('EHLO mx.example.org').catch(() => []), { timeout: 10_000 }).toEqual(['250'])
  })

  test('takes no mail for anybody else, and from nobody but the empty sender', async () => {
    const { mail } = await aHandedOver()
    const ours = mail.envelope.from
    const guessed = `bounce+${'0'.repeat(32)}@${bounceDomain}`
    const elsewhere = ours.replace(bounceDomain, 'example.com')
    for (const to of ['somebody@example.com', `postmaster@${bounceDomain}`, guessed, elsewhere])
      expect(await says(...greeting, `RCPT TO:<${to}>`)).toEqual(['250', '250', '550'])
    expect(await says('EHLO mx.example.org', 'MAIL FROM:<somebody@example.com>')).toEqual(['250', '550'])
    expect(await says(...greeting, `RCPT TO:<${ours.toUpperCase()}>`)).toEqual(['250', '250', '250'])
  })

  test('takes no more than a report can be', async () => {
    const { mail, read } = await aHandedOver()
    const large = { ...mail, raw: `X: ${'x'.repeat(300_000)}\r\n\r\n` }
    await expect(post.sendBack(large, refused)).rejects.toMatchObject({ responseCode: 552 })
    expect(await read()).toMatchObject({ state: 'handed_over' })
  })

  test('says so of a large one that did not tell its size', async () => {
    const { mail, read } = await aHandedOver()
    const lines = Array.from({ length: 100 }, () => 'x'.repeat(900)).join('\r\n')
    const codes = await says(...greeting, `RCPT TO:<${mail.envelope.from}>`, 'DATA', `${lines}\r\n.`)
    expect(codes.at(-1)).toBe('552')
    expect(await read()).toMatchObject({ state: 'handed_over' })
  })

  test('lets nobody try addresses by the thousand', async () => {
    const { mail } = await aHandedOver()
    const guesses = Array.from({ length: 5 }, (_, n) => `RCPT TO:<bounce+${String(n).repeat(32)}@${bounceDomain}>`)
    const right = `RCPT TO:<${mail.envelope.from}>`
    expect(await says(...greeting, ...guesses.slice(0, 4), right)).toEqual([
      '250',
      '250',
      ...Array(4).fill('550'),
      '250',
    ])
    expect(await says(...greeting, ...guesses)).toEqual(['250', '250', ...Array(4).fill('550'), '421'])
  })

  test('what is no report is taken and forgotten', async () => {
    const { mail, read } = await aHandedOver()
    const recipient = `RCPT TO:<${mail.envelope.from}>`
    const nonsense = ['', 'I am on holiday', 'Content-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\nAction']
    for (const text of nonsense) expect((await says(...greeting, recipient, 'DATA', `${text}\r\n.`)).at(-1)).toBe('250')
    expect(await read()).toMatchObject({ state: 'handed_over' })
  })
})

test('both settings or neither', () => {
  const env = { DATABASE_URL: 'postgres://x' }
  expect(readConfig(env).bounces).toBeNull()
  expect(() => readConfig({ ...env, BOUNCE_PORT: '2525' })).toThrow('Set both')
  expect(() => readConfig({ ...env, BOUNCE_DOMAIN: 'b.example.org' })).toThrow('Set both')
  const set = { ...env, BOUNCE_PORT: '2525', BOUNCE_DOMAIN: 'b.example.org', HOST: '10.0.0.1' }
  expect(readConfig(set).bounces).toEqual({ port: 2525, domain: 'b.example.org', host: '10.0.0.1' })
  expect(readConfig({ ...set, BOUNCE_HOST: '0.0.0.0' }).bounces?.host).toBe('0.0.0.0')
})
