/** People of the data who can sign in where a person would, with a name and a password. */
import { hash } from '@node-rs/argon2'
import type { Scene } from './Scene.ts'

export const password = 'a password of the measures'

/** Returns what to type as the username. */
export async function givePassword({ sql }: Pick<Scene, 'sql'>, accountId: string): Promise<string> {
  const [account] = await sql<{ username: string }>(
    'update accounts set password_hash = $2 where id = $1 returning username',
    [accountId, await hash(password)],
  )
  return account!.username
}
