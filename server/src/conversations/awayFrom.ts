import type { Away } from '../absences/contract.ts'
import { presentAway } from '../absences/present.ts'
import { whoCovers } from '../absences/whoCovers.ts'
import type { Scene } from '../http/scene.ts'
import type { FoundConversation } from './findConversation.ts'
import { patientOf } from './policy.ts'

/** Who in the conversation, or of those who get its first reply, is away today, by account. Asks only when somebody is. */
export async function awayFrom(
  { trx }: Pick<Scene, 'trx'>,
  { participants, repliers }: Pick<FoundConversation, 'participants' | 'repliers'>,
): Promise<Map<string, Away>> {
  const absent = [...participants, ...(repliers ?? [])].flatMap(({ accountId, awayAs }) =>
    awayAs ? [{ accountId, awayAs }] : [],
  )
  const covered = await whoCovers(
    trx,
    absent.map(({ awayAs }) => awayAs),
    { patientId: patientOf({ participants })?.accountId },
  )
  return new Map(
    absent.flatMap(({ accountId, awayAs }) => {
      const away = presentAway(covered.get(awayAs))
      return away ? [[accountId, away] as const] : []
    }),
  )
}
