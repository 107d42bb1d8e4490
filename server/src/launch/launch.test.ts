/** How far a unit is on the way to its launch: each step ticks itself from the data, and is open again when the data is gone. */
import { describe, expect, test } from 'vitest'
import { aBroadcast, minuteOver } from '../../test/aBroadcast.ts'
import { aNewsItem, inDays } from '../../test/aNewsItem.ts'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aUnitsSettings } from '../../test/everybody.ts'
import { sendBroadcast } from '../broadcasts/sending.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())

const launchOf = (unit: Unit, by: Person = unit.contact!) => house.as(by).showLaunch({ unitId: unit.id })
const saysRight = async (unit: Unit, by: Person = unit.contact!) => {
  const { staffList } = await launchOf(unit, by)
  return house.as(by).findStaffListRight({ unitId: unit.id, people: staffList.people })
}
const message = { subject: 'We start', text: 'Patients can write to us from Monday on.' }
async function tells(unit: Unit, by: Person = unit.contact!, messageId = newId()) {
  const { toTell } = (await launchOf(unit, by)).staffTold
  return house.as(by).tellStaff({ unitId: unit.id, people: toTell, messageId, ...message })
}
/** Applies a change of the unit's staff, as from a file or as one types it. */
async function changesStaff(unit: Unit, source: 'csv' | 'form') {
  const place = { unitId: unit.id, changesetId: newId() }
  const admin = house.as(unit.contact!)
  if (source === 'csv') {
    const { staff } = await admin.listStaff({ unitId: unit.id })
    const file = `Username,Role title\r\n${staff[0]!.username},Title ${newId().slice(0, 8)}\r\n`
    const csv = Buffer.from(file).toString('base64')
    await admin.previewChangeset({ ...place, list: 'staff', source, csv })
  } else {
    const cells = { firstName: { to: 'Rona' }, lastName: { to: newId() }, email: { to: `${newId()}@example.org` } }
    await admin.previewChangeset({ ...place, list: 'staff', source, rows: [{ cells }] })
  }
  await admin.applyChangeset({ ...place, changes: 1 })
  return place
}
const setAccount = ({ id }: Person, change: Record<string, unknown>) =>
  house.db('accounts').where({ id }).update(change)
const changedMeanwhile = { status: 409, code: 'changedMeanwhile' }

test('is for the unit’s admins: plain staff may not, strangers find nothing', async () => {
  const unit = await house.aUnit()
  const [nurse, stranger] = [await house.aMemberOfStaff({ unit }), (await house.aUnit()).contact!]
  await expect(launchOf(unit, nurse)).rejects.toMatchObject({ status: 403 })
  await expect(launchOf(unit, stranger)).rejects.toMatchObject({ status: 404 })
  for (const who of [await house.aSpecialtyAdmin({ specialty: unit.specialty }), await house.aMemberOfSupport()])
    expect((await launchOf(unit, who)).staffList.people).toBe(2)
  const recorded = await rows(
    house.db,
    `select account_id as by, detail from audit where group_id = :id and action = 'launch.opened' order by id`,
    { id: unit.id },
  )
  expect(recorded).toHaveLength(2)
})

