/** Everything before the minute: drafts, approval, and what keeps the button from being the wrong one. */
import { describe, expect, test } from 'vitest'
import { aBroadcast, anyText } from '../../test/aBroadcast.ts'
import { inDays } from '../../test/aNewsItem.ts'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { aUnitsSettings } from '../../test/everybody.ts'
import { holding } from '../../test/holding.ts'
import { after, hasBegun, type Deed } from './states.ts'
import { broadcastState } from './contract.ts'

const house = await aServer(await aDatabase())

async function aUnitWithTwoAdmins({ needsApproval = false } = {}) {
  const unit = await house.aUnit()
  await house.aPatient({ unit })
  if (needsApproval) {
    const settings = { ...aUnitsSettings, demandsSecondFactor: false, broadcastsNeedApproval: true }
    await house.as(unit.contact!).saveUnitSettings({ unitId: unit.id, version: 1, ...settings })
  }
  return { unit, author: unit.contact!, other: await house.aUnitAdmin({ unit }) }
}

const typed = { subject: 'Flu jabs', replies: { to: 'default_contact' as const }, keepUntil: null }

describe('a draft', () => {
  test('is saved as one types; again changes nothing; over something newer is refused', async () => {
    const { unit, author, other } = await aUnitWithTwoAdmins()
    const place = { unitId: unit.id, broadcastId: newId() }
    const first = { ...place, ...typed, version: 0, text: 'Dear' }
    for (const saved of await Promise.all([1, 2, 3].map(() => house.as(author).saveBroadcast(first))))
      expect(saved).toMatchObject({ version: 1, state: 'draft', mine: true })
    const second = { ...first, version: 1, text: 'Dear all' }
    for (let n = 0; n < 2; n++) expect(await house.as(author).saveBroadcast(second)).toMatchObject({ version: 2 })
    const changedMeanwhile = { code: 'changedMeanwhile' }
    await expect(house.as(author).saveBroadcast({ ...second, text: 'Hello' })).rejects.toMatchObject(changedMeanwhile)
    await expect(house.as(other).saveBroadcast({ ...second, version: 2 })).rejects.toMatchObject({ code: 'notAllowed' })
    expect(await house.as(other).showBroadcast(place)).toMatchObject({
      text: 'Dear all',
      mine: false,
      can: { edit: false },
    })
    expect((await house.as(other).listBroadcasts({ unitId: unit.id })).broadcasts).toMatchObject([
      { id: place.broadcastId },
    ])
    await house.as(author).discardBroadcast(place)
    await expect(house.as(author).showBroadcast(place)).rejects.toMatchObject({ code: 'notFound' })
  })

  test('of another unit is not there, whatever unit it is asked for in', async () => {
    const { unit } = await aUnitWithTwoAdmins()
    const elsewhere = await house.aUnit()
    const theirs = await aBroadcast(house, elsewhere, elsewhere.contact!).draft()
    await house.joins(elsewhere.contact!, unit, { role: 'unit_admin' })
    const asked = house.as(elsewhere.contact!).showBroadcast({ unitId: unit.id, broadcastId: theirs.broadcastId })
    await expect(asked).rejects.toMatchObject({ code: 'notFound' })
    const taken = { unitId: unit.id, broadcastId: theirs.broadcastId, ...typed, version: 0, text: 'Mine' }
    await expect(house.as(elsewhere.contact!).saveBroadcast(taken)).rejects.toMatchObject({ code: 'notFound' })
  })

  test('of another unit is not waited for either', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const elsewhere = await house.aUnit()
    const { broadcastId } = await aBroadcast(house, elsewhere, elsewhere.contact!).draft()
    const held = await holding(house.db, (trx) =>
      trx.raw('select from broadcasts where id = ? for update', [broadcastId]),
    )
    const stopping = house.as(author).stopBroadcast({ unitId: unit.id, broadcastId })
    await expect(stopping).rejects.toMatchObject({ code: 'notFound' })
    await held.letGo()
  })

  test('waits while somebody else changes the unit', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const held = await holding(house.db, (trx) =>
      trx.raw('select from groups where id = ? for no key update', [unit.id]),
    )
    const saving = aBroadcast(house, unit, author).draft()
    await held.untilWaiting()
    await held.letGo()
    expect(await saving).toMatchObject({ version: 1 })
  })

  test.each([
    ['0000-01-01', 'Choose a day between 1900 and 2199'],
    ['9999-12-31', 'Choose a day between 1900 and 2199'],
    ['tomorrow', 'Choose a day'],
  ])('is not kept until %s', async (keepUntil, words) => {
    const { unit, author } = await aUnitWithTwoAdmins()
    await expect(aBroadcast(house, unit, author, { keepUntil }).draft()).rejects.toMatchObject({
      status: 422,
      fields: { keepUntil: words },
    })
  })

  test('is kept for newcomers for three years at most', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const place = await aBroadcast(house, unit, author, { keepUntil: inDays(3 * 366 + 1) }).draft()
    const fields = { keepUntil: 'It can be kept for 3 years at most. Choose an earlier day.' }
    expect(await house.as(author).checkBroadcast(place)).toMatchObject({ missing: fields })
    await expect(house.as(author).sendBroadcast({ ...place, patients: 1 })).rejects.toMatchObject({ fields })
    const near = await aBroadcast(house, unit, author, { keepUntil: inDays(3 * 365) }).draft()
    expect(await house.as(author).sendBroadcast({ ...near, patients: 1 })).toMatchObject({ state: 'waiting' })
  })

  test('names only recipients of the unit to receive replies', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const notFlagged = await house.aMemberOfStaff({ unit, recipient: false })
    const elsewhere = await house.aMemberOfStaff()
    for (const { id } of [notFlagged, elsewhere]) {
      const replies = { to: 'people' as const, accountIds: [id] }
      await expect(aBroadcast(house, unit, author, { replies }).draft()).rejects.toMatchObject({
        code: 'notARecipient',
      })
    }
  })

  test('is tried out: as a patient finds it, and in one’s own inbox', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const patient = await house.aPatient({ unit, email: null })
    const place = await aBroadcast(house, unit, author, { text: 'Dear all', replies: { to: 'none' } }).draft()
    const preview = await house.as(author).previewBroadcast({ ...place, patientId: patient.id })
    expect(preview).toMatchObject({
      patient: { id: patient.id, email: 'none' },
      conversation: { entries: [{ text: 'Dear all' }, { type: 'notice' }], can: { reply: false } },
    })
    const { conversationId } = await house.as(author).testBroadcast(place)
    expect((await house.as(author).listConversations()).conversations).toMatchObject([
      { id: conversationId, subject: 'Test: Flu jabs', unread: true },
    ])
    expect((await house.as(patient).listConversations()).conversations).toEqual([])
  })
})

