import { timingSafeEqual } from 'node:crypto'
import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { codeWorks, hashCode } from './codes.ts'

/** Only the newest code counts; text messages go to the number that it was sent to from now on, and to no other. */
export async function proveTextNumber(scene: Scene, typed: { code: string }): Promise<void> {
  const { trx, actor } = scene
  const { accountId } = actor
  // Whoever tries many at once waits here for themselves, so that each is counted.
  await rows(trx, 'select from accounts where id = :accountId for no key update', { accountId })
  const [code] = await rows<Newest>(trx, newest, { accountId })
  if (!code?.works) throw new Problem('codeIsOver')
  const { id, codeHash } = code
  if (!codeHash || !timingSafeEqual(hashCode(id, typed.code.replace(/[\s-]/g, '')), codeHash)) {
    await rows(trx, 'update text_codes set wrong = wrong + 1 where id = :id', { id })
    await record(scene, 'texts.code_refused')
    if (code.wrong + 1 >= 5) throw new Problem('codeIsOver', { keepsWrites: true })
    throw new Problem('badInput', {
      fields: { code: 'That is not the code we sent last. Check the text message and try again' },
      keepsWrites: true,
    })
  }
  await rows(trx, 'update text_codes set used_at = now() where id = :id', { id })
  await rows(
    trx,
    'update accounts set text_number = :number, text_proved_at = now(), text_failing_at = null where id = :accountId',
    { accountId, number: code.number },
  )
  await record(scene, 'texts.number_proved')
}

interface Newest {
  id: string
  number: string
  codeHash: Buffer | null
  works: boolean
  wrong: number
}

const newest = `
  select c.id, c.number, c.code_hash as "codeHash", c.wrong, ${codeWorks} as works
    from text_codes c where c.account_id = :accountId order by c.created_at desc, c.id limit 1`
