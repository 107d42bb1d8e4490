/** What people want to be e-mailed about, where they are by now, and what the e-mails say about it. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, publicUrl } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { mailbox } = post
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit, firstName: 'Norma', lastName: 'Nurse' })
beforeEach(async () => {
  mailbox.clear()
  mailbox.acceptAll()
  await house.db.raw('delete from graphile_worker._private_jobs')
})

const wish = ({ id }: Person, email_wish: 'each' | 'daily' | 'none') =>
  house.db('accounts').where({ id }).update({ email_wish })
const setEmail = ({ id }: Person, email: string | null) =>
  house.db('accounts').where({ id }).update({ email, email_verified_at: null, email_bouncing_at: null })
async function aPatientWhoWants(what: 'each' | 'daily' | 'none') {
  const patient = await house.aPatient({ unit })
  await wish(patient, what)
  return patient
}
const tells = async (person: Person) => {
  const { id: conversationId, messageId } = await house.aConversation([nurse, person])
  return { conversationId, messageId, read: () => post.deliveryTo(person, messageId) }
}
const mailsTo = (person: Person) => mailbox.messages().filter(({ envelope }) => envelope.to[0] === emailOf(person))
/** As if all that was written down about this person's deliveries were so much earlier. */
const passes = async ({ id }: Person, interval: string) => {
  await rows(
    house.db,
    `update deliveries set handed_over_at = handed_over_at - cast(:interval as interval),
            next_try_at = next_try_at - cast(:interval as interval) where account_id = :id`,
    { id, interval },
  )
  await rows(house.db, `update graphile_worker._private_jobs set run_at = run_at - cast(:interval as interval)`, {
    interval,
  })
}

describe('no e-mails', () => {
  const notWanted = { state: 'suppressed', reason: 'not wanted', attempts: 0, address: null }

  test('nothing is sent, and the staff are told why, once; the patient is not', async () => {
    const patient = await aPatientWhoWants('none')
    const { read, conversationId } = await tells(patient)
    await post.workOff()
    expect(await read()).toMatchObject(notWanted)
    expect(mailsTo(patient)).toEqual([])
    const { entries } = await house.as(nurse).showConversation({ conversationId, limit: 200 })
    const why = `${patient.name} was not e-mailed: they asked for no e-mails.`
    expect(entries.flatMap(({ type, text }) => (type === 'notice' ? [text] : []))).toEqual([why])
    await house.as(nurse).sendMessage({ conversationId, id: newId(), text: 'And this', lastSeenSeq: 1 })
    await post.workOff()
    const later = await house.as(nurse).showConversation({ conversationId, limit: 200 })
    expect(later.entries.filter(({ type }) => type === 'notice')).toHaveLength(1)
    const theirs = await house.as(patient).showConversation({ conversationId, limit: 200 })
    expect(theirs.entries.filter(({ type }) => type === 'notice')).toEqual([])
  })

  test('also when they say so between two tries', async () => {
    const patient = await aPatientWhoWants('each')
    const { read, conversationId } = await tells(patient)
    mailbox.refuse({ code: 451 })
    await post.workOff()
    mailbox.acceptAll()
    await wish(patient, 'none')
    await post.letPausesPass()
    await post.workOff()
    expect(await read()).toMatchObject({ ...notWanted, attempts: 1 })
    expect(mailsTo(patient)).toEqual([])
    const { entries } = await house.as(nurse).showConversation({ conversationId, limit: 200 })
    expect(entries.filter(({ text }) => text.includes('asked for no e-mails'))).toHaveLength(1)
  })
})

