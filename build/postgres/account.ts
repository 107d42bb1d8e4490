/** PostgreSQL refuses to run as root: the account that it runs as instead, and what that account can reach. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ServiceAccount {
  name: string
  uid: number
  gid: number
}

/** Undefined when this process is not root, so PostgreSQL simply runs as whoever started it. */
export function serviceAccount(): ServiceAccount | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const found = accounts.find((fields) => fields[0] === name)
    if (found) return { name, uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw new Error('PostgreSQL cannot run as root, and this machine has neither an account "postgres" nor "nobody".')
}

export function canReach(account: ServiceAccount | undefined, path: string): boolean {
  if (!account) return true
  const { uid, gid } = account
  return spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0
}
