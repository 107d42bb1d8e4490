/** What becomes of a link's mail, whatever the mail server says; and the mail to an address that is no longer used. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, linkIn, publicUrl } from '../../test/postOffice.ts'
import { hashToken } from '../accounts/Session.ts'
import { tellOldAddresses } from '../accounts/tellOldAddresses.ts'
import { rows } from '../db/rows.ts'
import type { EmailChannel, Outcome } from './channels/Channel.ts'
import { sendLink } from './sendLink.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { db, signedOut } = house
const { mailbox } = post
const unit = await house.aUnit()
beforeEach(async () => {
  mailbox.clear()
  mailbox.acceptAll()
  await rows(db, 'delete from graphile_worker._private_jobs')
})

interface Row {
  id: string
  tokenHash: Buffer | null
  attempts: number
  sentAt: Date | null
  failedAt: Date | null
  reason: string | null
}

/** Asked for by the unit's admin, and not sent yet. */
async function aWaitingLink() {
  const person = await house.aPatient({ unit, emailVerified: false })
  await house.as(unit.contact!).sendVerification({ unitId: unit.id, accountId: person.id })
  const read = async () => {
    const [row] = await rows<Row>(
      db,
      `select id, token_hash as "tokenHash", attempts, sent_at as "sentAt", failed_at as "failedAt", reason from links where account_id = :id
        order by created_at desc limit 1`,
      { id: person.id },
    )
    return row!
  }
  const { id } = await read()
  const attempt = (mailer: EmailChannel = post.mailer) => sendLink(db, mailer, publicUrl, id)
  return { id, person, read, attempt }
}
const isBouncing = async ({ id }: Person) =>
  (await rows(db, 'select from accounts where id = :id and email_bouncing_at is not null', { id })).length > 0

/** Keeps what it was to send, and fails as it is told. */
function aFailingMailer(outcome: Outcome, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  const texts: string[] = []
  const send: EmailChannel['send'] = async ({ text }) => {
    texts.push(text)
    await meanwhile()
    return outcome
  }
  return { texts, mailer: { ...post.mailer, send } }
}
const away: Outcome = { became: 'failed for now', reason: 'ETIMEDOUT' }
const refusal: Outcome = { became: 'refused for good', reason: 'EENVELOPE 550' }

test('waits without a token, and is sent with one of which only the hash is kept', async () => {
  const { person, read } = await aWaitingLink()
  expect(await read()).toMatchObject({ tokenHash: null, attempts: 0, sentAt: null })
  await post.workOff()
  const mail = mailbox.messages()[0]!
  expect(mail.envelope.to).toEqual([emailOf(person)])
  const token = linkIn(mail).searchParams.get('token')!
  expect(token).toMatch(/^[\w-]{43}$/)
  const row = await read()
  expect(row).toMatchObject({ attempts: 1, sentAt: expect.any(Date), failedAt: null, reason: null })
  expect(row.tokenHash!.equals(hashToken(token))).toBe(true)
  const tables = ['links', 'accounts', 'audit', 'graphile_worker._private_jobs', 'rate_limits']
  for (const table of tables) expect(JSON.stringify(await rows(db, `select * from ${table}`))).not.toContain(token)
  expect(post.log.join('\n')).not.toContain(token)
})

test('says until when it works, in the time of the units', async () => {
  const { id, attempt } = await aWaitingLink()
  await rows(db, `update links set expires_at = '2099-07-06 22:30Z' where id = :id`, { id })
  await attempt()
  const { text, html } = mailbox.messages()[0]!
  for (const body of [text, html]) expect(body).toContain('The link works once, until Monday 6 July at 23:30.')
})

test('a try that fails is made again by the job runner, with a new token; the one before is useless', async () => {
  const { attempt, read } = await aWaitingLink()
  const { mailer, texts } = aFailingMailer(away)
  await expect(attempt(mailer)).rejects.toThrow(/^ETIMEDOUT$/)
  expect(await read()).toMatchObject({ attempts: 1, sentAt: null, failedAt: null, reason: 'ETIMEDOUT' })
  mailbox.refuse({ code: 451, times: 1 })
  await expect(post.workOff()).rejects.toThrow('Jobs failed')
  expect(await read()).toMatchObject({ attempts: 2, sentAt: null, failedAt: null })
  await post.letPausesPass()
  await post.workOff()
  expect(await read()).toMatchObject({ attempts: 3, sentAt: expect.any(Date), reason: null })
  const [first, last] = [linkIn({ text: texts[0]! }), linkIn(mailbox.messages()[0]!)].map((link) =>
    link.searchParams.get('token')!,
  )
  await expect(signedOut.verifyEmail({ token: first! })).rejects.toMatchObject({ code: 'linkUsed' })
  await signedOut.verifyEmail({ token: last! })
})

