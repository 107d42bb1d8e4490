import { isIPv6 } from 'node:net'

/**
 * From where a request came, as far as it tells people apart. Whoever has one address of IPv6 has the 2^64 of its network
 * as well, and takes another for each request if they like: so those count as one. IPv4 written as IPv6 is IPv4.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%')
  const four = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (four) return four
  // Whatever else a proxy says, in short.
  if (!isIPv6(bare)) return address.slice(0, 64)
  const [start = '', end] = bare.split('::')
  const before = groupsOf(start)
  const after = groupsOf(end ?? '')
  const missing = end === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after]
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** Without leading zeros; an IPv4 address at the end stands for two. */
function groupsOf(part: string): string[] {
  const written = part.split(':').filter(Boolean)
  return written.flatMap((group) => (group.includes('.') ? ['v4', 'v4'] : parseInt(group, 16).toString(16)))
}
