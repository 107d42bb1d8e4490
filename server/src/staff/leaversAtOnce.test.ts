/** Whatever a unit looks like, and whatever happens at the same moment: nobody's conversation is lost by a leaver. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { builder, type Person, type Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { leaving } from '../../test/leaving.ts'
import { ApiProblem } from '../contract/client.ts'
import type { Database, Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'

const house = await aServer(await aDatabase())
const { close, closeIn, reopenIn } = leaving(house)
const supporter = await house.aMemberOfSupport()

const howMany = { staff: 5, patients: 3 }
const inUnits: fc.Arbitrary<number[]> = fc.constantFrom([0], [1], [0, 1])
const world = fc.record({
  staff: fc.array(fc.record({ units: inUnits, recipient: fc.boolean(), closed: fc.constantFrom(false, false, true) }), {
    minLength: howMany.staff,
    maxLength: howMany.staff,
  }),
  patients: fc.array(inUnits, { minLength: howMany.patients, maxLength: howMany.patients }),
  conversations: fc.array(
    fc.record({
      unit: fc.constantFrom(0, 1),
      patient: fc.option(fc.nat({ max: howMany.patients - 1 })),
      /** How each takes part, the two default messaging contacts last. */
      staff: fc.array(fc.constantFrom('not', 'in', 'in', 'archived', 'left'), {
        minLength: howMany.staff + 2,
        maxLength: howMany.staff + 2,
      }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  leavers: fc.uniqueArray(
    fc.record({
      who: fc.nat({ max: howMany.staff - 1 }),
      altogether: fc.boolean(),
      takesOver: fc.option(fc.nat({ max: howMany.staff + 1 })),
    }),
    { selector: ({ who }) => who, minLength: 1, maxLength: 3 },
  ),
})

test('closing leaves no patient alone and nobody where they may not be; taking it back is as if it had not been', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ staff, patients, conversations, leavers }) => {
      await inVain(async (trx) => {
        const build = builder(trx as Database)
        const units = [await build.aUnit(), await build.aUnit()] as [Unit, Unit]
        const joinAll = async (person: Person, at: number[], recipient = false) => {
          for (const one of at.slice(1)) await build.joins(person, units[one]!, { recipient })
        }
        const people: Person[] = []
        for (const { units: at, recipient } of staff) {
          const person = await build.aMemberOfStaff({ unit: units[at[0]!]!, recipient })
          await joinAll(person, at, recipient)
          people.push(person)
        }
        const ill: Person[] = []
        for (const at of patients) {
          const person = await build.aPatient({ unit: units[at[0]!]! })
          await joinAll(person, at)
          ill.push(person)
        }
        const all = [...people, ...units.map(({ contact }) => contact!)]
        for (const { unit, patient, staff: how } of conversations) {
          const taking = all.flatMap((person, n) => (how[n] === 'not' ? [] : [{ person, how: how[n]! }]))
          await startIn(trx, units[unit], patient === null ? null : ill[patient]!, taking)
        }
        for (const [n, { closed }] of staff.entries()) if (closed) await build.closes(people[n]!)
        await keepToTheRules(trx)

        const before = await state(trx)
        const here = leavers.filter(({ who }) => staff[who]!.units.includes(0) && !staff[who]!.closed)
        const going = here.map(({ who, altogether, takesOver }) => ({
          who: people[who]!,
          altogether,
          takesOver: takesOver === null ? null : all[takesOver]!,
        }))
        const left = await closeIn(trx, supporter, units[0], going)

        const after = await state(trx)
        const wereLookedAfter = before.patientsLookedAfter
        expect(after.patientsLookedAfter).toEqual(expect.arrayContaining(wereLookedAfter))
        expect(after.wronglyThere).toEqual([])
        for (const { who, altogether } of going) {
          const theirs = after.participants.filter(({ accountId }) => accountId === who.id)
          if (altogether) expect(theirs).toEqual([])
          else expect(theirs.filter(({ groupId }) => groupId === units[0].id)).toEqual([])
          const memberships = after.memberships.filter(({ accountId }) => accountId === who.id)
          expect(memberships.some(({ groupId }) => altogether || groupId === units[0].id)).toBe(false)
          expect(after.closed.includes(who.id)).toBe(memberships.length === 0)
        }
        // Who had nothing to do with it has noticed nothing.
        const uninvolved = (row: { accountId: string; conversationId: string }) =>
          !going.some(({ who }) => who.id === row.accountId)
        expect(after.participants).toEqual(expect.arrayContaining(before.participants.filter(uninvolved)))

        await reopenIn(
          trx,
          supporter,
          units[0],
          going.map(({ who }) => ({ who, left: left.get(who.id)! })),
        )
        expect(await state(trx)).toEqual(before)
      })
    }),
    { numRuns: 40 },
  )
}, 120_000)

