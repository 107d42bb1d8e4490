/** How admins keep a unit right: its settings, its messaging, its default messaging contact (R1), one after another and at once. */
import { describe, expect, test } from 'vitest'
import { aServer, type Input } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aUnitsSettings as settings } from '../../test/everybody.ts'
import { rows } from '../db/rows.ts'
import { inTheMonthsAhead, openTimesOf } from './openingHours.ts'

const house = await aServer(await aDatabase())
const supporter = await house.aMemberOfSupport()

const show = ({ id }: Unit) => house.as(supporter).showUnit({ unitId: id })
const save = (by: Person, { id }: Unit, version: number, change: Partial<typeof settings> = {}) =>
  house.as(by).saveUnitSettings({ unitId: id, version, ...settings, ...change })
const switchTo = (by: Person, { id }: Unit, version: number, on: boolean, contact?: { id: string }) =>
  house.as(by).switchMessaging({ unitId: id, version, on, ...(contact && { defaultContactId: contact.id }) })
const handOver = (by: Person, { id }: Unit, from: { id: string }, to: { id: string }) =>
  house.as(by).handOverDefaultContact({ unitId: id, fromId: from.id, toId: to.id })

const changedMeanwhile = { status: 409, code: 'changedMeanwhile' }

interface Version {
  version: number
  by: string
  settings: Record<string, unknown>
}
const versionsOf = ({ id }: Unit) =>
  rows<Version>(
    house.db,
    'select version, changed_by as "by", settings from group_versions where group_id = :id order by version',
    { id },
  )
/** What was changed, as the audit trail has it. */
const recordedOf = ({ id }: Unit) =>
  rows<{ action: string; by: string; detail: unknown }>(
    house.db,
    `select action, account_id as "by", detail from audit
      where group_id = :id and action like 'unit.%' and action <> 'unit.opened' order by id`,
    { id },
  )
/** All there is of a unit, to see that nothing was written. */
const everythingOf = async (unit: Unit) => ({
  group: await rows(house.db, 'select * from groups where id = :id', { id: unit.id }),
  flags: await rows(house.db, 'select id, is_recipient from memberships where group_id = :id order by id', {
    id: unit.id,
  }),
  versions: await versionsOf(unit),
  recorded: await recordedOf(unit),
})
async function recipientsOf({ id }: Unit, patient: Person): Promise<string[]> {
  return (await house.as(patient).listRecipients({ groupId: id })).recipients.map((one) => one.id)
}