describe('the staff list', () => {
  test('is checked when an admin says so, until somebody joins; who leaves does not matter', async () => {
    const unit = await house.aUnit()
    const leaver = await house.aMemberOfStaff({ unit })
    expect((await launchOf(unit)).staffList).toMatchObject({ done: false, people: 2, checked: null })
    const { staffList } = await saysRight(unit)
    expect(staffList).toMatchObject({
      done: true,
      joinedSince: 0,
      checked: { how: 'said', by: unit.contact!.name, at: expect.any(String) },
    })
    await house.leavesUnit(leaver, unit)
    expect((await launchOf(unit)).staffList).toMatchObject({ done: true, people: 1 })
    await house.aMemberOfStaff({ unit })
    expect((await launchOf(unit)).staffList).toMatchObject({ done: false, people: 2, joinedSince: 1 })
    expect((await saysRight(unit)).staffList).toMatchObject({ done: true, joinedSince: 0 })
    const recorded = await rows(
      house.db,
      `select detail from audit where group_id = :id and action = 'launch.staff_list_found_right' order by id`,
      { id: unit.id },
    )
    expect(recorded).toEqual([{ detail: { people: 2 } }, { detail: { people: 2 } }])
  })

  test('is not said to be right by somebody who saw another one', async () => {
    const unit = await house.aUnit()
    const seen = (await launchOf(unit)).staffList.people
    await house.aMemberOfStaff({ unit })
    const say = house.as(unit.contact!).findStaffListRight({ unitId: unit.id, people: seen })
    await expect(say).rejects.toMatchObject(changedMeanwhile)
    expect((await launchOf(unit)).staffList.checked).toBeNull()
  })

  test('is not right while somebody on it cannot be e-mailed', async () => {
    const unit = await house.aUnit()
    const nurse = await house.aMemberOfStaff({ unit, email: null })
    expect((await saysRight(unit)).staffList).toMatchObject({ done: false, withoutAddress: 1, bouncing: 0 })
    await setAccount(nurse, { email: 'nurse@example.org', email_bouncing_at: new Date() })
    expect((await launchOf(unit)).staffList).toMatchObject({ done: false, withoutAddress: 0, bouncing: 1 })
    await setAccount(nurse, { email_bouncing_at: null })
    expect((await launchOf(unit)).staffList.done).toBe(true)
  })

  test('is checked by bringing it from a file, until that is undone; a single change is no check', async () => {
    const unit = await house.aUnit()
    await changesStaff(unit, 'form')
    expect((await launchOf(unit)).staffList.checked).toBeNull()
    const place = await changesStaff(unit, 'csv')
    expect((await launchOf(unit)).staffList).toMatchObject({ done: true, checked: { how: 'file' } })
    await changesStaff(unit, 'form')
    expect((await launchOf(unit)).staffList).toMatchObject({ done: false, joinedSince: 1 })
    const undoing = { unitId: unit.id, changesetId: newId() }
    const undo = { list: 'staff', source: 'undo', undoes: place.changesetId } as const
    await house.as(unit.contact!).previewChangeset({ ...undoing, ...undo })
    await house.as(unit.contact!).applyChangeset({ ...undoing, changes: 1 })
    expect((await launchOf(unit)).staffList.checked).toBeNull()
  })
})

test('recipients: somebody besides the default messaging contact, and each with a role title', async () => {
  const unit = await house.aUnit()
  expect((await launchOf(unit)).recipients).toEqual({ done: true, people: 1, withoutRoleTitle: 0 })
  const nurse = await house.aMemberOfStaff({ unit, recipient: false, roleTitle: null })
  expect((await launchOf(unit)).recipients).toEqual({ done: false, people: 1, withoutRoleTitle: 0 })
  const flag = (change: object) => house.db('memberships').where({ account_id: nurse.id }).update(change)
  await flag({ is_recipient: true })
  expect((await launchOf(unit)).recipients).toEqual({ done: false, people: 2, withoutRoleTitle: 1 })
  await flag({ role_title: 'PD nurse' })
  expect((await launchOf(unit)).recipients).toEqual({ done: true, people: 2, withoutRoleTitle: 0 })
})

test('the default messaging contact, with messaging on', async () => {
  const unit = await house.aUnit({ messaging: false })
  const admin = await house.aUnitAdmin({ unit, recipient: true })
  const switchTo = async (on: boolean) => {
    const { version } = await house.as(admin).showUnit({ unitId: unit.id })
    await house.as(admin).switchMessaging({ unitId: unit.id, version, on, ...(on && { defaultContactId: admin.id }) })
  }
  expect((await launchOf(unit, admin)).contact).toEqual({ done: false, messagingOn: false, defaultContact: null })
  await switchTo(true)
  expect((await launchOf(unit, admin)).contact).toMatchObject({ done: true, defaultContact: { id: admin.id } })
  await switchTo(false)
  expect((await launchOf(unit, admin)).contact).toMatchObject({ done: false, messagingOn: false })
})