/** Sees everything that it did, and nobody else ever does. */
async function inVain(work: (trx: Transaction) => Promise<void>): Promise<void> {
  const trx = await house.db.transaction()
  try {
    await work(trx)
  } finally {
    await trx.rollback()
  }
}

async function startIn(
  trx: Transaction,
  { id: groupId }: Unit,
  patient: Person | null,
  taking: { person: Person; how: string }[],
): Promise<void> {
  const [first] = [...(patient ? [patient] : []), ...taking.map(({ person }) => person)]
  if (!first) return
  const id = newId()
  await trx('conversations').insert({ id, groupId, subject: 'A question', lastSeq: 1 })
  for (const { person, how } of [...(patient ? [{ person: patient, how: 'in' }] : []), ...taking])
    await trx('participants').insert({
      ...{ conversationId: id, groupId, accountId: person.id, accountKind: person.kind, lastSeq: 1 },
      ...{ archived: how === 'archived', leftAt: how === 'left' ? new Date() : null },
    })
  const { id: authorId, kind: authorKind, name: authorName } = first
  // Before the closing, although all of it is one transaction.
  const sentAt = new Date(Date.now() - 3_600_000)
  const message = { id: newId(), conversationId: id, seq: 1, authorId, authorKind, authorName, text: 'Hello' }
  await trx('messages').insert({ ...message, sentAt })
}

const mayBeThere = `
  exists (select from memberships m join accounts a on a.id = m.account_id
           where m.account_id = p.account_id and m.ended_at is null
             and (m.group_id = p.group_id
               or not exists (select from participants x
                               where x.conversation_id = p.conversation_id and x.account_kind = 'patient')
               or exists (select from participants x join memberships mx on mx.account_id = x.account_id
                           where x.conversation_id = p.conversation_id and x.account_kind = 'patient'
                             and mx.ended_at is null and mx.group_id = m.group_id)))`

async function keepToTheRules(trx: Transaction): Promise<void> {
  await trx.raw(
    `update participants p set left_at = now() where account_kind = 'staff' and left_at is null and not ${mayBeThere}`,
  )
}

async function state(trx: Transaction) {
  const participants = await rows<{ accountId: string; conversationId: string; groupId: string }>(
    trx,
    `select p.conversation_id as "conversationId", p.account_id as "accountId", p.group_id as "groupId",
            p.archived, p.last_seq, p.last_read_seq, p.last_activity_at, p.joined_at
       from participants p where p.left_at is null order by p.conversation_id, p.account_id`,
  )
  const memberships = await rows<{ accountId: string; groupId: string }>(
    trx,
    `select account_id as "accountId", group_id as "groupId", is_recipient, role
       from memberships where ended_at is null and role <> 'patient' order by id`,
  )
  const closed = await rows<{ id: string }>(trx, 'select id from accounts where closed_at is not null order by id')
  const patients = await rows<{ id: string }>(
    trx,
    `select distinct p.conversation_id as id from participants p
       join participants s on s.conversation_id = p.conversation_id and s.account_kind = 'staff' and s.left_at is null
       join accounts a on a.id = s.account_id
      where p.account_kind = 'patient' and a.closed_at is null order by 1`,
  )
  const wrong = await rows(
    trx,
    `select from participants p where left_at is null and account_kind = 'staff' and not ${mayBeThere}`,
  )
  return {
    ...{ participants, memberships, closed: closed.map(({ id }) => id) },
    ...{ patientsLookedAfter: patients.map(({ id }) => id), wronglyThere: wrong },
  }
}

const unit = await house.aUnit()
const admin = await house.aUnitAdmin({ unit })
const patient = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit })
const colleague = await house.aMemberOfStaff({ unit })
const stranger = await house.aMemberOfStaff()

/** Refused in words or done; anything else is a fault of ours. */
async function settled(attempts: Promise<unknown>[]): Promise<boolean[]> {
  const outcomes = await Promise.allSettled(attempts)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') {
      expect(outcome.reason).toSatisfy((error) => error instanceof Problem || error instanceof ApiProblem)
      expect((outcome.reason as Problem).status).toBeLessThan(500)
    }
  return outcomes.map(({ status }) => status === 'fulfilled')
}

const send = (who: Person, conversationId: string, id = newId()) =>
  house.as(who).sendMessage({ conversationId, id, text: 'Hello?', lastSeenSeq: 1 })