describe('the settings', () => {
  test('are saved, shown, kept as a version with who, and on record', async () => {
    const unit = await house.aUnit()
    const before = await show(unit)
    expect(before).toMatchObject({ version: 1, lastChange: null, settings: { emailsNameSender: true } })
    const saved = await save(unit.contact!, unit, 1)
    expect(saved).toEqual({
      ...{ id: unit.id, name: unit.name, specialtyName: unit.specialty.name, messagingOn: true, version: 2, settings },
      staffWithoutSecondFactor: 1,
      staff: 1,
      defaultContact: { id: unit.contact!.id, name: unit.contact!.name, kind: 'staff', roleTitle: 'Ward clerk' },
      lastChange: { by: unit.contact!.name, at: expect.any(String) },
    })
    expect(await show(unit)).toEqual(saved)
    const admin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
    await save(admin, unit, 2, { telephone: '111' })
    expect(await versionsOf(unit)).toMatchObject([
      { version: 2, by: unit.contact!.id, settings: { ...settings, messagingOn: true } },
      { version: 3, by: admin.id, settings: { ...settings, telephone: '111' } },
    ])
    expect(await recordedOf(unit)).toEqual([
      { action: 'unit.settings_changed', by: unit.contact!.id, detail: { version: 2 } },
      { action: 'unit.settings_changed', by: admin.id, detail: { version: 3 } },
    ])
  })

  test('opening them is on record', async () => {
    const unit = await house.aUnit()
    await house.as(unit.contact!).showUnit({ unitId: unit.id })
    expect(
      await rows(house.db, 'select action, account_id as "by" from audit where group_id = :id', { id: unit.id }),
    ).toEqual([{ action: 'unit.opened', by: unit.contact!.id }])
  })

  test('what a unit was is never rewritten', async () => {
    const unit = await house.aUnit()
    await save(unit.contact!, unit, 1)
    for (const change of ['update group_versions set version = 9', 'delete from group_versions'])
      await expect(rows(house.db, `${change} where group_id = :id`, { id: unit.id })).rejects.toThrow('append-only')
  })

  test('from a version that is no more: nothing is written', async () => {
    const unit = await house.aUnit()
    await save(unit.contact!, unit, 1)
    const before = await everythingOf(unit)
    for (const version of [1, 3, 2_147_483_647])
      await expect(save(unit.contact!, unit, version, { telephone: '999' })).rejects.toMatchObject(changedMeanwhile)
    expect(await everythingOf(unit)).toEqual(before)
  })

  test('by several admins at once: exactly one wins, and what it wrote is what stands', async () => {
    for (let round = 0; round < 5; round++) {
      const unit = await house.aUnit()
      const admins = [unit.contact!, await house.aUnitAdmin({ unit }), supporter]
      const outcomes = await Promise.allSettled(admins.map((by, n) => save(by, unit, 1, { answerTime: `Answer ${n}` })))
      const won = outcomes.flatMap((outcome, n) => (outcome.status === 'fulfilled' ? [n] : []))
      expect(won).toHaveLength(1)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(changedMeanwhile)
      expect(await show(unit)).toMatchObject({ version: 2, settings: { answerTime: `Answer ${won[0]}` } })
      expect(await versionsOf(unit)).toMatchObject([{ version: 2, by: admins[won[0]!]!.id }])
    }
  })

  test('are what patients and staff read', async () => {
    const unit = await house.aUnit()
    const patient = await house.aPatient({ unit })
    const nurse = await house.aMemberOfStaff({ unit })
    const { id: conversationId } = await house.aConversation([patient, nurse])
    await save(unit.contact!, unit, 1)
    const { telephone, outOfHoursTelephone, openingHours, answerTime, emailsNameSender } = settings
    const { closedDays, knownUntil } = inTheMonthsAhead(openTimesOf(settings), new Date())
    const contact = { telephone, outOfHoursTelephone, openingHours, answerTime, closedDays, knownUntil }
    for (const person of [patient, nurse]) {
      expect((await house.as(person).listGroups()).groups).toMatchObject([{ id: unit.id, contact }])
      const { group } = await house.as(person).showConversation({ conversationId })
      expect(group).toMatchObject({ id: unit.id, contact })
      expect(JSON.stringify(group)).not.toMatch(/mailsNameSender|demandsSecondFactor|NeedApproval/)
    }
    const [row] = await rows<{ named: boolean }>(
      house.db,
      'select emails_name_sender as named from groups where id = :id',
      { id: unit.id },
    )
    expect(row).toEqual({ named: emailsNameSender })
  })

  test('may be left empty, and are tidied', async () => {
    const unit = await house.aUnit()
    const emptied = { telephone: '  ', outOfHoursTelephone: null, openingHours: [], bankHolidays: [], answerTime: '' }
    expect(
      await house.as(unit.contact!).saveUnitSettings({ ...settings, ...emptied, unitId: unit.id, version: 1 }),
    ).toMatchObject({
      settings: { ...emptied, telephone: null, answerTime: null },
    })
    const typed = {
      telephone: ' 0131\n496 \t 0000\u0000 ',
      answerTime: 'Soon\r\nor later \ud83d',
      bankHolidays: [{ day: '2026-05-04', name: ' May\u0000\nDay \ud83d' }],
    }
    expect(await save(unit.contact!, unit, 2, typed)).toMatchObject({
      settings: {
        telephone: '0131 496 0000',
        answerTime: 'Soon or later \ufffd',
        bankHolidays: [{ day: '2026-05-04', name: 'May Day \ufffd' }],
      },
    })
  })

  const hours = (opens: string, closes: string, weekday = 1) => ({ weekday, opens, closes })
  const holiday = (day: string, name = 'A day off') => ({ day, name })
  const wrong: [string, Input, string | undefined][] = [
    ['closing before opening', { openingHours: [hours('17:00', '09:00')] }, 'Closing time must be after opening time'],
    ['closing when opening', { openingHours: [hours('09:00', '09:00')] }, 'Closing time must be after opening time'],
    [
      'overlapping times',
      { openingHours: [hours('09:00', '12:00'), hours('08:00', '18:00', 2), hours('11:59', '13:00')] },
      'Opening times on one day must not overlap',
    ],
    [
      'the same times twice',
      { openingHours: [hours('09:00', '12:00'), hours('09:00', '12:00')] },
      'Opening times on one day must not overlap',
    ],
    ['an hour without its zero', { openingHours: [hours('8:30', '12:00')] }, 'Enter a time such as 08:30'],
    ['an hour that is none', { openingHours: [hours('08:30', '24:00')] }, 'Enter a time such as 08:30'],
    ['a minute that is none', { openingHours: [hours('08:60', '12:00')] }, 'Enter a time such as 08:30'],
    ['no time', { openingHours: [hours('', '')] }, 'Enter a time such as 08:30'],
    ['an eighth day of the week', { openingHours: [hours('09:00', '12:00', 8)] }, undefined],
    ['half a day of the week', { openingHours: [hours('09:00', '12:00', 1.5)] }, undefined],
    [
      'too many times',
      { openingHours: Array.from({ length: 29 }, (_, n) => hours(`0${n % 4}:00`, `0${n % 4}:30`, 1 + (n % 7))) },
      'Enter at most 28 opening times',
    ],
    ['a day that is none', { bankHolidays: [holiday('2026-02-29')] }, 'Enter a date'],
    ['a day as people write it', { bankHolidays: [holiday('25/12/2026')] }, 'Enter a date'],
    [
      'a day twice',
      { bankHolidays: [holiday('2026-12-25'), holiday('2026-12-25', 'Again')] },
      'A day is entered twice',
    ],
    ['a nation that is none', { nation: 'wales' }, undefined],
    ['a bank holiday that is no day', { openOnBankHolidays: ['2026-02-30'] }, 'Enter a date'],
    ['a day without a name', { bankHolidays: [holiday('2026-12-25', ' ')] }, 'Enter what day it is'],
    ['a long name of a day', { bankHolidays: [holiday('2026-12-25', 'x'.repeat(61))] }, 'Use at most 60 characters'],
    [
      'too many days',
      {
        bankHolidays: Array.from({ length: 101 }, (_, n) =>
          holiday(new Date(n * 86_400_000).toISOString().slice(0, 10)),
        ),
      },
      'Enter at most 100 days',
    ],
    ['words for a telephone number', { telephone: 'ask Fiona' }, 'Enter a telephone number, such as 0131 496 0120'],
    ['a long telephone number', { telephone: '1'.repeat(41) }, 'Telephone numbers have at most 40 characters'],
    [
      'another long telephone number',
      { outOfHoursTelephone: '1'.repeat(41) },
      'Telephone numbers have at most 40 characters',
    ],
    ['a long line', { answerTime: 'x'.repeat(201) }, 'Use at most 200 characters'],
    ['neither yes nor no', { emailsNameSender: 'no' }, undefined],
  ]
  test.each(wrong)('%s is refused beside the field, and nothing is written', async (_, change, sentence) => {
    const unit = await house.aUnit()
    const before = await everythingOf(unit)
    const input = { unitId: unit.id, version: 1, ...settings, ...change }
    const authorization = `Bearer ${await house.tokenOf(unit.contact!)}`
    const reply = await house.ask('saveUnitSettings', input, { authorization })
    expect(reply).toMatchObject({ status: 422, body: { code: 'badInput' } })
    expect(reply.body!.fields).toEqual({
      [Object.keys(change)[0]!]: sentence ?? 'This does not fit here. Check it and try again.',
    })
    expect(await everythingOf(unit)).toEqual(before)
  })

  test('at the limits are accepted', async () => {
    const unit = await house.aUnit()
    const change = {
      ...{ telephone: '1'.repeat(40), outOfHoursTelephone: '2'.repeat(40), answerTime: '🫘'.repeat(100) },
      openingHours: Array.from({ length: 28 }, (_, n) =>
        hours(`1${n % 4}:00`, `1${(n % 4) + 1}:00`, 1 + Math.floor(n / 4)),
      ),
      bankHolidays: Array.from({ length: 100 }, (_, n) =>
        holiday(new Date(n * 86_400_000).toISOString().slice(0, 10), 'x'.repeat(60)),
      ),
    }
    expect((await save(unit.contact!, unit, 1, change)).settings).toEqual({ ...settings, ...change })
  })
})

