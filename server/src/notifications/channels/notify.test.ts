/** GOV.UK Notify: what it takes, refuses, delays and says later, for e-mails and text messages. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startNotifyDouble, type Accepted, type NotifyRefusal } from '../../../../build/notifyDouble.ts'
import { aServer } from '../../../test/as.ts'
import { getsTexts } from '../../../test/aTextNumber.ts'
import type { Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { aPostOffice, emailOf, linkIn, publicUrl } from '../../../test/postOffice.ts'
import { tellOfAccountChange } from '../../accounts/tellOfAccountChange.ts'
import { tellOldAddresses } from '../../accounts/tellOldAddresses.ts'
import { rows } from '../../db/rows.ts'
import { deliver } from '../deliver.ts'
import type { Channels } from './Channel.ts'

const url = await aDatabase()
const house = await aServer(url)
const provider = await startNotifyDouble()
afterAll(() => provider.stop())
const post = await aPostOffice(house, url, provider.env)
// A Monday morning.
post.clock.now = new Date('2026-11-23T10:00:00Z')
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit, firstName: 'Susan', lastName: 'Turner' })
beforeEach(async () => {
  provider.clear()
  provider.acceptAll()
  post.problems.length = 0
  await rows(house.db, 'delete from graphile_worker._private_jobs')
  await rows(house.db, 'update deliveries set ask_at = null')
})

const channels = ['email', 'text'] as const
type Kind = (typeof channels)[number]

/** The nurse writes to a patient of this test's own, who gets text messages; nothing has gone out yet. */
async function aDelivery(kind: Kind) {
  const patient = await house.aPatient({ unit, firstName: 'Lionel', lastName: 'Campbell' })
  const number = await getsTexts(house, patient)
  // Only one of both is of interest.
  if (kind === 'text')
    await rows(house.db, `update accounts set email_wish = 'none' where id = :id`, { id: patient.id })
  else await rows(house.db, 'update accounts set text_proved_at = null where id = :id', { id: patient.id })
  const { id: conversationId, messageId } = await house.aConversation([nurse, patient])
  await post.jobs.notifyOfMessage({ messageId })
  const read = () => post.deliveryTo(patient, messageId, kind)
  const { id } = await read()
  const attempt = (by: Channels = post.channels) => deliver(house.db, by, publicUrl, id, post.clock.now!)
  return { id, patient, number, conversationId, read, attempt }
}
const asks = async () => {
  await rows(house.db, `update deliveries set ask_at = now() where ask_at is not null`)
  await rows(house.db, `update links set ask_at = now() where ask_at is not null`)
  await post.jobs.askProvider()
}
const noticesFor = async (person: Person, conversationId: string) =>
  (await house.as(person).showConversation({ conversationId, limit: 200 })).entries
    .filter(({ type }) => type === 'notice')
    .map(({ text }) => text)
    // The texts here go to people who want no e-mails, and that is said as well.
    .filter((text) => !text.endsWith('they asked for no e-mails.'))
const accountOf = async ({ id }: Person) =>
  (
    await rows<{ bouncing: boolean; failing: boolean }>(
      house.db,
      `select email_bouncing_at is not null as bouncing, text_failing_at is not null as failing from accounts where id = :id`,
      { id },
    )
  )[0]!
const textOf = ({ personalisation }: Accepted) => personalisation.body!

test('an e-mail of ours is put into the template', async () => {
  const { patient, conversationId, attempt, read } = await aDelivery('email')
  await attempt()
  const [sent] = provider.accepted()
  expect(sent).toMatchObject({ kind: 'email', to: emailOf(patient) })
  expect(sent!.personalisation.subject).toBe('You have a message from Susan Turner')
  expect(linkIn({ text: textOf(sent!) }).href).toBe(`${publicUrl.href}conversations/${conversationId}`)
  expect(await read()).toMatchObject({ state: 'handed_over', askAt: expect.any(Date) })
})

test('a text message says as little', async () => {
  const { number, conversationId, attempt, read } = await aDelivery('text')
  await attempt()
  const [sent] = provider.accepted()
  expect(sent).toMatchObject({ kind: 'sms', to: number })
  expect(sent!.personalisation).toEqual({
    body: `There is a message for you from Susan Turner. Sign in to read it: ${publicUrl.href}conversations/${conversationId}`,
  })
  expect(await read()).toMatchObject({ state: 'handed_over', address: number })
})