describe('the launch text', () => {
  test('says what it has to say, and fits', async () => {
    const { unit, author, other } = await aUnitWithTwoAdmins()
    const { subject, text } = await house.as(author).showLaunchText({ unitId: unit.id })
    for (const said of [
      'e-mail address for you that works',
      '"Account"',
      'urgent or very important',
      'cannot tell when',
    ])
      expect(text).toContain(said)
    expect(text).toContain('0131 496 0000')
    const place = await aBroadcast(house, unit, other, { subject, text }).draft()
    expect(await house.as(other).checkBroadcast(place)).toMatchObject({ missing: {}, patients: 1, typeCount: false })
  })
})

describe('approval', () => {
  test('is another admin’s, of this very text; any edit takes it away', async () => {
    const { unit, author, other } = await aUnitWithTwoAdmins({ needsApproval: true })
    const place = await aBroadcast(house, unit, author).draft()
    const press = (version = place.version) => house.as(author).sendBroadcast({ ...place, version, patients: 1 })
    await expect(press()).rejects.toMatchObject({ code: 'broadcastNeedsApproval' })
    await house.as(author).askForApproval(place)
    await expect(house.as(author).approveBroadcast(place)).rejects.toMatchObject({ code: 'notAllowed' })
    const sentBack = await house.as(other).sendBackBroadcast({ ...place, reason: 'Say when' })
    expect(sentBack).toMatchObject({ state: 'draft', approval: { sentBack: { by: other.name, reason: 'Say when' } } })
    await house.as(author).askForApproval(place)
    expect(await house.as(other).approveBroadcast(place)).toMatchObject({
      state: 'approved',
      approval: { needed: true, approvedBy: other.name, sentBack: null },
    })
    const edited = await house.as(author).saveBroadcast({ ...place, ...typed, text: anyText() })
    expect(edited).toMatchObject({ state: 'draft', approval: { approvedBy: null }, can: { send: false } })
    const now = { ...place, version: edited.version }
    await expect(press(now.version)).rejects.toMatchObject({ code: 'broadcastNeedsApproval' })
    await house.as(author).askForApproval(now)
    await expect(house.as(other).approveBroadcast(place)).rejects.toMatchObject({ code: 'changedMeanwhile' })
    await house.as(other).approveBroadcast(now)
    expect(await press(now.version)).toMatchObject({ state: 'waiting' })
  })

  test('cannot be got around by a switch: whoever ends it needs it for a day still, others do not', async () => {
    const { unit, author, other } = await aUnitWithTwoAdmins({ needsApproval: true })
    const settings = { ...aUnitsSettings, demandsSecondFactor: false, broadcastsNeedApproval: false }
    const mine = await aBroadcast(house, unit, author).draft()
    await house.as(author).saveUnitSettings({ unitId: unit.id, version: 2, ...settings })
    const press = () => house.as(author).sendBroadcast({ ...mine, patients: 1 })
    await expect(press()).rejects.toMatchObject({
      code: 'approvalSwitchedOffLately',
      message: expect.stringContaining('switched approval off less than a day ago'),
    })
    expect(await house.as(author).showBroadcast(mine)).toMatchObject({
      approval: { needed: true, switchedOffLately: true },
      can: { send: false, askForApproval: true },
    })
    await house.as(author).saveUnitSettings({ unitId: unit.id, version: 3, ...settings, answerTime: 'in a day' })
    await expect(press()).rejects.toMatchObject({ code: 'approvalSwitchedOffLately' })
    const theirs = await aBroadcast(house, unit, other).toSend()
    expect(await house.as(other).sendBroadcast(theirs)).toMatchObject({ state: 'waiting' })
    await house.as(author).askForApproval(mine)
    await house.as(other).approveBroadcast(mine)
    expect(await press()).toMatchObject({ state: 'waiting' })
  })

  test('is not needed any more once it has been switched off for a day', async () => {
    const { unit, author } = await aUnitWithTwoAdmins({ needsApproval: true })
    const settings = { ...aUnitsSettings, demandsSecondFactor: false, broadcastsNeedApproval: false }
    await house.as(author).saveUnitSettings({ unitId: unit.id, version: 2, ...settings })
    await house.db.transaction(async (trx) => {
      await trx.raw('alter table group_versions disable trigger append_only')
      await trx.raw(`update group_versions set at = at - interval '25 hours' where group_id = ?`, [unit.id])
      await trx.raw('alter table group_versions enable trigger append_only')
    })
    const mine = await aBroadcast(house, unit, author).draft()
    expect(await house.as(author).sendBroadcast({ ...mine, patients: 1 })).toMatchObject({ state: 'waiting' })
  })

  test('cannot be got around in the database either', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const { broadcastId } = await aBroadcast(house, unit, author).waiting()
    for (const change of [
      `text = 'Something else'`,
      `state = 'done', begun_at = now(), ended_at = now()`,
      `state = 'approved', sent_at = null, due_at = null, author_name = null, approved_by = author_id, approved_at = now()`,
    ])
      await expect(house.db.raw(`update broadcasts set ${change} where id = ?`, [broadcastId])).rejects.toThrow()
    await expect(house.db.raw('delete from broadcasts where id = ?', [broadcastId])).rejects.toThrow()
  })
})

