/** Nobody comes to read a colleague's messages by an absence or a closing without the colleague knowing. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { daysAround } from '../../test/daysAround.ts'
import { aPostOffice, emailOf } from '../../test/postOffice.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const day = await daysAround(house)
const unit = await house.aUnit({ name: 'Renal Unit' })
const admin = unit.contact!
const desk = staffDesk(house)(unit)
beforeEach(async () => {
  await post.workOff()
  post.mailbox.clear()
  post.mailbox.acceptAll()
})

async function mails() {
  await post.workOff()
  return post.mailbox.messages()
}
const aNurse = () => house.aMemberOfStaff({ unit, emailVerified: true })
const days = (from: number, to: number) => ({ firstDay: day(from), lastDay: day(to), coverId: null, elsewhere: [] })

describe('an absence', () => {
  test('that an admin enters or changes for a colleague: the colleague is told by whom, and in which way it matters', async () => {
    const nurse = await aNurse()
    const place = { unitId: unit.id, accountId: nurse.id }
    await house.as(admin).setAbsence({ ...place, ...days(3, 4) })
    const [entered, ...others] = await mails()
    expect(others).toEqual([])
    expect(entered).toMatchObject({ subject: 'An absence was entered for you', envelope: { to: [emailOf(nurse)] } })
    expect(entered!.text).toContain(`${admin.name} entered an absence for you`)
    expect(entered!.text.replace(/\s+/g, ' ')).toContain('can read those conversations from their beginning')
    for (const secret of ['Renal', day(3), day(4)]) expect(entered!.raw).not.toContain(secret)

    post.mailbox.clear()
    const { absences } = await house.as(nurse).showAbsences(place)
    await house.as(admin).changeAbsence({ ...place, absenceId: absences[0]!.id, ...days(0, 4) })
    expect((await mails()).map(({ subject }) => subject)).toEqual(['Your absence was changed'])
  })

  test('in several units is told once', async () => {
    const other = await house.aUnit()
    const nurse = await aNurse()
    await house.joins(nurse, other, { role: 'staff', recipient: true })
    const support = await house.aMemberOfSupport()
    const elsewhere = [{ unitId: other.id, coverId: null }]
    await house.as(support).setAbsence({ unitId: unit.id, accountId: nurse.id, ...days(0, 1), elsewhere })
    expect(await mails()).toHaveLength(1)
  })

  test('of one’s own tells nobody', async () => {
    const nurse = await aNurse()
    await house.as(nurse).setAbsence({ unitId: unit.id, accountId: nurse.id, ...days(0, 1) })
    expect(await mails()).toEqual([])
  })

  test('is told at the address of before as well, when staff have changed it, and at none that nobody has proved', async () => {
    const nurse = await aNurse()
    await desk.change([asked(nurse.id, { email: 'moved@example.org' })])
    await mails()
    post.mailbox.clear()
    await house.as(admin).setAbsence({ unitId: unit.id, accountId: nurse.id, ...days(0, 1) })
    expect((await mails()).map(({ envelope }) => envelope.to)).toEqual([[emailOf(nurse)]])
  })

  test.each([
    ['whose unit wants no names in e-mails', 'update groups set emails_name_sender = false where id = :unitId'],
    ['called like the unit', `update accounts set first_name = 'Renal', last_name = 'Unit' where id = :byId`],
  ])('by somebody %s: the name is not said', async (_, sql) => {
    const by = await house.aUnitAdmin({ unit, firstName: 'Fiona', lastName: 'Macleod' })
    const nurse = await aNurse()
    await rows(house.db, sql, { unitId: unit.id, byId: by.id })
    await house.as(by).setAbsence({ unitId: unit.id, accountId: nurse.id, ...days(0, 1) })
    const [mail] = await mails()
    await rows(house.db, 'update groups set emails_name_sender = true where id = :id', { id: unit.id })
    expect(mail!.text).toContain('A colleague entered an absence for you')
    expect(mail!.raw).not.toMatch(/Renal|Fiona/)
  })
})

describe('who was taken off the staff list and put back', () => {
  const offAndBack = async (nurse: { id: string }) => {
    const close = asked(nurse.id, { close: 'this unit', takesOver: admin.username })
    const { changesetId, changeset } = await desk.preview([close])
    await desk.apply(changesetId, changeset.changes)
    const back = await desk.undo(changesetId)
    await desk.apply(back.changesetId, back.changeset.changes)
  }
  const toldOf = async () => (await mails()).filter(({ subject }) => subject.startsWith('You were taken off'))

  test('is told when somebody had their conversations meanwhile', async () => {
    const nurse = await aNurse()
    const { id } = await house.aConversation([await house.aPatient({ unit }), nurse])
    await offAndBack(nurse)
    const told = await toldOf()
    expect(told.map(({ envelope }) => envelope.to)).toEqual([[emailOf(nurse)]])
    expect(told[0]!.text).toContain(`${admin.name} put you back on a staff list`)
    const { entries } = await house.as(nurse).showConversation({ conversationId: id })
    expect(entries.filter(({ type }) => type === 'notice')).not.toEqual([])
  })

  test('is not, when nobody had', async () => {
    await offAndBack(await aNurse())
    expect(await toldOf()).toEqual([])
  })
})