test('patients’ addresses: nine of ten are verified; closed accounts and former patients do not count', async () => {
  const unit = await house.aUnit()
  expect((await launchOf(unit)).addresses).toMatchObject({ done: false, patients: 0 })
  for (let n = 0; n < 9; n++) await house.aPatient({ unit })
  const tenth = await house.aPatient({ unit, emailVerified: false })
  expect((await launchOf(unit)).addresses).toEqual({
    ...{ done: true, patients: 10, verified: 9, unverified: 1, unwanted: 0, bouncing: 0, none: 0 },
  })
  await house.closes(await house.aPatient({ unit, email: null }))
  await house.leavesUnit(await house.aPatient({ unit, email: null }), unit)
  expect((await launchOf(unit)).addresses).toMatchObject({ done: true, patients: 10, none: 0 })
  const eleventh = await house.aPatient({ unit, emailBouncing: true })
  expect((await launchOf(unit)).addresses).toEqual({
    ...{ done: false, patients: 11, verified: 9, unverified: 1, unwanted: 0, bouncing: 1, none: 0 },
  })
  await setAccount(eleventh, { email: null, email_verified_at: null, email_bouncing_at: null })
  expect((await launchOf(unit)).addresses).toMatchObject({ done: false, bouncing: 0, none: 1 })
  await setAccount(tenth, { email_verified_at: new Date() })
  expect((await launchOf(unit)).addresses).toMatchObject({ done: true, verified: 10 })
})

test('the unit’s details: what is missing, by name', async () => {
  const unit = await house.aUnit()
  expect((await launchOf(unit)).details).toEqual({ done: false, missing: ['openingHours', 'answerTime', 'nation'] })
  const save = (version: number, change: object = {}) =>
    house.as(unit.contact!).saveUnitSettings({ unitId: unit.id, version, ...aUnitsSettings, ...change })
  await save(1)
  expect((await launchOf(unit)).details).toEqual({ done: true, missing: [] })
  await save(2, { telephone: '' })
  expect((await launchOf(unit)).details).toEqual({ done: false, missing: ['telephone'] })
})

test('news for patients, published, now or later', async () => {
  const unit = await house.aUnit()
  const admin = unit.contact!
  const newsNow = async () => (await launchOf(unit)).news
  await aNewsItem(house, admin, unit.id, { audience: 'staff' })
  await aNewsItem(house, await house.aSpecialtyAdmin({ specialty: unit.specialty }), unit.specialty.id)
  expect(await newsNow()).toEqual({ done: false, item: null })
  const draft = await aNewsItem(house, admin, unit.id, { audience: 'patients', draft: true })
  expect(await newsNow()).toMatchObject({ done: false, item: { id: draft.id, state: 'draft' } })
  const later = await aNewsItem(house, admin, unit.id, { showsFrom: inDays(3) })
  expect(await newsNow()).toEqual({ done: true, item: { id: later.id, state: 'scheduled', showsFrom: inDays(3) } })
  const now = await aNewsItem(house, admin, unit.id, { audience: 'patients' })
  expect(await newsNow()).toMatchObject({ done: true, item: { id: now.id, state: 'showing' } })
  for (const { id, version } of [later, now]) await house.as(admin).withdrawNews({ newsId: id, version })
  expect(await newsNow()).toMatchObject({ done: false, item: { id: draft.id } })
  await house
    .db('news_items')
    .where({ id: draft.id })
    .update({ shows_until: inDays(-1) })
  expect(await newsNow()).toEqual({ done: false, item: null })
})

test('the launch broadcast: from the draft until all have it; one that was stopped is none', async () => {
  const unit = await house.aUnit()
  for (let n = 0; n < 3; n++) await house.aPatient({ unit })
  const broadcasts = aBroadcast(house, unit, unit.contact!)
  const broadcastNow = async () => (await launchOf(unit)).broadcast
  expect(await broadcastNow()).toEqual({ done: false, latest: null })
  await broadcasts.draft()
  expect(await broadcastNow()).toEqual({ done: false, latest: null })
  const offered = await house.as(unit.contact!).showLaunchText({ unitId: unit.id })
  const launchDraft = () => aBroadcast(house, unit, unit.contact!, offered).draft()
  const draft = await launchDraft()
  expect(await broadcastNow()).toMatchObject({
    done: false,
    latest: { id: draft.broadcastId, state: 'draft', at: null },
  })
  await house.as(unit.contact!).discardBroadcast(draft)
  const stopped = await broadcasts.waiting()
  await minuteOver(house, stopped)
  expect(await broadcastNow()).toMatchObject({ done: false, latest: { id: stopped.broadcastId, state: 'waiting' } })
  await house
    .db('broadcasts')
    .where({ id: stopped.broadcastId })
    .update({ state: 'sending', begun_at: new Date(), patients: 3 })
  expect(await broadcastNow()).toMatchObject({ done: false, latest: { state: 'sending', patients: 3 } })
  await house.as(unit.contact!).stopBroadcast(stopped)
  expect(await broadcastNow()).toMatchObject({ done: false, latest: { state: 'stopped' } })
  const sent = await aBroadcast(house, unit, unit.contact!).waiting()
  await minuteOver(house, sent)
  await sendBroadcast({ db: house.db, announcer: { tell: () => undefined }, broadcastStep: 1000 }, sent.broadcastId)
  const latest = { id: sent.broadcastId, patients: 3, conversations: 3 }
  expect(await broadcastNow()).toMatchObject({ done: false, latest: { ...latest, state: 'sending' } })
  // When its last e-mail has gone.
  await house.db('broadcasts').where({ id: sent.broadcastId }).update({ state: 'done', ended_at: new Date() })
  expect(await broadcastNow()).toMatchObject({ done: true, latest: { ...latest, state: 'done' } })
  await launchDraft()
  expect(await broadcastNow()).toMatchObject({ done: true, latest: { id: sent.broadcastId, state: 'done' } })
  // In words of the unit's own, and a tenth of the patients and more have come since.
  await house.aPatient({ unit })
  expect(await broadcastNow()).toMatchObject({ done: false, latest: { state: 'draft' } })
})

