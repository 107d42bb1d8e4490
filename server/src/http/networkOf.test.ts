import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { networkOf } from './networkOf.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ['not an address', 'not an address'],
])('%s is of %s', (address, network) => expect(networkOf(address)).toBe(network))

const house = await aServer(await aDatabase())
const ask = (address: string) => house.ask('askForSignInHelp', { who: 'nobody' }, { 'x-forwarded-for': address })

test('whoever changes their address within a network is counted on', async () => {
  const answers = []
  for (let n = 0; n < 32; n++) answers.push((await ask(`2001:db8:7:7::${n.toString(16)}`)).status)
  expect(answers.slice(0, 30)).toEqual(Array(30).fill(204))
  expect(answers.slice(30)).toEqual([429, 429])
  expect((await ask('2001:db8:7:8::1')).status).toBe(204)
})