test('a name makes no link', async () => {
  const name = { firstName: '[Sign in', lastName: 'here](https://elsewhere.example)' }
  const writer = await house.aMemberOfStaff({ unit, ...name })
  const patient = await house.aPatient({ unit })
  const { messageId } = await house.aConversation([writer, patient])
  await post.jobs.notifyOfMessage({ messageId })
  await deliver(house.db, post.channels, publicUrl, (await post.deliveryTo(patient, messageId)).id)
  expect(textOf(provider.accepted()[0]!)).toContain('from (Sign in here)(')
})

const broken: [string, () => void, RegExp][] = [
  ['is busy', () => provider.refuse(aRefusal(429, 'RateLimitError')), /^notify 429$/],
  ['has a fault', () => provider.refuse(aRefusal(500, 'Exception')), /^notify 500$/],
  ['says nothing', () => provider.misbehave({ how: 'stall', accepts: false }), /^notify ERR_CANCELED$/],
  ['hangs up', () => provider.misbehave({ how: 'drop', accepts: false }), /^notify ECONNRESET$/],
  ['does not know our key', () => provider.refuse(aRefusal(403, 'AuthError')), /^notify 403$/],
  ['does not like our template', () => provider.refuse(aRefusal(400, 'BadRequestError')), /^notify 400$/],
]
function aRefusal(status: number, error: string, message = 'Something about person@example.org'): NotifyRefusal {
  return { status, error, message }
}

describe.each(channels)('%s: fails for now, and succeeds later, when the provider', (kind) => {
  test.each(broken)('%s', async (_, breaks, reason) => {
    const { read, attempt, conversationId, patient } = await aDelivery(kind)
    breaks()
    await attempt()
    const failed = await read()
    expect(failed).toMatchObject({ state: 'failed_for_now', attempts: 1, reason: expect.stringMatching(reason) })
    expect(failed.nextTryAt!.getTime()).toBeGreaterThan(Date.now())
    expect(await noticesFor(nurse, conversationId)).toEqual([])
    // What somebody must put right is said, without anything of a person.
    const ours = /403|notify 400$/.test(failed.reason!)
    expect(post.problems).toHaveLength(ours ? 1 : 0)
    expect(JSON.stringify(post.problems)).not.toMatch(/person|@|\+44/)
    provider.acceptAll()
    await post.letPausesPass()
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 2, reason: null })
    expect(provider.accepted()).toHaveLength(1)
    expect(await accountOf(patient)).toEqual({ bouncing: false, failing: false })
  })
})

describe.each(channels)('%s: is not sent twice', (kind) => {
  test.each(['stall', 'drop'] as const)('when the provider has it, but its answer is lost: %s', async (how) => {
    const { read, attempt } = await aDelivery(kind)
    provider.misbehave({ how, accepts: true })
    await attempt()
    expect(await read()).toMatchObject({ state: 'failed_for_now' })
    provider.acceptAll()
    await post.letPausesPass()
    await attempt()
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 2 })
    expect(provider.accepted()).toHaveLength(1)
  })

  test('when the worker dies before it has written that down', async () => {
    const { read, attempt } = await aDelivery(kind)
    const died = Promise.withResolvers<never>()
    const dying = <Content>(channel: Channels[Kind] & object) => ({
      ...channel,
      send: async (sending: Content) => {
        await channel.send(sending as never)
        died.reject(new Error('killed'))
        return new Promise<never>(() => undefined)
      },
    })
    const { email, text } = post.channels
    const cutOff = attempt({ email: dying(email), text: dying(text!) })
    await expect(Promise.race([died.promise, cutOff])).rejects.toThrow('killed')
    expect(await read()).toMatchObject({ state: 'failed_for_now', reason: 'the attempt was cut off' })
    await post.letPausesPass()
    await attempt()
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 2 })
    expect(provider.accepted()).toHaveLength(1)
  })

  test('but to another address it is', async () => {
    const { read, attempt, patient } = await aDelivery(kind)
    provider.misbehave({ how: 'drop', accepts: true })
    await attempt()
    provider.acceptAll()
    const to = kind === 'email' ? 'right@example.org' : await getsTexts(house, patient)
    if (kind === 'email') await rows(house.db, 'update accounts set email = :to where id = :id', { to, id: patient.id })
    await post.letPausesPass()
    await attempt()
    expect(await read()).toMatchObject({ state: 'handed_over', address: to })
    expect(provider.accepted().map((one) => one.to)).toContain(to)
  })
})