test('the launch text makes a launch, whoever joins later; a message about something else makes none', async () => {
  const unit = await house.aUnit()
  const admin = house.as(unit.contact!)
  await house.aPatient({ unit })
  const finish = async (place: Awaited<ReturnType<ReturnType<typeof aBroadcast>['waiting']>>) => {
    await minuteOver(house, place)
    await sendBroadcast({ db: house.db, announcer: { tell: () => undefined }, broadcastStep: 1000 }, place.broadcastId)
    await house.db('broadcasts').where({ id: place.broadcastId }).update({ state: 'done', ended_at: new Date() })
    return place.broadcastId
  }
  const flu = await finish(await aBroadcast(house, unit, unit.contact!, { subject: 'Flu jabs' }).waiting())
  await house.db('broadcasts').where({ group_id: unit.id, state: 'draft' }).delete()
  for (let n = 0; n < 9; n++) await house.aPatient({ unit })
  const broadcastNow = async () => (await launchOf(unit)).broadcast
  expect(await broadcastNow()).toMatchObject({ done: false, latest: { id: flu, state: 'done' } })
  const offered = await admin.showLaunchText({ unitId: unit.id })
  const place = { unitId: unit.id, broadcastId: newId() }
  const written = { replies: { to: 'default_contact' }, keepUntil: null } as const
  const { version } = await admin.saveBroadcast({ ...place, version: 0, ...offered, ...written })
  const own = { subject: 'Write to us', text: `${offered.text} Fiona and everybody` }
  await admin.saveBroadcast({ ...place, version, ...own, ...written })
  const { patients } = await admin.checkBroadcast(place)
  await admin.sendBroadcast({ ...place, version: version + 1, patients })
  expect(await broadcastNow()).toMatchObject({ done: false, latest: { id: place.broadcastId, state: 'waiting' } })
  await finish(place)
  await finish(await aBroadcast(house, unit, unit.contact!, { subject: 'Flu jabs' }).waiting())
  for (let n = 0; n < 9; n++) await house.aPatient({ unit })
  expect(await broadcastNow()).toMatchObject({ done: true, latest: { id: place.broadcastId, state: 'done' } })
})