test('once it is sent, nothing sends it again', async () => {
  const { attempt, read } = await aWaitingLink()
  await attempt()
  const sent = await read()
  await attempt()
  expect(await read()).toEqual(sent)
  expect(mailbox.messages()).toHaveLength(1)
})

test.each(['recipient', 'data'] as const)('a refusal of the %s is for good, and shows at the address', async (at) => {
  const { person, attempt, read } = await aWaitingLink()
  mailbox.refuse({ code: 550, at, message: `<${emailOf(person)}> is unknown here` })
  await attempt()
  expect(await read()).toMatchObject({ attempts: 1, sentAt: null, failedAt: expect.any(Date) })
  expect((await read()).reason).toMatch(/^E[A-Z]+ 550$/)
  expect(await isBouncing(person)).toBe(true)
  mailbox.acceptAll()
  await attempt()
  expect(mailbox.messages()).toEqual([])
})

test('a refusal of an address that was changed meanwhile says nothing about the new one', async () => {
  const { person, attempt } = await aWaitingLink()
  const change = () => rows(db, `update accounts set email = 'right@example.org' where id = :id`, { id: person.id })
  await attempt(aFailingMailer(refusal, change).mailer)
  expect(await isBouncing(person)).toBe(false)
})

test('after ten tries it is given up, which says nothing about the address', async () => {
  const { id, person, attempt, read } = await aWaitingLink()
  await rows(db, 'update links set attempts = 8 where id = :id', { id })
  const { mailer } = aFailingMailer(away)
  await expect(attempt(mailer)).rejects.toThrow('ETIMEDOUT')
  expect(await read()).toMatchObject({ attempts: 9, failedAt: null })
  await attempt(mailer)
  expect(await read()).toMatchObject({ attempts: 10, failedAt: expect.any(Date), reason: 'ETIMEDOUT' })
  expect(await isBouncing(person)).toBe(false)
})

const overtaken: [string, (person: Person, id: string) => Promise<unknown>][] = [
  ['replaced', (_, id) => rows(db, 'update links set replaced_at = now() where id = :id', { id })],
  ['out of time', (_, id) => rows(db, 'update links set expires_at = now() where id = :id', { id })],
  ['of another address', ({ id }) => rows(db, `update accounts set email = 'x@example.org' where id = :id`, { id })],
  ['of a closed account', (person) => house.closes(person)],
]
test.each(overtaken)('a link that is %s by then is not sent', async (_, overtake) => {
  const { id, person, read } = await aWaitingLink()
  await overtake(person, id)
  await post.workOff()
  expect(mailbox.messages()).toEqual([])
  expect(await read()).toMatchObject({ attempts: 0, tokenHash: null, sentAt: null })
})

describe('an address that is no longer used', () => {
  const tell = (accountId: string, address: string) =>
    db.transaction((trx) => tellOldAddresses({ trx }, [{ accountId, address }]))

  test('is told so, it alone, and not what the new one is', async () => {
    const person = await house.aPatient({ unit })
    await tell(person.id, 'before@example.org')
    await post.workOff()
    const [mail] = mailbox.messages()
    expect(mail!.envelope.to).toEqual(['before@example.org'])
    expect(mail!.subject).toBe('This e-mail address is no longer used')
    expect(mail!.raw).not.toContain(person.username)
    expect(mail!.text).not.toMatch(/https?:/)
  })

  test('is not told when it is the person’s again', async () => {
    const person = await house.aPatient({ unit })
    await tell(person.id, emailOf(person))
    await post.workOff()
    expect(mailbox.messages()).toEqual([])
  })

  test('is told later when the mail server cannot be reached, and never when it refuses', async () => {
    const person = await house.aPatient({ unit })
    mailbox.refuse({ code: 451, times: 1 })
    await tell(person.id, 'before@example.org')
    await expect(post.workOff()).rejects.toThrow('Jobs failed')
    const errors = await rows<{ error: string }>(
      db,
      `select last_error as error from graphile_worker.jobs where task_identifier = 'tellOldAddress'`,
    )
    expect(errors).toEqual([{ error: 'EENVELOPE 451' }])
    await post.letPausesPass()
    await post.workOff()
    expect(mailbox.messages()).toHaveLength(1)
    mailbox.refuse({ code: 550 })
    await tell(person.id, 'gone@example.org')
    await post.workOff()
    await post.letPausesPass()
    await post.workOff()
    expect(mailbox.messages()).toHaveLength(1)
    expect(await isBouncing(person)).toBe(false)
  })
})