describe('messaging', () => {
  async function aSilentUnit() {
    const unit = await house.aUnit({ messaging: false })
    const [admin, patient] = [await house.aUnitAdmin({ unit }), await house.aPatient({ unit })]
    const [nurse, quiet] = [
      await house.aMemberOfStaff({ unit, recipient: false }),
      await house.aMemberOfStaff({ unit, recipient: false }),
    ]
    return { unit, admin, patient, nurse, quiet }
  }

  test('needs a default messaging contact', async () => {
    const { unit, admin, patient } = await aSilentUnit()
    const before = await everythingOf(unit)
    await expect(switchTo(admin, unit, 1, true)).rejects.toMatchObject({ status: 422, code: 'needsDefaultContact' })
    expect(await everythingOf(unit)).toEqual(before)
    expect((await house.as(patient).listGroups()).groups).toEqual([])
  })

  test('switched on, that person is a recipient, and only they', async () => {
    const { unit, admin, patient, nurse } = await aSilentUnit()
    const shown = await switchTo(admin, unit, 1, true, nurse)
    expect(shown).toMatchObject({ messagingOn: true, version: 2, defaultContact: { id: nurse.id, name: nurse.name } })
    expect(shown.lastChange?.by).toBe(admin.name)
    expect(await recipientsOf(unit, patient)).toEqual([nurse.id])
    expect(await recipientsOf(unit, admin)).toEqual([patient.id, nurse.id])
    await house.aConversation([patient, nurse])
    expect(await versionsOf(unit)).toMatchObject([{ version: 2, by: admin.id, settings: { messagingOn: true } }])
    expect(await recordedOf(unit)).toEqual([{ action: 'unit.messaging_switched', by: admin.id, detail: { on: true } }])
  })

  test('an admin may take it on themselves', async () => {
    const { unit, admin, patient } = await aSilentUnit()
    await switchTo(admin, unit, 1, true, admin)
    expect(await recipientsOf(unit, patient)).toEqual([admin.id])
  })

  test('not with anybody who is not a current member of the unit’s staff', async () => {
    const { unit, admin, patient, nurse } = await aSilentUnit()
    const served = await house.aUnit()
    const [former, closed] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
    await house.leavesUnit(former, unit)
    await house.closes(closed)
    const before = await everythingOf(unit)
    const wrong = [
      ...[patient, former, closed, served.contact!, await house.aMemberOfStaff({ unit: served })],
      ...[supporter, await house.aSpecialtyAdmin({ specialty: unit.specialty }), { id: unit.id }],
    ]
    for (const person of wrong) {
      await expect(switchTo(admin, unit, 1, true, person)).rejects.toMatchObject({
        status: 404,
        code: 'notStaffOfUnit',
      })
      await expect(handOver(admin, unit, nurse, person)).rejects.toMatchObject({ status: 404, code: 'notStaffOfUnit' })
    }
    expect(await everythingOf(unit)).toEqual(before)
  })

  test('not from a version that is no more', async () => {
    const { unit, admin, nurse } = await aSilentUnit()
    await save(admin, unit, 1)
    const before = await everythingOf(unit)
    await expect(switchTo(admin, unit, 1, true, nurse)).rejects.toMatchObject(changedMeanwhile)
    expect(await everythingOf(unit)).toEqual(before)
  })

  test('switched off, the unit is in nobody’s picker; on again, the contact is who it was', async () => {
    const unit = await house.aUnit()
    const patient = await house.aPatient({ unit })
    const nurse = await house.aMemberOfStaff({ unit })
    const { id: conversationId } = await house.aConversation([patient, nurse])
    const others = [
      ...[patient, nurse, unit.contact!, supporter, await house.aSpecialtyAdmin({ specialty: unit.specialty })],
      await house.aUnitAdmin({ unit: await house.aUnit({ specialty: unit.specialty }) }),
    ]
    const find = (person: Person) =>
      house
        .as(person)
        .listGroups({ limit: 100 })
        .then(({ groups }) => groups.some(({ id }) => id === unit.id))
    for (const person of others) expect(await find(person)).toBe(true)

    expect(await switchTo(unit.contact!, unit, 1, false)).toMatchObject({ messagingOn: false, version: 2 })
    for (const person of others) {
      expect(await find(person)).toBe(false)
      await expect(house.as(person).listRecipients({ groupId: unit.id })).rejects.toMatchObject({ code: 'notFound' })
    }
    await expect(house.aConversation([patient, nurse])).rejects.toMatchObject({ code: 'notFound' })
    // What was written stays.
    expect((await house.as(patient).showConversation({ conversationId })).entries).toHaveLength(1)

    expect(await switchTo(unit.contact!, unit, 2, true)).toMatchObject({ defaultContact: { id: unit.contact!.id } })
    for (const person of others) expect(await find(person)).toBe(true)
  })

  test('not on again with a contact whose account is closed meanwhile', async () => {
    const unit = await house.aUnit()
    const admin = await house.aUnitAdmin({ unit })
    await switchTo(admin, unit, 1, false)
    await house.closes(unit.contact!)
    const before = await everythingOf(unit)
    await expect(switchTo(admin, unit, 2, true)).rejects.toMatchObject({ status: 422, code: 'needsDefaultContact' })
    expect(await everythingOf(unit)).toEqual(before)
    expect(await switchTo(admin, unit, 2, true, admin)).toMatchObject({ defaultContact: { id: admin.id } })
  })
})