describe('other mails are not sent twice either, when the answer is lost', () => {
  const lost = async () => {
    provider.misbehave({ how: 'drop', accepts: true })
    await expect(post.workOff()).rejects.toThrow('Jobs failed')
    provider.acceptAll()
    await post.letPausesPass()
    await post.workOff()
    expect(await rows(house.db, 'select from graphile_worker.jobs where attempts > 0')).toEqual([])
  }

  test('a link, which works as it went out', async () => {
    const person = await house.aPatient({ unit, emailVerified: false })
    await house.as(unit.contact!).sendVerification({ unitId: unit.id, accountId: person.id })
    await lost()
    const [sent, ...more] = provider.accepted()
    expect(more).toEqual([])
    const token = linkIn({ text: textOf(sent!) }).searchParams.get('token')!
    await house.signedOut.verifyEmail({ token })
    const [link] = await rows(
      house.db,
      `select sent_at is not null as sent, attempts, used_at is not null as used from links where account_id = :id`,
      { id: person.id },
    )
    expect(link).toEqual({ sent: true, attempts: 2, used: true })
  })

  test('a link that never went out is sent anew', async () => {
    const person = await house.aPatient({ unit, emailVerified: false })
    await house.as(unit.contact!).sendVerification({ unitId: unit.id, accountId: person.id })
    provider.misbehave({ how: 'drop', accepts: false })
    await expect(post.workOff()).rejects.toThrow('Jobs failed')
    provider.acceptAll()
    await post.letPausesPass()
    await post.workOff()
    const [sent, ...more] = provider.accepted()
    expect(more).toEqual([])
    await house.signedOut.verifyEmail({ token: linkIn({ text: textOf(sent!) }).searchParams.get('token')! })
  })

  test('to an address that is no longer used', async () => {
    const person = await house.aPatient({ unit })
    const old = { accountId: person.id, address: 'before@example.org' }
    await house.db.transaction((trx) => tellOldAddresses({ trx }, [old]))
    await lost()
    expect(provider.accepted()).toMatchObject([{ to: 'before@example.org', reference: expect.any(String) }])
  })

  test('that something about the account was changed', async () => {
    const person = await house.aPatient({ unit })
    await house.db.transaction((trx) => tellOfAccountChange({ trx }, person.id, 'passkeyAdded'))
    await lost()
    expect(provider.accepted()).toMatchObject([{ to: emailOf(person), reference: expect.any(String) }])
  })
})

describe('an address that is none', () => {
  test('e-mail: bounces, and the sender is told', async () => {
    const { read, attempt, conversationId, patient } = await aDelivery('email')
    provider.refuse({ status: 400, error: 'ValidationError', message: 'email_address Not a valid email address' })
    await attempt()
    expect(await read()).toMatchObject({ state: 'bounced', reason: 'notify 400 address' })
    expect(await accountOf(patient)).toEqual({ bouncing: true, failing: false })
    expect(await noticesFor(nurse, conversationId)).toEqual([
      'Lionel Campbell was not e-mailed: the address was refused.',
    ])
  })

  test('text: no more go there, and nobody is told in the conversation', async () => {
    const { read, attempt, conversationId, patient } = await aDelivery('text')
    provider.refuse({ status: 400, error: 'ValidationError', message: 'phone_number Not a UK mobile number' })
    await attempt()
    expect(await read()).toMatchObject({ state: 'bounced', reason: 'notify 400 address' })
    expect(await accountOf(patient)).toEqual({ bouncing: false, failing: true })
    expect(await noticesFor(nurse, conversationId)).toEqual([])
    expect(await house.as(patient).showTexts()).toMatchObject({ state: 'failing' })
    provider.acceptAll()
    provider.clear()
    const { messageId } = await house.aConversation([nurse, patient])
    await post.jobs.notifyOfMessage({ messageId })
    await post.workOff()
    expect(await post.deliveryTo(patient, messageId, 'text')).toMatchObject({
      ...{ state: 'suppressed', reason: 'texts do not arrive' },
    })
    expect(provider.accepted()).toEqual([])
  })
})

