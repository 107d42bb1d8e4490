/** R6: whatever a conversation is about, the e-mail, the delivery, the job and the log do not say it. */
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { startNotifyDouble } from '../../../build/notifyDouble.ts'
import { aServer, newId } from '../../test/as.ts'
import { getsTexts } from '../../test/aTextNumber.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { calledLike, datesAs, day, inTwo, name, once, secret, secrets, spellings } from '../../test/secrets.ts'
import { aPostOffice, linkIn } from '../../test/postOffice.ts'
import type { Mail } from '../../../build/mailbox/catcher.ts'
import { tellOldAddresses } from '../accounts/tellOldAddresses.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
/** What server and worker have logged, at the level that says most. */
const logged: string[] = []
const house = await aServer(url, { LOG_LEVEL: 'debug' }, undefined, (line) => logged.push(line))
const provider = await startNotifyDouble()
afterAll(() => provider.stop())
const { NOTIFY_EMAIL_TEMPLATE_ID: _, ...textEnv } = provider.env
const post = await aPostOffice(house, url, textEnv, (line) => logged.push(line))
// A Monday morning: text messages go out.
post.clock.now = new Date('2026-11-23T10:00:00Z')

const world = fc.record({
  secrets,
  /** What they are called like. */
  like: calledLike,
  firstName: name,
  lastName: name,
  born: day,
  namesSender: fc.boolean(),
  /** What the mail server does first. */
  refusal: fc.constantFrom(undefined, 451, 550),
  /** What the patient wants to be e-mailed about. */
  wish: fc.constantFrom('each', 'daily'),
  comesBack: fc.boolean(),
})

