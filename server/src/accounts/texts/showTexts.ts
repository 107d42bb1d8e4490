import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import { codeWorks } from './codes.ts'
import { asMobile, type TextSettings } from './contract.ts'

interface Held {
  number: string | null
  proved: boolean
  failing: boolean
  telephone: string | null
  codeWorks: boolean | null
  codeFailed: boolean | null
  proving: string | null
}

export async function showTexts({ actor, trx }: Scene, { offered }: { offered: boolean }): Promise<TextSettings> {
  if (!offered) return { offered, number: null, state: 'none', code: null, proving: null, suggestion: null }
  const [held] = await rows<Held>(trx, select, { accountId: actor.accountId })
  const { number, proved, failing, proving, telephone } = held!
  const state = number === null ? 'none' : failing ? 'failing' : proved ? 'proved' : 'unproved'
  const code = held!.codeWorks ? 'sent' : held!.codeFailed ? 'failed' : null
  const suggestion = number ?? (telephone === null ? null : asMobile(telephone))
  return { offered, number, state, code, proving, suggestion }
}

/** With the last code that was asked for, as long as it is of use to speak of it. */
const select = `
  select a.text_number as number, a.text_proved_at is not null as proved, a.text_failing_at is not null as failing,
         a.telephone, ${codeWorks} as "codeWorks",
         c.failed_at is not null as "codeFailed", c.number as proving
    from accounts a
    left join lateral (
      select * from text_codes c where c.account_id = a.id order by c.created_at desc, c.id limit 1
    ) c on c.used_at is null and c.created_at > now() - interval '1 hour'
   where a.id = :accountId`
