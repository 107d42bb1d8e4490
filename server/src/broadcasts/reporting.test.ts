/** What an admin is told of a broadcast: each number is of the people whom its words are about, and of one moment. */
import { describe, expect, test } from 'vitest'
import { aBroadcast, type BroadcastPlace } from '../../test/aBroadcast.ts'
import { aServer } from '../../test/as.ts'
import { getsTexts, textEnv } from '../../test/aTextNumber.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url, textEnv)
const post = await aPostOffice(house, url)

async function aUnitWith(reachable: number) {
  const unit = await house.aUnit()
  const patients: Person[] = []
  for (let n = 0; n < reachable; n++) patients.push(await house.aPatient({ unit }))
  return { unit, admin: unit.contact!, patients, silent: await house.aPatient({ unit, email: null }) }
}

const report = (admin: Person, place: BroadcastPlace) => house.as(admin).showBroadcastReport(place)
const lineUp = async ({ broadcastId }: BroadcastPlace, to: number) =>
  post.jobs.notifyOfBroadcast({ broadcastId, from: 0, to })

async function untilDone(unit: Unit, admin: Person) {
  const place = await aBroadcast(house, unit, admin).sent()
  for (let round = 0; round < 5; round++) {
    await post.workOff()
    if ((await house.as(admin).showBroadcast(place)).state === 'done') return place
    await post.letPausesPass()
  }
  throw new Error('It did not get done')
}

const mailedTo = (people: Person[]) =>
  people.filter((one) => post.mailbox.messages().some(({ envelope }) => envelope.to.includes(emailOf(one))))

describe('of a broadcast that was stopped', () => {
  test('whose e-mail was stopped is counted as that, at once and after it was written down; and nobody has to ring them', async () => {
    const { unit, admin, silent } = await aUnitWith(3)
    const place = await aBroadcast(house, unit, admin).sent()
    await lineUp(place, 4)
    await house.as(admin).stopBroadcast(place)
    const stopped = {
      emails: {
        handedOver: 0,
        waiting: 0,
        triedAgain: 0,
        failed: 0,
        noAddress: 1,
        notWanted: 0,
        stopped: 3,
        notNeeded: 0,
      },
      notReachable: 1,
      notOpened: { patients: 4, byEmail: 3, byTextOnly: 0 },
    }
    expect(await report(admin, place)).toMatchObject(stopped)
    await post.workOff()
    expect(await report(admin, place)).toMatchObject(stopped)
    const { people } = await house.as(admin).listNotOpened({ ...place, only: 'not_reached' })
    expect(people).toMatchObject([{ id: silent.id, notReached: true }])
    const others = (await house.as(admin).listNotOpened(place)).people.filter(({ notReached }) => !notReached)
    expect(others.map(({ emailed }) => emailed)).toEqual(Array(3).fill('Not e-mailed: it was stopped'))
  })

  test('also where nothing was in line yet when it was stopped', async () => {
    const { unit, admin } = await aUnitWith(2)
    const place = await aBroadcast(house, unit, admin).stopped()
    await post.workOff()
    expect(await report(admin, place)).toMatchObject({
      emails: { waiting: 0, stopped: 2, noAddress: 1, notNeeded: 0 },
      notReachable: 1,
    })
  })

  test('what has failed for now is not tried again', async () => {
    const { unit, admin, patients } = await aUnitWith(1)
    const place = await aBroadcast(house, unit, admin).sent()
    await lineUp(place, 2)
    await rows(
      house.db,
      `update deliveries set state = 'failed_for_now', attempts = 1, next_try_at = now()
        where broadcast_id = :broadcastId and state = 'waiting'`,
      { broadcastId: place.broadcastId },
    )
    expect(await report(admin, place)).toMatchObject({ emails: { triedAgain: 1, waiting: 0 } })
    await house.as(admin).stopBroadcast(place)
    const [delivery] = await rows<{ id: string }>(
      house.db,
      `select id from deliveries where broadcast_id = :broadcastId and account_id = :id`,
      { broadcastId: place.broadcastId, id: patients[0]!.id },
    )
    await post.jobs.deliver({ deliveryId: delivery!.id })
    await post.workOff()
    expect(mailedTo(patients)).toEqual([])
    expect(await report(admin, place)).toMatchObject({ emails: { triedAgain: 0, stopped: 1 }, notReachable: 1 })
  })

  test('a reminder that reaches nobody makes them somebody to be rung', async () => {
    const { unit, admin, patients, silent } = await aUnitWith(2)
    const place = await aBroadcast(house, unit, admin).stopped()
    await post.workOff()
    await rows(house.db, 'update accounts set email = null, email_verified_at = null where id = :id', {
      id: patients[0]!.id,
    })
    expect(await house.as(admin).remindNotOpened(place)).toEqual({ patients: 3, byEmail: 1, byTextOnly: 0 })
    await post.letPausesPass()
    await post.workOff()
    expect(mailedTo(patients)).toEqual([patients[1]])
    expect(await report(admin, place)).toMatchObject({ emails: { stopped: 2 }, notReachable: 2 })
    const { people } = await house.as(admin).listNotOpened({ ...place, only: 'not_reached' })
    expect(people.map(({ id }) => id).toSorted()).toEqual([patients[0]!.id, silent.id].toSorted())
  })
})

