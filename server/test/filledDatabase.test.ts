/** Migrations on a database that is in use: all the way down, and up again. */
import { expect, test } from 'vitest'
import { migrateDown, migrateUp } from '../../build/migrate.ts'
import { rows } from '../src/db/rows.ts'
import { aServer, newId } from './as.ts'
import { aDevice, challengeFor } from './aPasskey.ts'
import { aNewsItem } from './aNewsItem.ts'
import { aSecondFactor } from './aSecondFactor.ts'
import { aTextCode, getsTexts } from './aTextNumber.ts'
import { aDatabase } from './database.ts'
import { aBroadcast } from './aBroadcast.ts'
import { aUnitsSettings } from './everybody.ts'

const url = await aDatabase()
const house = await aServer(url)

async function fill(): Promise<void> {
  const unit = await house.aUnit()
  const [patient, nurse] = [await house.aPatient({ unit }), await house.aMemberOfStaff({ unit })]
  const { id: conversationId } = await house.aConversation([patient, nurse])
  await house.as(nurse).sendMessage({ conversationId, id: newId(), text: 'Yes', lastSeenSeq: 1 })
  await house.as(nurse).addParticipant({ conversationId, accountId: unit.contact!.id })
  await house.as(patient).saveDraft({ draftId: conversationId, text: 'And', messageId: newId() })
  await house.as(unit.contact!).saveUnitSettings({ unitId: unit.id, version: 1, ...aUnitsSettings })
  const admin = house.as(unit.contact!)
  await admin.addContactNote({ unitId: unit.id, accountId: patient.id, text: 'Rang her' })
  await admin.printLetters({ unitId: unit.id, accountIds: [patient.id] })
  const [{ day }] = (await rows<{ day: string }>(house.db, 'select local_day(now()) as day')) as [{ day: string }]
  const days = { firstDay: day, lastDay: day, coverId: null }
  await admin.setAbsence({ unitId: unit.id, accountId: nurse.id, ...days })
  const place = { unitId: unit.id, changesetId: newId() }
  const cells = { firstName: { to: 'Rona' }, lastName: { to: 'Abernethy' }, email: { to: `${newId()}@example.org` } }
  await admin.previewChangeset({ ...place, list: 'staff', source: 'form', rows: [{ cells }] })
  await admin.applyChangeset({ ...place, changes: 1 })
  await admin.remindNotOpened(await aBroadcast(house, unit, unit.contact!).stopped())
  const { staffList, staffTold } = await admin.showLaunch({ unitId: unit.id })
  await admin.findStaffListRight({ unitId: unit.id, people: staffList.people })
  await admin.tellStaff({
    ...{ unitId: unit.id, people: staffTold.toTell, messageId: newId() },
    subject: 'We start',
    text: 'Soon',
  })
  await aSecondFactor(house, nurse)
  await aDevice(house).addedFor(patient)
  await challengeFor(house, 'sign_in')
  const { id: newsId } = await aNewsItem(house, unit.contact!, unit.id)
  await house.db.raw(
    `insert into deliveries (news_id, account_id, channel, address, state, group_id, due_at)
     values (?, ?, 'email', 'nurse@example.org', 'waiting', ?, now())`,
    [newsId, nurse.id, unit.id],
  )
  await house.db.raw(
    `insert into lookups (account_id, group_id, who, details) values (?, ?, sha256('who'), sha256('details'))`,
    [unit.contact!.id, unit.id],
  )
  await aTextCode(house, patient)
  await getsTexts(house, patient)
  await house.db.raw(
    `insert into proved_before (account_id, address, changed_by) values (?, 'before@example.org', ?)`,
    [nurse.id, nurse.id],
  )
  await house.db.raw(
    `insert into deliveries (message_id, account_id, channel, address, state, handed_over_at, ask_at)
     select id, ?, 'text', '+447700900123', 'handed_over', now(), now() from messages limit 1`,
    [patient.id],
  )
  await house.db.raw(
    `insert into sign_in_tickets (account_id, address_hash, token_hash, expires_at)
     values (?, sha256('an address'), sha256('a ticket'), now())`,
    [nurse.id],
  )
  await house.db.raw(
    `insert into deliveries (message_id, account_id, channel, address, state)
     select id, ?, 'email', 'nurse@example.org', 'waiting' from messages`,
    [nurse.id],
  )
}

test('down and up again, and it works as before', { timeout: 60_000 }, async () => {
  await fill()
  for (const table of await tables()) {
    const [{ count }] = (await house.db(table).count()) as [{ count: number }]
    expect(count, table).toBeGreaterThan(0)
  }
  const down = await migrateDown(url)
  expect(down.length).toBeGreaterThanOrEqual(6)
  expect(await migrateUp(url)).toEqual(down.toReversed())
  await fill()
})

/** All of ours but the two that hold no records of people's: counters and signs of life. */
async function tables(): Promise<string[]> {
  const found = await rows<{ name: string }>(
    house.db,
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_name not like 'knex%' and table_name not in ('rate_limits', 'heartbeats')`,
  )
  expect(found.length).toBeGreaterThanOrEqual(10)
  return found.map(({ name }) => name)
}
