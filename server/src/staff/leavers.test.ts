/** Somebody leaves, and nothing that they looked after is left alone; and all of it can be taken back (R10, R4). */
import { beforeAll, describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { leaving } from '../../test/leaving.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const { close, reopen } = leaving(house)
const unit = await house.aUnit()
const lionel = await house.aUnitAdmin({ unit, firstName: 'Lionel', lastName: 'Campbell', roleTitle: null })
const nora = await house.aMemberOfStaff({ unit, firstName: 'Nora', lastName: `O'Brien`, roleTitle: 'PD nurse' })
const patient = await house.aPatient({ unit })
let susan: Person
const fresh = () => house.aMemberOfStaff({ unit, firstName: 'Susan', lastName: 'Turner', roleTitle: 'Dietitian' })
const show = (who: Person, conversationId: string) => house.as(who).showConversation({ conversationId })
const notices = async (who: Person, id: string) =>
  (await show(who, id)).entries.filter(({ type }) => type === 'notice').map(({ text }) => text)
const send = (who: Person, conversationId: string, lastSeenSeq: number) =>
  house.as(who).sendMessage({ conversationId, id: newId(), text: 'And?', lastSeenSeq })
const gone = { status: 404, code: 'notFound' }
const closeSusan = (how: { altogether?: boolean; takesOver?: Person | null; by?: Person; from?: Unit } = {}) =>
  close(how.by ?? lionel, how.from ?? unit, [
    { who: susan, altogether: how.altogether ?? false, takesOver: how.takesOver === undefined ? nora : how.takesOver },
  ])

beforeAll(async () => void (susan = await fresh()))

describe('an open conversation', () => {
  test('goes to who takes over: they see the history, have it unread and are mailed', async () => {
    susan = await fresh()
    const { id, messageId } = await house.aConversation([patient, susan])
    await closeSusan()
    expect(await notices(patient, id)).toEqual([
      `Susan Turner (Dietitian) has left. Nora O'Brien (PD nurse) was added in their place by Lionel Campbell.`,
    ])
    const { conversations } = await house.as(nora).listConversations({ view: 'unread' })
    expect(conversations.map((line) => line.id)).toContain(id)
    const seen = await show(nora, id)
    expect(seen.entries[0]).toMatchObject({ text: 'May I eat bananas?' })
    expect(seen.participants.find((one) => one.id === susan.id)).toMatchObject({ left: true, name: 'Susan Turner' })
    await send(nora, id, 1)
    expect(await jobsAbout(messageId)).toEqual([{ messageId, accountId: nora.id }])
    const recorded = await rows(
      house.db,
      `select action, account_id as "by", detail ->> 'accountId' as whom from audit
        where conversation_id = :id and action in ('participant.added', 'conversation.left') order by id`,
      { id },
    )
    expect(recorded).toEqual([
      { action: 'participant.added', by: lionel.id, whom: nora.id },
      { action: 'conversation.left', by: lionel.id, whom: susan.id },
    ])
  })

  test('among several is told in one e-mail: which they are, the inbox says', async () => {
    susan = await fresh()
    const started = [await house.aConversation([patient, susan]), await house.aConversation([patient, susan])]
    await closeSusan()
    const jobs = await Promise.all(started.map(({ messageId }) => jobsAbout(messageId)))
    expect(jobs.flat()).toHaveLength(1)
  })

  test('comes back to somebody who had left it', async () => {
    susan = await fresh()
    const { id } = await house.aConversation([patient, susan, nora])
    await house.as(nora).leaveConversation({ conversationId: id })
    await send(patient, id, 1)
    await closeSusan()
    expect(await show(nora, id)).toMatchObject({ lastSeq: 2, lastReadSeq: 0, archived: false })
  })

  test('in which they take part already only loses the leaver', async () => {
    susan = await fresh()
    const { id } = await house.aConversation([patient, susan, nora])
    await closeSusan()
    expect(await notices(nora, id)).toEqual(['Susan Turner (Dietitian) has left.'])
  })

  test('taken over by whoever closes it says so in fewer words, and needs no e-mail', async () => {
    susan = await fresh()
    const { id, messageId } = await house.aConversation([patient, susan])
    await closeSusan({ takesOver: lionel })
    expect(await notices(patient, id)).toEqual(['Susan Turner (Dietitian) has left. Lionel Campbell took their place.'])
    expect(await jobsAbout(messageId)).toEqual([])
  })

  test('goes to the default messaging contact when the other may not take part in it, or there is none', async () => {
    const stranger = await house.aMemberOfStaff()
    for (const takesOver of [stranger, null]) {
      susan = await fresh()
      const { id } = await house.aConversation([patient, susan])
      await closeSusan({ takesOver })
      expect((await show(unit.contact!, id)).can.reply).toBe(true)
      await expect(show(stranger, id)).rejects.toMatchObject(gone)
    }
  })

  test('of two who leave at once goes to one other, once', async () => {
    const [one, two] = [await fresh(), await house.aMemberOfStaff({ unit })]
    const { id } = await house.aConversation([patient, one, two])
    await close(lionel, unit, [
      { who: one, takesOver: nora },
      { who: two, takesOver: nora },
    ])
    expect((await show(patient, id)).participants.filter(({ left }) => !left)).toHaveLength(2)
    expect((await notices(patient, id)).join(' ').match(/was added/g)).toHaveLength(1)
    expect(await notices(patient, id)).toHaveLength(2)
  })
})

test('an archived conversation goes to nobody, unless its patient would be left alone', async () => {
  susan = await fresh()
  const [alone, beside] = [
    await house.aConversation([patient, susan]),
    await house.aConversation([patient, susan, unit.contact!]),
  ]
  for (const { id } of [alone, beside]) await house.as(susan).archiveConversation({ conversationId: id })
  await closeSusan()
  expect((await show(nora, alone.id)).can.reply).toBe(true)
  await expect(show(nora, beside.id)).rejects.toMatchObject(gone)
  expect(await notices(patient, beside.id)).toEqual(['Susan Turner (Dietitian) has left.'])
})

describe('of a patient who has left the unit, a conversation', () => {
  async function moved({ to, beside = [] }: { to: Unit | null; beside?: Person[] }) {
    susan = await fresh()
    const mover = await house.aPatient({ unit })
    const { id } = await house.aConversation([mover, susan, ...beside])
    await house.leavesUnit(mover, unit)
    if (to) await house.joins(mover, to)
    return { mover, id }
  }
  const others = async (who: Person, id: string) =>
    (await show(who, id)).participants.filter((one) => !one.left && one.id !== who.id).map((one) => one.id)

  test('goes to somebody of the unit in which they are, and to no colleague here', async () => {
    const to = await house.aUnit()
    const { mover, id } = await moved({ to })
    await closeSusan()
    expect(await others(mover, id)).toEqual([to.contact!.id])
    await expect(show(nora, id)).rejects.toMatchObject(gone)
  })

  test('goes to whoever takes over and works where they are', async () => {
    const to = await house.aUnit()
    const both = await house.aMemberOfStaff({ unit })
    await house.joins(both, to)
    const { mover, id } = await moved({ to })
    await closeSusan({ takesOver: both })
    expect(await others(mover, id)).toEqual([both.id])
  })

  test('stays with those who are in it', async () => {
    const { mover, id } = await moved({ to: await house.aUnit(), beside: [nora] })
    await closeSusan({ takesOver: lionel })
    expect(await others(mover, id)).toEqual([nora.id])
  })

  test('goes to nobody when they are in no unit any more', async () => {
    const { mover, id } = await moved({ to: null })
    await closeSusan()
    expect(await others(mover, id)).toEqual([])
    expect((await show(mover, id)).can.reply).toBe(false)
    expect(await notices(mover, id)).toEqual(['Susan Turner (Dietitian) has left.'])
  })
})

test('rather anybody of the staff than that a patient writes to nobody', async () => {
  const silent = await house.aUnit({ messaging: false })
  const [admin, clerk] = [await house.aUnitAdmin({ unit: silent }), await house.aMemberOfStaff({ unit: silent })]
  const inSilence = await house.aPatient({ unit: silent })
  susan = await house.aMemberOfStaff({ unit: silent })
  const id = await conversationIn(silent, [inSilence, susan])
  const left = await closeSusan({ from: silent, by: admin, takesOver: null })
  expect((await show(admin, id)).participants).toHaveLength(3)
  await expect(show(clerk, id)).rejects.toMatchObject(gone)
  expect(left.get(susan.id)).toMatchObject({ takenOver: [{ conversationId: id, accountId: admin.id }] })
  await expect(close(await house.aMemberOfSupport(), silent, [{ who: admin }, { who: clerk }])).rejects.toMatchObject({
    code: 'needsDefaultContact',
  })
})

describe('somebody who works elsewhere too', () => {
  const other: Promise<Unit> = house.aUnit({ specialty: unit.specialty })
  async function inBoth() {
    const elsewhere = await other
    susan = await fresh()
    await house.joins(susan, elsewhere, { recipient: true })
    const patientThere = await house.aPatient({ unit: elsewhere })
    const [here, there] = [
      await house.aConversation([patient, susan]),
      await house.aConversation([patientThere, susan], { unit: elsewhere }),
    ]
    return { elsewhere, here: here.id, there: there.id, contactThere: elsewhere.contact! }
  }

  test('leaves only this unit', async () => {
    const { here, there, elsewhere } = await inBoth()
    const token = await house.aSession(susan)
    const left = await closeSusan()
    // She goes on working there; nobody signs her out from here.
    expect((await house.ask('showConversation', { conversationId: there }, bearer(token))).status).toBe(200)
    expect((await house.ask('showConversation', { conversationId: here }, bearer(token))).status).toBe(404)
    expect(left.get(susan.id)).toMatchObject({ accountClosed: false, conversationIds: [here] })
    expect(await currentUnits(susan)).toEqual([elsewhere.id])
  })

  test('leaves altogether, and there it goes to that unit’s own contact', async () => {
    const { here, there, contactThere } = await inBoth()
    const left = await closeSusan({ altogether: true, by: await house.aMemberOfSupport() })
    expect((await show(nora, here)).can.reply).toBe(true)
    expect((await show(contactThere, there)).can.reply).toBe(true)
    await expect(show(nora, there)).rejects.toMatchObject(gone)
    expect(left.get(susan.id)!.conversationIds.toSorted()).toEqual([here, there].toSorted())
    expect(await currentUnits(susan)).toEqual([])
  })

  test('and had a conversation there only because its patient is of this unit', async () => {
    const { elsewhere } = await inBoth()
    const traveller = await house.aPatient({ unit })
    await house.joins(traveller, elsewhere)
    susan = await fresh()
    const id = await conversationIn(elsewhere, [traveller, susan])
    await closeSusan()
    expect((await show(elsewhere.contact!, id)).can.reply).toBe(true)
    await expect(show(susan, id)).rejects.toMatchObject({ status: 401 })
  })
})

test('flags, membership, sessions and account end; the name stays on what was written', async () => {
  susan = await fresh()
  const { id } = await house.aConversation([susan, patient], { text: 'From Susan' })
  const live = await house.aSession(susan)
  const left = await closeSusan()
  const [account] = await rows(
    house.db,
    `select a.closed_at is not null as closed, m.ended_at is not null as ended, m.is_recipient as "isRecipient"
       from accounts a join memberships m on m.account_id = a.id where a.id = :id`,
    { id: susan.id },
  )
  expect(account).toEqual({ closed: true, ended: true, isRecipient: false })
  expect(left.get(susan.id)).toMatchObject({ accountClosed: true, memberships: [{ isRecipient: true }] })
  expect((await house.ask('whoAmI', {}, bearer(live))).status).toBe(401)
  expect((await show(patient, id)).entries[0]).toMatchObject({ text: 'From Susan', author: { name: 'Susan Turner' } })
})

test('a unit without messaging does not go on naming somebody who has left', async () => {
  const quiet = await house.aUnit()
  const admin = await house.aUnitAdmin({ unit: quiet })
  await house.db('groups').where({ id: quiet.id }).update({ messagingOn: false })
  await close(admin, quiet, [{ who: quiet.contact! }])
  expect(await rows(house.db, 'select default_contact_id as id from groups where id = :id', { id: quiet.id })).toEqual([
    { id: null },
  ])
})

describe('taken back', () => {
  test('they are back, and who came in for them goes again, unless they have written', async () => {
    susan = await fresh()
    const [one, two] = [await house.aConversation([patient, susan]), await house.aConversation([patient, susan])]
    const old = await house.aSession(susan)
    const left = await closeSusan()
    await send(nora, two.id, 1)
    await reopen(lionel, unit, [{ who: susan, left: left.get(susan.id)! }])
    const token = bearer(await house.aSession(susan))
    for (const { id } of [one, two])
      expect((await house.ask('showConversation', { conversationId: id }, token)).status).toBe(200)
    await expect(show(nora, one.id)).rejects.toMatchObject(gone)
    expect((await show(nora, two.id)).can.reply).toBe(true)
    expect((await notices(patient, one.id)).at(-1)).toBe(
      `Susan Turner (Dietitian) was brought back by Lionel Campbell. Nora O'Brien (PD nurse) left the conversation.`,
    )
    expect((await notices(patient, two.id)).at(-1)).toBe(
      'Susan Turner (Dietitian) was brought back by Lionel Campbell.',
    )
    // What came meanwhile is new to her.
    const unread = await house.ask('listConversations', { view: 'unread' }, token)
    expect(JSON.stringify(unread.body)).toContain(two.id)
    expect((await house.ask('whoAmI', {}, bearer(old))).status).toBe(401)
    const [membership] = await rows(
      house.db,
      'select is_recipient as "isRecipient", ended_at as "endedAt" from memberships where account_id = :id',
      { id: susan.id },
    )
    expect(membership).toEqual({ isRecipient: true, endedAt: null })
  })

  test('not where the patient has gone meanwhile; there who came in stays', async () => {
    const mover = await house.aPatient({ unit })
    const elsewhere = await house.aUnit()
    const fromThere = await house.aMemberOfStaff({ unit: elsewhere })
    await house.joins(fromThere, unit)
    await house.joins(mover, elsewhere)
    susan = await fresh()
    const id = await conversationIn(elsewhere, [mover, susan])
    const left = await closeSusan({ takesOver: fromThere })
    await house.leavesUnit(mover, unit)
    await reopen(lionel, unit, [{ who: susan, left: left.get(susan.id)! }])
    expect((await show(mover, id)).participants.find((one) => one.id === susan.id)).toMatchObject({ left: true })
    expect((await show(mover, id)).can.reply).toBe(true)
  })

  test('after they have joined anew, the new membership stands', async () => {
    susan = await fresh()
    const left = await closeSusan()
    await house.db('accounts').where({ id: susan.id }).update({ closedAt: null })
    await house.joins(susan, unit, { roleTitle: 'Anew' })
    await reopen(lionel, unit, [{ who: susan, left: left.get(susan.id)! }])
    const memberships = await rows(
      house.db,
      'select role_title as title, ended_at is null as current from memberships where account_id = :id order by 1',
      { id: susan.id },
    )
    expect(memberships).toEqual([
      { title: 'Anew', current: true },
      { title: 'Dietitian', current: false },
    ])
  })
})

test('through the door: a changeset closes, and its undoing takes it back', async () => {
  susan = await fresh()
  const { id } = await house.aConversation([patient, susan])
  const client = house.as(lionel)
  const apply = async (asked: object) => {
    const changesetId = newId()
    const preview = await client.previewChangeset({
      unitId: unit.id,
      changesetId,
      list: 'staff',
      source: 'form',
      ...asked,
    })
    expect(preview.rows.flatMap(({ errors }) => errors)).toEqual([])
    await client.applyChangeset({ unitId: unit.id, changesetId, changes: 1 })
    return changesetId
  }
  const cells = { close: { to: 'this unit' }, takesOver: { to: nora.username } }
  const closing = await apply({ rows: [{ id: susan.id, cells }] })
  expect((await show(nora, id)).can.reply).toBe(true)
  await apply({ source: 'undo', undoes: closing })
  await expect(show(nora, id)).rejects.toMatchObject(gone)
  expect(
    (await house.ask('showConversation', { conversationId: id }, bearer(await house.aSession(susan)))).status,
  ).toBe(200)
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function currentUnits({ id }: Person): Promise<string[]> {
  const found = await rows<{ groupId: string }>(
    house.db,
    'select group_id as "groupId" from memberships where account_id = :id and ended_at is null',
    { id },
  )
  return found.map(({ groupId }) => groupId)
}

function jobsAbout(messageId: string) {
  return rows<{ messageId: string }>(
    house.db,
    `select payload ->> 'messageId' as "messageId", payload ->> 'accountId' as "accountId"
       from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'notifyNewcomer' and payload ->> 'messageId' = :messageId`,
    { messageId },
  )
}

/** Between people whom no picker brings together; the first one has written. */
async function conversationIn({ id: groupId }: Unit, people: Person[]): Promise<string> {
  const id = newId()
  await house.db('conversations').insert({ id, groupId, subject: 'A question', lastSeq: 1 })
  for (const { id: accountId, kind } of people)
    await house.db('participants').insert({ conversationId: id, groupId, accountId, accountKind: kind, lastSeq: 1 })
  const { id: authorId, kind: authorKind, name: authorName } = people[0]!
  const message = { id: newId(), conversationId: id, seq: 1, authorId, authorKind, authorName, text: 'Hello' }
  await house.db('messages').insert(message)
  return id
}
