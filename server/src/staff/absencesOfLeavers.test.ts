/** What becomes of absences and covers when somebody leaves, and when they come back within a day. */
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { daysAround } from '../../test/daysAround.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'

const house = await aServer(await aDatabase())
const desk = staffDesk(house)
const day = await daysAround(house)

async function aWard() {
  const unit = await house.aUnit()
  const [susan, nora, peter] = await Promise.all(
    ['Susan', 'Nora', 'Peter'].map((firstName) => house.aMemberOfStaff({ unit, firstName })),
  )
  return { unit, admin: unit.contact!, susan: susan!, nora: nora!, peter: peter! }
}

const place = (who: Person) => ({ unitId: who.unit.id, accountId: who.id })
const away = (who: Person, cover: Person | null, from = 0, to = 5) =>
  house.as(who).setAbsence({ ...place(who), firstDay: day(from), lastDay: day(to), coverId: cover?.id ?? null })
const absencesOf = async (who: Person) => (await house.as(who.unit.contact!).showAbsences(place(who))).absences
const leaves = (who: Person, takesOver?: Person) =>
  asked(who.id, { close: 'this unit', ...(takesOver && { takesOver: takesOver.username }) })

test('the step that closes an account shows their absences and whom they cover for', async () => {
  const { unit, susan, nora } = await aWard()
  await away(susan, nora, 2, 4)
  await away(nora, null, 20, 30)
  const shown = await desk(unit).client.showLeaver(place(nora))
  expect(shown.absences).toEqual([{ firstDay: day(20), lastDay: day(30) }])
  expect(shown.covers).toEqual([{ name: susan.name, firstDay: day(2), lastDay: day(4) }])
})

test('whoever takes over covers, the leaver’s own absences end, and within a day both come back', async () => {
  const { unit, susan, nora, peter } = await aWard()
  await away(susan, nora)
  await away(nora, null, 20, 30)
  const applied = await desk(unit).change([leaves(nora, peter)])
  expect(await absencesOf(susan)).toMatchObject([{ cover: { id: peter.id, receives: true } }])
  const undoing = await desk(unit).undo(applied.id)
  await desk(unit).apply(undoing.changesetId, undoing.changeset.changes)
  expect(await absencesOf(nora)).toMatchObject([{ firstDay: day(20), lastDay: day(30) }])
  // They come back as the message recipient that they were.
  expect(await absencesOf(susan)).toMatchObject([{ cover: { id: nora.id, receives: true } }])
})

test('without a name it is the default messaging contact who covers', async () => {
  const { unit, susan, nora } = await aWard()
  await away(susan, nora)
  await desk(unit).change([leaves(nora)])
  expect(await absencesOf(susan)).toMatchObject([{ cover: null }])
})

test('who takes over does not cover for themselves, nor in a circle, nor without being a recipient', async () => {
  const { unit, susan, nora, peter } = await aWard()
  const notRecipient = await house.aMemberOfStaff({ unit, recipient: false })
  await away(susan, nora)
  await desk(unit).change([leaves(nora, susan)])
  expect(await absencesOf(susan)).toMatchObject([{ cover: null }])
  const other = await aWard()
  await away(other.susan, other.nora)
  await away(other.peter, other.susan, 3, 9)
  await desk(other.unit).change([leaves(other.nora, other.peter)])
  expect(await absencesOf(other.susan)).toMatchObject([{ cover: null }])
  await away(peter, null, 10, 12)
  await away(notRecipient, peter, 10, 12)
  await desk(unit).change([leaves(peter, notRecipient)])
  expect(await absencesOf(notRecipient)).toMatchObject([{ cover: null }])
})

test('what was decided otherwise meanwhile stays', async () => {
  const { unit, susan, nora, peter } = await aWard()
  await away(susan, nora)
  const applied = await desk(unit).change([leaves(nora)])
  const [{ id: absenceId }] = (await absencesOf(susan)) as [Awaited<ReturnType<typeof absencesOf>>[number]]
  const days = { firstDay: day(0), lastDay: day(5) }
  await house.as(susan).changeAbsence({ ...place(susan), absenceId, ...days, coverId: peter.id })
  const undoing = await desk(unit).undo(applied.id)
  await desk(unit).apply(undoing.changesetId, undoing.changeset.changes)
  expect(await absencesOf(susan)).toMatchObject([{ cover: { id: peter.id } }])
})

test('the grid and its file say until when somebody is away, and that a cover has gone', async () => {
  const { unit, susan, nora } = await aWard()
  await away(susan, nora)
  expect((await desk(unit).of(susan))?.absence).toEqual({
    ...{ firstDay: day(0), lastDay: day(5), now: true, coverHasGone: false },
  })
  expect((await desk(unit).of(nora))?.absence).toBeNull()
  await house.db.raw('update memberships set is_recipient = false where account_id = ?', [nora.id])
  expect((await desk(unit).of(susan))?.absence).toMatchObject({ coverHasGone: true })
  const { csv } = await desk(unit).client.exportStaff({ unitId: unit.id })
  const [header, ...lines] = csv.split('\r\n')
  expect(header).toContain(',Away')
  expect(lines.find((line) => line.includes(susan.username))).toMatch(/,until \d+ \w+ \d{4}/)
})