describe('handing over the default messaging contact', () => {
  test('to somebody who was no recipient: they hold it, alone, and are one', async () => {
    const unit = await house.aUnit()
    const [patient, nurse] = [await house.aPatient({ unit }), await house.aMemberOfStaff({ unit, recipient: false })]
    const admin = await house.aUnitAdmin({ unit })
    const shown = await handOver(admin, unit, unit.contact!, nurse)
    expect(shown).toMatchObject({ version: 2, defaultContact: { id: nurse.id }, lastChange: { by: admin.name } })
    // The one before stays a recipient until somebody clears the flag.
    expect((await recipientsOf(unit, patient)).toSorted()).toEqual([nurse.id, unit.contact!.id].toSorted())
    expect(await versionsOf(unit)).toMatchObject([{ version: 2, by: admin.id }])
    expect(await recordedOf(unit)).toEqual([
      {
        ...{ action: 'unit.default_contact_handed_over', by: admin.id },
        detail: { fromId: unit.contact!.id, toId: nurse.id },
      },
    ])
  })

  test('not from somebody who does not hold it, and nobody is flagged', async () => {
    const unit = await house.aUnit()
    const nurse = await house.aMemberOfStaff({ unit, recipient: false })
    const [other, patient] = [await house.aMemberOfStaff({ unit, recipient: false }), await house.aPatient({ unit })]
    const before = await everythingOf(unit)
    for (const from of [other, nurse, patient, supporter, { id: unit.id }])
      await expect(handOver(unit.contact!, unit, from, nurse)).rejects.toMatchObject(changedMeanwhile)
    expect(await everythingOf(unit)).toEqual(before)
  })

  test('where nobody holds it', async () => {
    const unit = await house.aUnit({ messaging: false })
    const [admin, nurse] = [await house.aUnitAdmin({ unit }), await house.aMemberOfStaff({ unit })]
    await expect(handOver(admin, unit, admin, nurse)).rejects.toMatchObject(changedMeanwhile)
    expect((await show(unit)).defaultContact).toBeNull()
  })

  test('several at once, to different people or to one: one wins, the others are told', async () => {
    for (let round = 0; round < 6; round++) {
      const unit = await house.aUnit()
      const nurses = [
        await house.aMemberOfStaff({ unit, recipient: false }),
        await house.aMemberOfStaff({ unit, recipient: false }),
      ]
      const admins = [unit.contact!, await house.aUnitAdmin({ unit }), supporter]
      const outcomes = await Promise.allSettled(
        admins.map((by, n) => handOver(by, unit, unit.contact!, nurses[round % 2 ? 0 : n % 2]!)),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(changedMeanwhile)
        else expect(await show(unit)).toEqual(outcome.value)
      expect(await versionsOf(unit)).toHaveLength(1)
      expect(await recordedOf(unit)).toHaveLength(1)
      // The one who lost is no recipient either.
      const { defaultContact } = await show(unit)
      const patient = await house.aPatient({ unit })
      expect((await recipientsOf(unit, patient)).toSorted()).toEqual([defaultContact!.id, unit.contact!.id].toSorted())
    }
  })

  test('to somebody who leaves at that moment: either they hold it and stay, or they go and it stays', async () => {
    for (let round = 0; round < 6; round++) {
      const unit = await house.aUnit()
      const leaver = await house.aMemberOfStaff({ unit, recipient: false })
      const acts = [() => handOver(unit.contact!, unit, unit.contact!, leaver), () => house.leavesUnit(leaver, unit)]
      const [over, left] = await Promise.allSettled(acts.map((act) => act()))
      expect([over!.status, left!.status].toSorted()).toEqual(['fulfilled', 'rejected'])
      if (over!.status === 'rejected') expect(over!.reason).toMatchObject({ code: 'notStaffOfUnit' })
      const holder = over!.status === 'fulfilled' ? leaver : unit.contact!
      expect((await show(unit)).defaultContact?.id).toBe(holder.id)
    }
  })
})

describe('for whom', () => {
  const deeds = (by: Person, unit: Unit, to: Person) => [
    house.as(by).showUnit({ unitId: unit.id }),
    house.as(by).listStaff({ unitId: unit.id }),
    save(by, unit, 1),
    switchTo(by, unit, 1, false),
    switchTo(by, unit, 1, true, to),
    handOver(by, unit, unit.contact!, to),
  ]

  test('the unit does not exist for admins of others; plain staff and patients may not', async () => {
    const unit = await house.aUnit()
    const sibling = await house.aUnit({ specialty: unit.specialty })
    const nurse = await house.aMemberOfStaff({ unit, recipient: false })
    const nurseWhoAdministersAnother = await house.aUnitAdmin({ unit: sibling })
    await house.joins(nurseWhoAdministersAnother, unit)
    const formerAdmin = await house.aUnitAdmin({ unit })
    await house.leavesUnit(formerAdmin, unit)
    const callers: [Person, number, string][] = [
      [sibling.contact!, 404, 'notFound'],
      [await house.aUnitAdmin(), 404, 'notFound'],
      [await house.aSpecialtyAdmin(), 404, 'notFound'],
      [await house.aMemberOfStaff(), 404, 'notFound'],
      [formerAdmin, 404, 'notFound'],
      [nurse, 403, 'notAllowed'],
      [nurseWhoAdministersAnother, 403, 'notAllowed'],
      [await house.aPatient({ unit }), 403, 'notAllowed'],
      [await house.aPatient(), 403, 'notAllowed'],
    ]
    const before = await everythingOf(unit)
    for (const [by, status, code] of callers) {
      await Promise.all(deeds(by, unit, nurse).map((deed) => expect(deed).rejects.toMatchObject({ status, code })))
      if (by.kind === 'patient') await expect(house.as(by).listUnits()).rejects.toMatchObject({ status: 403 })
      else expect((await house.as(by).listUnits()).units.map(({ id }) => id)).not.toContain(unit.id)
    }
    expect(await everythingOf(unit)).toEqual(before)
  })

  test('units are listed to who administers them, by name, in pages of any size', async () => {
    const specialty = await house.aSpecialty()
    const units: Unit[] = []
    for (const name of ['Ward C', 'Ward A', `O'Brien ward`])
      units.push(await house.aUnit({ specialty, name, messaging: name !== 'Ward A' }))
    const admin = await house.aSpecialtyAdmin({ specialty })
    const list = (by: Person, limit = 100, cursor?: string) =>
      house.as(by).listUnits({ limit, ...(cursor && { cursor }) })
    const { units: all, next } = await list(admin)
    expect(next).toBeNull()
    expect(all.map(({ name }) => name)).toEqual([`O'Brien ward`, 'Ward A', 'Ward C'])
    expect(all[1]).toEqual({ id: units[1]!.id, name: 'Ward A', specialtyName: specialty.name, messagingOn: false })
    const first = await list(admin, 2)
    expect([...first.units, ...(await list(admin, 2, first.next!)).units]).toEqual(all)
    const ofOne = await house.aUnitAdmin({ unit: units[0]! })
    await house.joins(ofOne, units[2]!)
    expect((await list(ofOne)).units.map(({ name }) => name)).toEqual(['Ward C'])
    expect((await list(await house.aMemberOfStaff({ unit: units[0]! }))).units).toEqual([])
    expect((await list(supporter)).units.length).toBeGreaterThan(3)
  })
})
