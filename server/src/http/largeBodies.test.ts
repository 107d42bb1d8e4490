/** A large body is read only for somebody who may send one, and none is blown up on the way. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const address = `${house.origin}/api/units/${unit.id}/changesets/${newId()}`

async function put(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) {
  const response = await fetch(address, {
    method: 'PUT',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  return response.status
}
const bearer = async (person = unit.contact!) => ({ authorization: `Bearer ${await house.tokenOf(person)}` })

test('what cannot be read is not looked at for nobody, or for a patient', async () => {
  const unreadable = '{'.repeat(1_000_000)
  expect(await put(unreadable, {})).toBe(401)
  expect(await put(unreadable, await bearer(await house.aPatient({ unit })))).toBe(403)
  expect(await put(unreadable, await bearer())).toBe(400)
})

test('a compressed body is refused, whoever sends it', async () => {
  const body = Uint8Array.from(gzipSync('{"list":"staff"}'))
  expect(await put(body, { 'content-encoding': 'gzip' })).toBe(400)
  expect(await put(body, { ...(await bearer()), 'content-encoding': 'gzip' })).toBe(400)
})

test('who waits for another admin too long is told so, and holds nobody up', async () => {
  const held = await holding(house.db, (trx) => trx.raw('select from groups where id = ? for no key update', [unit.id]))
  const { version } = await house.as(unit.contact!).showUnit({ unitId: unit.id })
  const waiting = house.as(unit.contact!).switchMessaging({ unitId: unit.id, version, on: false })
  await expect(waiting).rejects.toMatchObject({ status: 409, code: 'busy' })
  await held.letGo()
}, 30_000)