describe('who cannot be reached', () => {
  test('is as many in the report as on the call sheet and in its file: without those who have left or opened it', async () => {
    const { unit, admin, patients, silent } = await aUnitWith(2)
    const [gone, reader] = [await house.aPatient({ unit, email: null }), await house.aPatient({ unit, email: null })]
    const place = await untilDone(unit, admin)
    await house.leavesUnit(gone, unit)
    const [line] = (await house.as(reader).listConversations()).conversations
    await house.as(reader).markRead({ conversationId: line!.id, seq: 1 })
    expect(await report(admin, place)).toMatchObject({
      ...{ conversations: 5, opened: 1, notReachable: 1 },
      notOpened: { patients: 3, byEmail: 2, byTextOnly: 0 },
    })
    const { people } = await house.as(admin).listNotOpened({ ...place, only: 'not_reached' })
    expect(people.map(({ id }) => id)).toEqual([silent.id])
    const file = await house.as(admin).exportNotOpened({ ...place, only: 'not_reached' })
    expect(file).toMatchObject({ rows: 1, csv: expect.stringContaining(silent.name) })
    expect(await house.as(admin).exportNotOpened(place)).toMatchObject({ rows: 3 })
    expect(patients).toHaveLength(2)
  })

  test('are also those whose address is known to send e-mails back, whoever took the e-mail', async () => {
    const { unit, admin, patients, silent } = await aUnitWith(2)
    await rows(house.db, 'update accounts set email_bouncing_at = now() where id = :id', { id: patients[0]!.id })
    const place = await untilDone(unit, admin)
    expect(await report(admin, place)).toMatchObject({ emails: { handedOver: 2, noAddress: 1 }, notReachable: 2 })
    const { people } = await house.as(admin).listNotOpened({ ...place, only: 'not_reached' })
    expect(people.map(({ id }) => id).toSorted()).toEqual([patients[0]!.id, silent.id].toSorted())
    expect(people.find(({ id }) => id === patients[0]!.id)?.emailed).toBe('E-mailed, but e-mails to them come back')
  })

  test('is listed by pages of their own', async () => {
    const { unit, admin } = await aUnitWith(2)
    for (let n = 0; n < 3; n++) await house.aPatient({ unit, email: null })
    const place = await untilDone(unit, admin)
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await house
        .as(admin)
        .listNotOpened({ ...place, only: 'not_reached', limit: 2, ...(cursor && { cursor }) })
      ids.push(...page.people.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(new Set(ids).size).toBe(4)
    expect(ids).toHaveLength(4)
  })
})

test('a reminder says beforehand and afterwards whom it tells, by e-mail and by text message alone', async () => {
  const { unit, admin, patients } = await aUnitWith(2)
  const texted = await house.aPatient({ unit, email: null })
  await getsTexts(house, texted)
  await rows(house.db, `update accounts set email_wish = 'none' where id = :id`, { id: patients[0]!.id })
  const place = await aBroadcast(house, unit, admin).stopped()
  const counts = { patients: 4, byEmail: 1, byTextOnly: 1 }
  expect((await report(admin, place)).notOpened).toEqual(counts)
  expect(await house.as(admin).remindNotOpened(place)).toEqual(counts)
})

test('while it goes out, bars and cards speak of the same patients', async () => {
  const { unit, admin } = await aUnitWith(4)
  const place = await aBroadcast(house, unit, admin).sent()
  await house.as(admin).pauseBroadcast(place)
  const figures = async () => {
    const { progress } = await house.as(admin).showBroadcast(place)
    const { emails, conversations, patients } = await report(admin, place)
    const { waiting, ...seenTo } = emails
    expect(progress).toMatchObject({ patients, conversations })
    expect(progress!.emailsSeenTo).toBe(Object.values(seenTo).reduce((sum, one) => sum + one, 0))
    expect(progress!.emailsSeenTo + waiting).toBe(conversations)
    return progress!.emailsSeenTo
  }
  // Nothing in line yet; some in line; all in line: the number out of which it goes stays the same.
  expect(await figures()).toBe(0)
  await lineUp(place, 2)
  await figures()
  await lineUp(place, 5)
  expect(await figures()).toBe(1)
  await house.as(admin).resumeBroadcast(place)
  expect((await report(admin, place)).notOpened).toBeNull()
  await post.letPausesPass()
  await post.workOff()
  expect(await figures()).toBe(5)
})