describe('the button', () => {
  test('wants the number that is true now, and says it', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const place = await aBroadcast(house, unit, author).toSend()
    await house.aPatient({ unit })
    const wrong = { code: 'broadcastCountChanged', patients: 2 }
    await expect(house.as(author).sendBroadcast(place)).rejects.toMatchObject(wrong)
    const right = { ...place, patients: 2 }
    const pressed = await Promise.all([1, 2, 3].map(() => house.as(author).sendBroadcast(right)))
    for (const one of pressed) expect(one).toMatchObject({ state: 'waiting' })
  })

  test('stops nearly the same text within a day, also of two admins at once; not in another unit', async () => {
    const { unit, author, other } = await aUnitWithTwoAdmins()
    const text =
      'Flu jabs are here. Please ring the ward between nine and five to book yours before the end of the month.'
    const mine = await aBroadcast(house, unit, author, { text }).toSend()
    const theirs = await aBroadcast(house, unit, other, {
      subject: 'Else',
      text: text.replace('Please ring', 'Ring').toUpperCase(),
    }).toSend()
    const outcomes = await Promise.allSettled([
      house.as(author).sendBroadcast(mine),
      house.as(other).sendBroadcast(theirs),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [second] = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(second).toMatchObject({
      code: 'broadcastIsDuplicate',
      earlier: {
        id: expect.any(String),
        subject: expect.any(String),
        text: expect.stringMatching(/flu jabs are here/i),
      },
    })
    const elsewhere = await aUnitWithTwoAdmins()
    await aBroadcast(house, elsewhere.unit, elsewhere.author, { text }).waiting()
    await house.db.raw(
      `update broadcasts set sent_at = sent_at - interval '25 hours', due_at = due_at - interval '25 hours' where group_id = ?`,
      [unit.id],
    )
    const [late, place] = outcomes[0].status === 'rejected' ? [author, mine] : [other, theirs]
    expect(await house.as(late).sendBroadcast(place)).toMatchObject({ state: 'waiting' })
  })

  test('does nothing for what is not finished, for nobody, or where messaging is off', async () => {
    const { unit, author } = await aUnitWithTwoAdmins()
    const empty = await aBroadcast(house, unit, author, { subject: ' ', text: ' ' }).draft()
    await expect(house.as(author).sendBroadcast({ ...empty, patients: 1 })).rejects.toMatchObject({
      code: 'badInput',
      fields: { subject: 'Enter a subject', text: 'Enter your message' },
    })
    const lonely = await house.aUnit()
    const draft = await aBroadcast(house, lonely, lonely.contact!).draft()
    const press = () => house.as(lonely.contact!).sendBroadcast({ ...draft, patients: 0 })
    await expect(press()).rejects.toMatchObject({ code: 'noPatients' })
    await house.as(lonely.contact!).switchMessaging({ unitId: lonely.id, version: 1, on: false })
    await expect(press()).rejects.toMatchObject({ code: 'messagingIsOff' })
  })
})

test('the database lets a broadcast move where the states say, and nowhere else', async () => {
  const unit = await house.aUnit()
  const deeds: Deed[] = [
    'edit',
    'askForApproval',
    'approve',
    'sendBack',
    'send',
    'begin',
    'pause',
    'resume',
    'stop',
    'finish',
  ]
  const said = (from: string, to: string) => deeds.some((deed) => after(from as never, deed) === to)
  const whole = (state: string) => ({
    approved_by: state === 'approved' ? other.id : null,
    approved_at: state === 'approved' ? new Date() : null,
    ...(state === 'waiting' || hasBegun(state as never)
      ? { sent_at: new Date(), due_at: new Date(), author_name: 'Somebody' }
      : { sent_at: null, due_at: null, author_name: null }),
    begun_at: hasBegun(state as never) ? new Date() : null,
    ended_at: ['done', 'stopped'].includes(state) ? new Date() : null,
  })
  const other = await house.aUnitAdmin({ unit })
  const row = { group_id: unit.id, author_id: unit.contact!.id, subject: 'A', text: 'B', replies: 'none' }
  for (const from of broadcastState.options)
    for (const to of broadcastState.options.filter((one) => one !== from)) {
      const id = newId()
      await house.db('broadcasts').insert({ id, ...row, state: from, ...whole(from) })
      const moved = house
        .db('broadcasts')
        .where({ id })
        .update({ state: to, ...whole(to) })
      if (said(from, to)) await moved
      else await expect(moved, `${from} to ${to}`).rejects.toThrow('cannot become')
    }
})
