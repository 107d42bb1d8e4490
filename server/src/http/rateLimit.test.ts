import { expect, test } from 'vitest'
import { addressOf, aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'

const house = await aServer(await aDatabase())

test('one address can ask a lot, but not without end, and does not spoil it for the others', async () => {
  const address = addressOf({ id: newId() })
  const asking = (from: string) => fetch(`${house.origin}/api/nothing`, { headers: { 'x-forwarded-for': from } })
  const statuses = new Map<number, number>()
  for (let hundred = 0; hundred < 11; hundred++) {
    const replies = await Promise.all(Array.from({ length: 100 }, () => asking(address)))
    for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect(Object.fromEntries(statuses)).toEqual({ 404: 1000, 429: 100 })
  const refused = await asking(address)
  expect(refused.headers.get('retry-after')).toBe('10')
  expect(await refused.json()).toMatchObject({ code: 'tooManyRequests' })
  expect((await asking(addressOf({ id: newId() }))).status).toBe(404)
})

test('what a client claims of its address counts only behind a proxy that is trusted', async () => {
  const direct = await aServer(await aDatabase(), { TRUST_PROXY: '0' })
  const attempts = Array.from({ length: 12 }, (_, n) =>
    direct.ask(
      'signIn',
      { username: 'nobody', password: 'wrong', door: 'portal' },
      { 'x-forwarded-for': `10.0.0.${n}` },
    ),
  )
  const statuses = (await Promise.all(attempts)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 429)).not.toHaveLength(0)
})