test('nothing of it gets out', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ secrets: said, born, like, ...given }) => {
      const { namesSender, refusal, wish, comesBack } = given
      post.mailbox.clear()
      post.mailbox.acceptAll()
      provider.clear()
      post.log.length = 0
      logged.length = 0
      const dateOfBirth = born.toISOString().slice(0, 10)
      const specialty = await house.aSpecialty({ name: once(said.specialty) })
      const unit = await house.aUnit({ name: once(said.unit), specialty })
      await rows(house.db, 'update groups set emails_name_sender = :namesSender where id = :id', {
        ...{ id: unit.id, namesSender },
      })
      const calls = { unit: unit.name, specialty: specialty.name, roleTitle: said.roleTitle }
      const { firstName, lastName } = like === 'person' ? given : inTwo(calls[like])
      const patient = await house.aPatient({ unit, firstName, lastName, dateOfBirth })
      await rows(house.db, 'update accounts set email_wish = :wish where id = :id', { id: patient.id, wish })
      const nurse = await house.aMemberOfStaff({ unit, firstName, lastName, roleTitle: said.roleTitle })
      const unreachable = await house.aMemberOfStaff({ unit, roleTitle: said.roleTitle, email: null })
      const people: Person[] = [patient, nurse, unreachable]
      await getsTexts(house, patient)
      const { id: conversationId, messageId } = await house.aConversation(people, {
        subject: said.subject,
        text: said.text,
      })
      if (refusal) post.mailbox.refuse({ code: refusal, times: 1 })
      await post.workOff()
      await post.letPausesPass()
      await post.workOff()
      const id = newId()
      await house.as(nurse).sendMessage({ conversationId, id, text: said.reply, lastSeenSeq: 1 })
      await post.workOff()
      const last = newId()
      await house.as(nurse).sendMessage({ conversationId, id: last, text: said.reply, lastSeenSeq: 2 })
      await post.workOff()
      // A day later there is more to tell whoever wants one e-mail a day; nobody else is told again of a burst.
      await aDayPasses()
      await post.workOff()

      const mails = post.mailbox.messages()
      expect(mails).toHaveLength((refusal === 550 ? 0 : 1) + (wish === 'daily' ? 2 : 1))
      for (const { envelope } of mails) expect(envelope.to).toHaveLength(1)
      if (comesBack) for (const mail of mails) await post.sendBack(mail, { action: 'failed', status: '5.1.1' })
      const { entries } = await house.as(nurse).showConversation({ conversationId, limit: 200 })
      expect(entries.some(({ text }) => text.includes('address was refused'))).toBe(comesBack || refusal === 550)
      const written = [
        ...(await post.deliveriesOf(messageId)),
        ...(await post.deliveriesOf(id)),
        ...(await post.deliveriesOf(last)),
      ]
      const jobs = await rows(house.db, 'select * from graphile_worker._private_jobs')
      await searchAndFail(nurse, conversationId, said)
      const lines = [...post.log, ...logged].join('\n')
      const kept = [JSON.stringify(written), JSON.stringify(jobs), lines]
      const places = [...mails.flatMap(readings), ...provider.heard(), ...kept]
      const hidden = [...Object.values(said).flatMap(spellings), ...datesAs(dateOfBirth)]
      for (const place of places)
        for (const word of hidden) expect(place.toLowerCase()).not.toContain(word.toLowerCase())
      expect(post.log.length).toBeGreaterThan(0)
      expect(logged.some((line) => line.includes('"route":"/api/conversations/:conversationId/messages"'))).toBe(true)
      expect(logged.some((line) => line.includes('request failed'))).toBe(true)
      for (const person of people) expect(lines).not.toContain(`${person.username}@`)
      // The same reading finds what may be said, so that it would have found the rest.
      for (const mail of mails)
        for (const place of [mail.subject, mail.text, decoded(mail.raw)])
          expect(place.includes(patient.name)).toBe(
            namesSender && like === 'person' && (wish === 'each' || !isOf(patient, mail)),
          )
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('nothing of it is in the mails with links, nor whose account it is', async () => {
  const worlds = fc.record({
    secrets,
    names: fc.tuple(secret, secret),
    born: day,
    /** What the mail server does first. */
    refusal: fc.constantFrom(undefined, 451),
  })
  await fc.assert(
    fc.asyncProperty(worlds, async ({ secrets: said, names: [firstName, lastName], born, refusal }) => {
      post.mailbox.clear()
      post.mailbox.acceptAll()
      post.log.length = 0
      logged.length = 0
      const dateOfBirth = born.toISOString().slice(0, 10)
      const specialty = await house.aSpecialty({ name: once(said.specialty) })
      const unit = await house.aUnit({ name: once(said.unit), specialty })
      const admin = await house.aUnitAdmin({ unit, firstName: lastName, lastName: firstName })
      const known = { unit, firstName, lastName, emailVerified: true }
      const patient = await house.aPatient({ ...known, dateOfBirth, email: 'a@example.org', passwordHash: 'some' })
      const invited = await house.aMemberOfStaff({ ...known, roleTitle: said.roleTitle, email: 'b@example.org' })
      const people = [patient, invited]
      if (refusal) post.mailbox.refuse({ code: refusal, times: 2 })
      for (const { id: accountId } of people) {
        await house.as(admin).sendVerification({ unitId: unit.id, accountId })
        await house.as(admin).resetSignIn({ unitId: unit.id, accountId })
      }
      const old = people.map(({ id: accountId }, n) => ({ accountId, address: `old${n}@example.org` }))
      await house.db.transaction((trx) => tellOldAddresses({ trx }, old))
      await post.workOff().catch(() => undefined)
      await post.letPausesPass()
      await post.workOff()

      const mails = post.mailbox.messages()
      expect(mails).toHaveLength(6)
      for (const { envelope } of mails) expect(envelope.to).toHaveLength(1)
      const places = [...mails.flatMap(readings), [...post.log, ...logged].join('\n')]
      const hidden = [...[...Object.values(said), firstName, lastName].flatMap(spellings), ...datesAs(dateOfBirth)]
      for (const place of places)
        for (const word of [...hidden, patient.username]) expect(place.toLowerCase()).not.toContain(word.toLowerCase())
      const tokens = mails.flatMap((mail) =>
        /https?:/.test(mail.text) ? [linkIn(mail).searchParams.get('token')!] : [],
      )
      expect(tokens).toHaveLength(4)
      for (const token of tokens) expect([...post.log, ...logged].join('\n')).not.toContain(token)
      // The same reading finds what only an invitation may say, so that it would have found the rest.
      const naming = mails.filter((mail) => readings(mail).some((place) => place.includes(invited.username)))
      expect(naming.map(({ envelope }) => envelope.to)).toEqual([['b@example.org']])
    }),
    { numRuns: 20 },
  )
}, 120_000)

/** Words in a search, in what is refused, and in what the database refuses: its sentences quote the row. */
async function searchAndFail(
  nurse: Person,
  conversationId: string,
  { subject, text }: Record<'subject' | 'text', string>,
) {
  await house.as(nurse).listConversations({ view: 'inbox', search: subject })
  const authorization = `Bearer ${await house.tokenOf(nurse)}`
  const sends = { conversationId, id: newId(), text, lastSeenSeq: 3 }
  expect((await house.ask('sendMessage', { ...sends, lastSeenSeq: text }, { authorization })).status).toBe(422)
  await rows(house.db, 'alter table messages rename column author_name to author_was')
  try {
    expect((await house.ask('sendMessage', sends, { authorization })).status).toBe(500)
  } finally {
    await rows(house.db, 'alter table messages rename column author_was to author_name')
  }
}

function isOf({ username }: Person, { envelope }: Mail): boolean {
  return envelope.to[0] === `${username}@example.org`
}

async function aDayPasses(): Promise<void> {
  await rows(house.db, `update deliveries set handed_over_at = handed_over_at - interval '25 hours'`)
  await post.letPausesPass()
}

/** A mail in every way in which it can be read. */
function readings({ subject, text, html, raw, headers }: Mail): string[] {
  return [subject, text, html, withoutEntities(html), raw, decoded(raw), JSON.stringify(headers)]
}

/** The whole source with quoted-printable and encoded words undone. */
function decoded(raw: string): string {
  const words = raw
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, body: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(body, 'base64').toString() : unquoted(body.replaceAll('_', ' ')),
    )
  return unquoted(words.replace(/=\r?\n/g, ''))
}

function unquoted(text: string): string {
  return text.replace(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
}

function withoutEntities(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