test('a message that is sent meanwhile reaches who takes over', async () => {
  for (let round = 0; round < 15; round++) {
    const leaver = await house.aMemberOfStaff({ unit })
    const { id } = await house.aConversation([patient, leaver])
    const [sent, closed] = await settled([
      send(round % 2 ? leaver : patient, id),
      close(admin, unit, [{ who: leaver, takesOver: nurse }]),
    ])
    expect(closed).toBe(true)
    if (!(round % 2)) expect(sent).toBe(true)
    const seen = await house.as(nurse).showConversation({ conversationId: id })
    expect(seen.lastSeq).toBe(sent ? 2 : 1)
    const [line] = await rows<{ lastSeq: number; unread: boolean }>(
      house.db,
      'select last_seq as "lastSeq", unread from participants where conversation_id = :id and account_id = :nurseId',
      { id, nurseId: nurse.id },
    )
    expect(line).toEqual({ lastSeq: seen.lastSeq, unread: true })
  }
}, 60_000)

test('a message that is under way is waited for', async () => {
  const leaver = await house.aMemberOfStaff({ unit })
  const { id } = await house.aConversation([patient, leaver])
  const busy = await holding(house.db, (trx) =>
    trx.raw('select from conversations where id = ? for no key update', [id]),
  )
  const sending = send(patient, id)
  await busy.untilWaiting()
  const closing = close(admin, unit, [{ who: leaver, takesOver: nurse }])
  await busy.letGo()
  await Promise.all([sending, closing])
  expect(await house.as(nurse).showConversation({ conversationId: id })).toMatchObject({ lastSeq: 2 })
})

test('what is held too long is not waited for: nothing is written, and it says so', async () => {
  const leaver = await house.aMemberOfStaff({ unit })
  const { id } = await house.aConversation([patient, leaver])
  const busy = await holding(house.db, (trx) =>
    trx.raw('select from conversations where id = ? for no key update', [id]),
  )
  await expect(close(admin, unit, [{ who: leaver, takesOver: nurse }])).rejects.toMatchObject({
    code: 'changedMeanwhile',
  })
  await busy.letGo()
  expect((await house.as(leaver).showConversation({ conversationId: id })).can.reply).toBe(true)
})

test('adding, leaving, reading, starting and signing in at the same moment: no deadlock, and never a patient alone', async () => {
  for (let round = 0; round < 10; round++) {
    const leaver = await house.aMemberOfStaff({ unit })
    const { id } = await house.aConversation([patient, leaver, colleague])
    const { id: other } = await house.aConversation([patient, colleague])
    const idle = await house.aSession(leaver, { idleEndsAt: `now() + interval '1 minute'` })
    const token = { authorization: `Bearer ${idle}` }
    const start = { groupId: unit.id, recipientIds: [leaver.id], subject: 'A', text: 'B' }
    const [closed] = await settled([
      close(admin, unit, [{ who: leaver, takesOver: nurse }]),
      house.as(colleague).addParticipant({ conversationId: id, accountId: nurse.id }),
      house.as(colleague).addParticipant({ conversationId: other, accountId: leaver.id }),
      house.as(patient).startConversation({ ...start, messageId: newId() }),
      house.as(colleague).leaveConversation({ conversationId: id }),
      house.as(leaver).markRead({ conversationId: id, seq: 1 }),
      // Has moved their session on, and waits for their membership.
      house.ask('startConversation', { ...start, recipientIds: [stranger.id], messageId: newId() }, token),
    ])
    const alone = await rows(
      house.db,
      `select from participants p
        where p.account_id = :patientId and not exists (
          select from participants s join accounts a on a.id = s.account_id
           where s.conversation_id = p.conversation_id and s.account_kind = 'staff' and s.left_at is null
             and a.closed_at is null)`,
      { patientId: patient.id },
    )
    expect(alone).toEqual([])
    if (!closed) continue
    const lines = await rows(house.db, 'select from participants where account_id = :id and left_at is null', {
      id: leaver.id,
    })
    expect(lines).toEqual([])
  }
}, 120_000)

test('two who close each other’s stand-in in different units', async () => {
  const [one, two] = [await house.aUnit(), await house.aUnit()]
  for (let round = 0; round < 5; round++) {
    const both = [await house.aMemberOfStaff({ unit: one }), await house.aMemberOfStaff({ unit: one })] as const
    const ill = await house.aPatient({ unit: one })
    await house.joins(ill, two)
    for (const person of both) await house.joins(person, two, { recipient: true })
    await house.aConversation([ill, both[0]], { unit: one })
    await house.aConversation([ill, both[1]], { unit: two })
    await settled([
      close(supporter, one, [{ who: both[0], altogether: true, takesOver: both[1] }]),
      close(supporter, two, [{ who: both[1], altogether: true, takesOver: both[0] }]),
    ])
    const { conversations } = await house.as(ill).listConversations({})
    for (const { id } of conversations)
      expect((await house.as(ill).showConversation({ conversationId: id })).can.reply).toBe(true)
  }
}, 60_000)