describe('one e-mail a day at most', () => {
  test('at the first message, and then not before a day has passed, for all that waits by then', async () => {
    const patient = await aPatientWhoWants('daily')
    const first = await tells(patient)
    await post.workOff()
    expect(mailsTo(patient).map(({ subject }) => subject)).toEqual(['You have a message'])
    expect(mailsTo(patient)[0]!.text).toContain('1 message waits for you')
    const later = [await tells(patient), await tells(patient)]
    await post.workOff()
    for (const { read } of later)
      expect(await read()).toMatchObject({ state: 'waiting', reason: 'one a day', attempts: 0 })
    await passes(patient, '23 hours 59 minutes')
    await post.workOff()
    expect(mailsTo(patient)).toHaveLength(1)
    await passes(patient, '2 minutes')
    await post.workOff()
    expect(mailsTo(patient)).toHaveLength(2)
    const [mail] = mailsTo(patient)
    expect(mail!.subject).toBe('You have 3 messages')
    for (const body of [mail!.text, mail!.html]) {
      expect(body).toContain('3 messages wait for you')
      expect(body).toContain(new URL('/conversations', publicUrl).href)
      expect(body).not.toContain('Norma')
    }
    const rowsOfDay = await Promise.all(later.map(({ read }) => read()))
    const leader = rowsOfDay.find(({ state }) => state === 'handed_over')!
    const folded = rowsOfDay.find(({ state }) => state === 'suppressed')!
    expect(folded).toMatchObject({ reason: 'folded into another', foldedInto: leader.id })
    expect(await first.read()).toMatchObject({ state: 'handed_over' })
  })

  test('many messages at once, to many tries at once, are one', async () => {
    const patient = await aPatientWhoWants('daily')
    for (let n = 0; n < 6; n++) await tells(patient)
    mailbox.delay(100)
    await post.workOff()
    await post.letPausesPass()
    await post.workOff()
    expect(mailsTo(patient)).toHaveLength(1)
  })

  test('while the mail server is away they wait for one another, and then one goes for all', async () => {
    const patient = await aPatientWhoWants('daily')
    for (let n = 0; n < 3; n++) await tells(patient)
    mailbox.refuse({ code: 451 })
    for (let n = 0; n < 3; n++) {
      await post.workOff()
      await post.letPausesPass()
    }
    mailbox.acceptAll()
    for (let n = 0; n < 3; n++) {
      await post.workOff()
      await post.letPausesPass()
    }
    expect(mailsTo(patient)).toHaveLength(1)
    const open = await rows(
      house.db,
      `select from deliveries where account_id = :id and state in ('waiting', 'failed_for_now')`,
      patient as never,
    )
    expect(open).toEqual([])
  })

  test('nothing is sent of what was read meanwhile', async () => {
    const patient = await aPatientWhoWants('daily')
    await tells(patient)
    await post.workOff()
    const { conversationId, read } = await tells(patient)
    await post.workOff()
    await house.as(patient).markRead({ conversationId, seq: 1 })
    const { conversations } = await house.as(patient).listConversations({ view: 'unread', limit: 50 })
    const [{ id: other }] = conversations as [(typeof conversations)[number]]
    await house.as(patient).markRead({ conversationId: other, seq: 1 })
    await passes(patient, '25 hours')
    await post.workOff()
    expect(mailsTo(patient)).toHaveLength(1)
    expect(await read()).toMatchObject({ state: 'suppressed', reason: 'read already' })
  })
})

describe('the address is the one that they have by now', () => {
  async function failsForNow() {
    const patient = await house.aPatient({ unit })
    const told = await tells(patient)
    mailbox.refuse({ code: 451 })
    await post.workOff()
    mailbox.acceptAll()
    return { patient, ...told }
  }
  const nextTry = async () => {
    await post.letPausesPass()
    await post.workOff()
  }

  test('a changed one', async () => {
    const { patient, read } = await failsForNow()
    const before = await rows<{ returnId: string }>(
      house.db,
      'select return_id as "returnId" from deliveries where id = :id',
      {
        id: (await read()).id,
      },
    )
    await setEmail(patient, 'new@example.org')
    await nextTry()
    const [mail] = mailbox.messages()
    expect(mail!.envelope.to).toEqual(['new@example.org'])
    expect(await read()).toMatchObject({ state: 'handed_over', address: 'new@example.org' })
    // A report about the mail to the old one must not be taken for one about the new one.
    expect(mail!.envelope.from).not.toContain(before[0]!.returnId.replaceAll('-', ''))
  })

  test('none any more: the staff are told', async () => {
    const { patient, read, conversationId } = await failsForNow()
    await setEmail(patient, null)
    await nextTry()
    expect(mailbox.messages()).toEqual([])
    expect(await read()).toMatchObject({ state: 'suppressed', reason: 'no address' })
    const { entries } = await house.as(nurse).showConversation({ conversationId, limit: 200 })
    expect(entries.map(({ text }) => text)).toContain(`${patient.name} was not e-mailed: there is no e-mail address.`)
  })
})

test('headers and both bodies say that it is a machine, that nobody reads replies, and where to stop it', async () => {
  const patient = await house.aPatient({ unit })
  const colleague = await house.aMemberOfStaff({ unit })
  await house.aConversation([nurse, patient, colleague])
  await post.workOff()
  const header = (mail: ReturnType<typeof mailsTo>[number], wanted: string) =>
    mail.headers.find(({ name }) => name.toLowerCase() === wanted)?.value
  const account = new URL('/account', publicUrl).href
  const [toPatient, toColleague] = [mailsTo(patient)[0]!, mailsTo(colleague)[0]!]
  for (const mail of [toPatient, toColleague]) {
    expect(header(mail, 'auto-submitted')).toBe('auto-generated')
    expect(header(mail, 'reply-to')).toBe('Please do not reply <no-reply@localhost>')
    for (const body of [mail.text, mail.html]) expect(body).toContain('replies are not read')
  }
  expect(header(toPatient, 'list-unsubscribe')).toBe(`<${account}>`)
  expect(toPatient.text).toContain(`\n${account}\n`)
  expect(toPatient.html).toContain(`>${account}</a>`)
  // Staff say so in the desktop app.
  expect(header(toColleague, 'list-unsubscribe')).toBeUndefined()
  expect(toColleague.raw).not.toContain(account)
})
