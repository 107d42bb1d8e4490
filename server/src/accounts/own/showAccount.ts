import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import { emailState } from '../emailState.ts'
import type { EmailWish, OwnAccount } from './contract.ts'

interface Held extends Omit<OwnAccount, 'emailState'> {
  emailVerified: boolean
  emailBouncing: boolean
  emailWish: EmailWish
}

export async function showAccount({ actor, trx }: Scene): Promise<OwnAccount> {
  const [held] = await rows<Held>(trx, select, { accountId: actor.accountId })
  return { ...held!, emailState: emailState({ ...held!, hasEmail: held!.email !== null }) }
}

const select = `
  select a.username, a.first_name as "firstName", a.last_name as "lastName", a.kind, a.email, a.telephone,
         a.email_wish as "emailWish", a.email_verified_at is not null as "emailVerified",
         a.email_bouncing_at is not null as "emailBouncing",
         coalesce((
           select json_agg(json_build_object('id', g.id, 'name', g.name, 'telephone', g.telephone) order by g.name)
             from memberships m join groups g on g.id = m.group_id
            where m.account_id = a.id and m.ended_at is null
         ), '[]') as groups
    from accounts a where a.id = :accountId`