describe('what became of it is asked for', () => {
  async function handedOver(kind: Kind) {
    const delivery = await aDelivery(kind)
    await delivery.attempt()
    const [sent] = provider.accepted()
    return { ...delivery, sent: sent! }
  }

  test.each(channels)('%s: again and again, until there is an answer', async (kind) => {
    const { read, sent } = await handedOver(kind)
    // Not at once.
    await post.jobs.askProvider()
    expect(provider.heard().filter((line) => line.startsWith('GET'))).toEqual([])
    provider.report(sent, 'sending')
    await asks()
    expect(await read()).toMatchObject({ state: 'handed_over', askAt: expect.any(Date) })
    expect((await read()).askAt!.getTime()).toBeGreaterThan(Date.now())
    provider.report(sent, 'delivered')
    await asks()
    expect(await read()).toMatchObject({ state: 'handed_over', askAt: null })
  })

  test('and given up after four days', async () => {
    const { id, read } = await handedOver('text')
    await rows(house.db, `update deliveries set handed_over_at = now() - interval '5 days' where id = :id`, { id })
    await asks()
    expect(await read()).toMatchObject({ state: 'handed_over', askAt: null })
  })

  test('e-mail: a permanent failure is a bounce', async () => {
    const { read, sent, patient, conversationId } = await handedOver('email')
    provider.report(sent, 'permanent-failure')
    await asks()
    expect(await read()).toMatchObject({ state: 'bounced', reason: 'report permanent-failure', askAt: null })
    expect(await accountOf(patient)).toEqual({ bouncing: true, failing: false })
    expect(await noticesFor(nurse, conversationId)).toEqual([
      'Lionel Campbell was not e-mailed: the address was refused.',
    ])
  })

  test.each([
    ['temporary-failure', 'their mail server could not be reached'],
    ['technical-failure', 'it could not be sent'],
  ])('e-mail: a %s says nothing about the address', async (status, why) => {
    const { read, sent, patient, conversationId } = await handedOver('email')
    provider.report(sent, status)
    await asks()
    expect(await read()).toMatchObject({ state: 'failed_for_good', reason: `report ${status}` })
    expect(await accountOf(patient)).toEqual({ bouncing: false, failing: false })
    expect(await noticesFor(nurse, conversationId)).toEqual([`Lionel Campbell was not e-mailed: ${why}.`])
  })

  test.each([
    ['permanent-failure', 'bounced', true],
    ['temporary-failure', 'failed_for_good', false],
    ['technical-failure', 'failed_for_good', false],
  ])('text: %s', async (status, state, failing) => {
    const { read, sent, patient, conversationId } = await handedOver('text')
    provider.report(sent, status)
    await asks()
    expect(await read()).toMatchObject({ state, reason: `report ${status}`, askAt: null })
    expect(await accountOf(patient)).toEqual({ bouncing: false, failing })
    expect(await noticesFor(nurse, conversationId)).toEqual([])
  })

  test('an e-mail that arrives ends a bounce of before, and being taken does not', async () => {
    const { patient, attempt } = await aDelivery('email')
    await rows(house.db, `update accounts set email_bouncing_at = now() - interval '1 hour' where id = :id`, {
      id: patient.id,
    })
    await attempt()
    expect(await accountOf(patient)).toMatchObject({ bouncing: true })
    provider.report(provider.accepted()[0]!, 'delivered')
    await asks()
    expect(await accountOf(patient)).toMatchObject({ bouncing: false })
  })

  test('a link that does not arrive marks the address', async () => {
    const patient = await house.aPatient({ unit, emailVerified: false })
    await house.as(patient).verifyOwnEmail()
    await post.workOff()
    const [sent] = provider.accepted()
    expect(sent).toMatchObject({ kind: 'email', to: emailOf(patient) })
    expect(sent!.personalisation.subject).toBe('Confirm your e-mail address')
    await house.signedOut.showLink({ token: linkIn({ text: textOf(sent!) }).searchParams.get('token')! })
    provider.report(sent!, 'permanent-failure')
    await asks()
    expect(await accountOf(patient)).toMatchObject({ bouncing: true })
  })
})

test('it is well only when the templates have their fields', async () => {
  const { email, text } = post.channels
  await email.verify()
  await text!.verify()
  provider.templates.sms.body = 'There is a message for you'
  await expect(text!.verify()).rejects.toThrow('has not the fields')
  provider.templates.sms.body = '((body))'
})

test('a key with another secret opens nothing', async () => {
  const other = provider.env.NOTIFY_API_KEY.replace(/.$/, 'f')
  const { channels, problems } = await aPostOffice(house, url, { ...provider.env, NOTIFY_API_KEY: other })
  expect(await channels.text!.send({ to: '+447700900123', text: 'Hello' })).toEqual({
    ...{ became: 'failed for now', reason: 'notify 403' },
  })
  expect(problems).toEqual([{ status: 403, error: 'AuthError' }])
})
