/** Who waits for an approval, and who is waited for, notice it: a count where they look, and a look again at once. */
import { expect, test } from 'vitest'
import { aBroadcast } from '../../test/aBroadcast.ts'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aUnitsSettings } from '../../test/everybody.ts'

const house = await aServer(await aDatabase())
const demanding = { ...aUnitsSettings, demandsSecondFactor: false, broadcastsNeedApproval: true }

async function aDemandingUnit() {
  const unit = await house.aUnit()
  const [author, second] = [unit.contact!, await house.aUnitAdmin({ unit })]
  await house.aPatient({ unit })
  await house.as(author).saveUnitSettings({ unitId: unit.id, version: 1, ...demanding })
  return { unit, author, second }
}

const countFor = async (person: Person, unit: Unit) =>
  (await house.as(person).countToApprove()).units.find(({ unitId }) => unitId === unit.id)?.count ?? 0

/** How often somebody’s stream has said that they should look again. */
async function listening(person: Person) {
  const headers = { authorization: `Bearer ${await house.tokenOf(person)}` }
  const { body } = await fetch(`${house.origin}/api/live`, { headers })
  const seen = { hellos: 0 }
  void (async () => {
    for await (const part of body!.pipeThrough(new TextDecoderStream())) seen.hellos += part.split('"hello"').length - 1
  })()
  await expect.poll(() => seen.hellos).toBe(1)
  return seen
}

test('a request is counted for every other admin, not for its author nor for plain staff nor elsewhere, until it is answered', async () => {
  const { unit, author, second } = await aDemandingUnit()
  const nurse = await house.aMemberOfStaff({ unit })
  const elsewhere = (await house.aUnit()).contact!
  const broadcast = await aBroadcast(house, unit, author).asked()
  expect(await countFor(second, unit)).toBe(1)
  for (const other of [author, nurse, elsewhere]) expect(await countFor(other, unit)).toBe(0)
  await house.as(second).sendBackBroadcast({ ...broadcast, reason: 'Say when' })
  expect(await countFor(second, unit)).toBe(0)
  const [line] = (await house.as(author).listBroadcasts({ unitId: unit.id })).broadcasts
  expect(line).toMatchObject({ id: broadcast.broadcastId, state: 'draft', sentBack: true })
  await house.as(author).askForApproval(broadcast)
  expect((await house.as(author).listBroadcasts({ unitId: unit.id })).broadcasts).toMatchObject([{ sentBack: false }])
  expect(await countFor(second, unit)).toBe(1)
})

test('the other admins look again when it is asked for, and its author when it is answered', async () => {
  const { unit, author, second } = await aDemandingUnit()
  const nurse = await house.aMemberOfStaff({ unit })
  const [authors, seconds, nurses] = [await listening(author), await listening(second), await listening(nurse)]
  const broadcast = await aBroadcast(house, unit, author).draft()
  await house.as(author).askForApproval(broadcast)
  await expect.poll(() => seconds.hellos).toBe(2)
  await house.as(second).approveBroadcast(broadcast)
  await expect.poll(() => [authors.hellos, seconds.hellos]).toEqual([3, 3])
  // An edit takes the approval away, and whoever gave it learns of it.
  const { subject, text, keepUntil, version } = await house.as(author).showBroadcast(broadcast)
  const replies = { to: 'default_contact' as const }
  await house.as(author).saveBroadcast({ ...broadcast, version, subject, text: `${text} More.`, keepUntil, replies })
  await expect.poll(() => seconds.hellos).toBe(4)
  expect(nurses.hellos).toBe(1)
})