describe('telling the staff', () => {
  test('tells each recipient once, in an ordinary conversation, and who is flagged later is to tell again', async () => {
    const unit = await house.aUnit()
    const [susan, nora] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
    const [reader, patient] = [await house.aMemberOfStaff({ unit, recipient: false }), await house.aPatient({ unit })]
    expect((await launchOf(unit)).staffTold).toEqual({ done: false, recipients: 2, toTell: 2, last: null })
    // A conversation of the same words that came about otherwise is none.
    const recipientIds = [susan.id, nora.id]
    await house.as(unit.contact!).startConversation({ groupId: unit.id, recipientIds, messageId: newId(), ...message })
    expect((await launchOf(unit)).staffTold.toTell).toBe(2)

    const told = await tells(unit)
    expect(told).toMatchObject({ told: 2, conversations: 1 })
    expect(told.launch.staffTold).toEqual({
      ...{ done: true, recipients: 2, toTell: 0 },
      last: { by: unit.contact!.name, at: expect.any(String) },
    })
    const inboxOf = async (who: Person) => (await house.as(who).listConversations()).conversations
    const [line] = await inboxOf(susan)
    expect(line).toMatchObject({ subject: 'We start', unread: true, patient: null })
    const { entries, can } = await house.as(susan).showConversation({ conversationId: line!.id })
    expect(entries).toMatchObject([{ type: 'message', text: message.text, author: { id: unit.contact!.id } }])
    expect(can.reply).toBe(true)
    expect(await inboxOf(reader)).toEqual([])
    expect(await inboxOf(patient)).toEqual([])

    const later = await house.aMemberOfStaff({ unit })
    expect((await launchOf(unit)).staffTold).toMatchObject({ done: false, recipients: 3, toTell: 1 })
    expect(await tells(unit)).toMatchObject({ told: 1, conversations: 1 })
    expect(await inboxOf(later)).toHaveLength(1)
    expect(await inboxOf(susan)).toHaveLength(2)
  })

  test('more than a conversation can hold are told in several, each in one', async () => {
    const unit = await house.aUnit()
    await house.db.raw(
      `with made as (
         insert into accounts (kind, username, first_name, last_name)
         select 'staff', 'launch' || n, 'Robin', 'Person' || n from generate_series(1, 101) as n returning id)
       insert into memberships (account_id, account_kind, group_id, group_kind, role, is_recipient)
       select id, 'staff', ?, 'unit', 'staff', true from made`,
      [unit.id],
    )
    expect(await tells(unit)).toMatchObject({ told: 101, conversations: 3, launch: { staffTold: { toTell: 0 } } })
    const each = await rows<{ people: number }>(
      house.db,
      `select count(*) as people from launch_conversations l join participants p using (conversation_id)
        where l.group_id = :id group by l.conversation_id order by 1`,
      { id: unit.id },
    )
    expect(each.map(({ people }) => people)).toEqual([2, 51, 51])
  })

  test('sent again it tells nobody twice; another text with the same id is refused', async () => {
    const unit = await house.aUnit()
    await house.aMemberOfStaff({ unit })
    const again = { unitId: unit.id, people: 1, messageId: newId(), ...message }
    const admin = house.as(unit.contact!)
    const [one, other] = await Promise.all([admin.tellStaff(again), admin.tellStaff(again)])
    expect([one, other]).toMatchObject([
      { told: 1, conversations: 1 },
      { told: 1, conversations: 1 },
    ])
    await expect(admin.tellStaff({ ...again, text: 'Another' })).rejects.toMatchObject({ code: 'messageIdUsed' })
    expect((await admin.listConversations()).conversations).toHaveLength(1)
  })

  test('two admins at once: one of them tells', async () => {
    const unit = await house.aUnit()
    const admins = [await house.aUnitAdmin({ unit }), await house.aUnitAdmin({ unit })]
    const nurse = await house.aMemberOfStaff({ unit })
    const results = await Promise.allSettled(
      admins.map((admin) => house.as(admin).tellStaff({ unitId: unit.id, people: 2, messageId: newId(), ...message })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = results.find(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: changedMeanwhile })
    expect((await house.as(nurse).listConversations()).conversations).toHaveLength(1)
  })

  test('needs messaging to be on, and leaves nothing behind without', async () => {
    const unit = await house.aUnit({ messaging: false })
    const admin = await house.aUnitAdmin({ unit })
    await house.aMemberOfStaff({ unit })
    await expect(tells(unit, admin)).rejects.toMatchObject({ status: 409, code: 'messagingIsOff' })
    expect((await launchOf(unit, admin)).staffTold).toMatchObject({ toTell: 1, last: null })
  })

  test('the text that is offered is about this unit, and can be sent as it is', async () => {
    const unit = await house.aUnit({ name: 'Ward 206' })
    await house.aMemberOfStaff({ unit })
    const offered = await house.as(unit.contact!).showLaunchMessage({ unitId: unit.id })
    expect(offered.subject).toContain('Ward 206')
    expect(offered.text).toContain(`Ask ${unit.contact!.name}`)
    const sent = { unitId: unit.id, people: 1, messageId: newId(), ...offered }
    expect(await house.as(unit.contact!).tellStaff(sent)).toMatchObject({ told: 1 })
  })
})
