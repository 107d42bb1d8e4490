import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { enqueue } from '../../jobs.ts'
import { codeWorks } from './codes.ts'

/** Of one person within an hour and within a day; and to one number within a day, whoever asks. */
const most = { anHour: 3, aDay: 6, toNumber: 6 }

/**
 * Sends a code to a number that the actor says is theirs. Where they get text messages till then, they go on getting them
 * until the code is typed in: a slip in the new number must not leave them with none. A code that is on its way is not sent
 * again.
 */
export async function askForTextCode(
  scene: Scene,
  { number }: { number: string },
  { offered }: { offered: boolean },
): Promise<{ sentTo: string }> {
  const { trx, actor } = scene
  if (!offered) throw new Problem('textsNotOffered')
  const { accountId } = actor
  await rows(trx, 'select from accounts where id = :accountId for no key update', { accountId })
  // Several people may give one number at once.
  await rows(trx, `select pg_advisory_xact_lock(hashtextextended('texts to ' || cast(:number as text), 0))`, { number })
  const [asked] = await rows<Asked>(trx, askedBefore, { accountId, number })
  if (asked!.underWay) return { sentTo: number }
  if (asked!.inHour >= most.anHour || asked!.inDay >= most.aDay || asked!.toNumber >= most.toNumber)
    throw new Problem('tooManyTexts')
  await rows(trx, takeNumber, { accountId, number })
  const [code] = await rows<{ codeId: string }>(
    trx,
    `insert into text_codes (account_id, number) values (:accountId, :number) returning id as "codeId"`,
    { accountId, number },
  )
  await enqueue(trx, 'sendTextCode', { codeId: code!.codeId })
  await record(scene, 'texts.code_asked_for')
  return { sentTo: number }
}

interface Asked {
  inHour: number
  inDay: number
  toNumber: number
  underWay: boolean
}

const askedBefore = `
  select count(*) filter (where account_id = :accountId and created_at > now() - interval '1 hour') as "inHour",
         count(*) filter (where account_id = :accountId) as "inDay",
         count(*) filter (where number = :number) as "toNumber",
         coalesce(bool_or(account_id = :accountId and number = :number and created_at > now() - interval '1 minute'
                          and ${codeWorks}), false) as "underWay"
    from text_codes c
   where (account_id = :accountId or number = :number) and created_at > now() - interval '1 day'`

/** Unless text messages reach them at one that is proved. */
const takeNumber = `
  update accounts
     set text_number = :number,
         text_proved_at = case when text_number = :number then text_proved_at end,
         text_failing_at = case when text_number = :number then text_failing_at end
   where id = :accountId and (text_proved_at is null or text_failing_at is not null)`
