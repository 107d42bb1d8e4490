/** What becomes of absences when people leave: their own end, and those whom they cover for are covered by who takes over. */
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { CoverTaken, Leaver, Left } from './leavers.ts'

export type AbsencesLeft = Required<Pick<Left, 'absenceIds' | 'coversTaken'>>

/**
 * By account. Their own absences are ended by the end of their memberships, which is still to come. Who takes over covers
 * where they receive messages; elsewhere, and where nobody was chosen, it is the default messaging contact.
 */
export async function handOverCovers(
  { trx }: Pick<Scene, 'trx'>,
  leavers: Leaver[],
  endingIds: string[],
): Promise<Map<string, AbsencesLeft>> {
  const own = await rows<{ id: string; accountId: string }>(
    trx,
    `select b.id, m.account_id as "accountId" from absences b join memberships m on m.id = b.membership_id
      where b.membership_id = any(:endingIds) and b.ended_at is null and b.last_day >= local_day(now()) order by b.id`,
    { endingIds },
  )
  const taken = await rows<CoverTaken & { accountId: string }>(trx, handOver, {
    endingIds,
    leavers: JSON.stringify(leavers.map((one) => ({ account_id: one.accountId, takes_over_id: one.takesOverId }))),
  })
  return new Map(
    leavers.map(({ accountId }) => [
      accountId,
      {
        absenceIds: own.filter((one) => one.accountId === accountId).map(({ id }) => id),
        coversTaken: taken
          .filter((one) => one.accountId === accountId)
          .map(({ absenceId, fromId, toId }) => ({ absenceId, fromId, toId })),
      },
    ]),
  )
}

const handOver = `
  with taken as (
    select b.id, b.cover_id as from_id, gone.account_id, taker.id as to_id
      from absences b
      join memberships gone on gone.id = b.cover_id
      join groups g on g.id = b.group_id
      join jsonb_to_recordset(cast(:leavers as jsonb)) as leaver (account_id uuid, takes_over_id uuid)
        on leaver.account_id = gone.account_id
      left join memberships taker
        on taker.group_id = b.group_id and taker.account_id = leaver.takes_over_id and taker.receives
       and taker.id <> b.membership_id and taker.id <> all(cast(:endingIds as uuid[]))
       and taker.id is distinct from g.default_contact_id
       and not exists (select from absences theirs
                        where theirs.membership_id = taker.id and theirs.cover_id = b.membership_id
                          and theirs.ended_at is null
                          and daterange(theirs.first_day, theirs.last_day, '[]') && daterange(b.first_day, b.last_day, '[]'))
     where b.cover_id = any(:endingIds) and b.membership_id <> all(cast(:endingIds as uuid[]))
       and b.ended_at is null and b.last_day >= local_day(now())
  )
  update absences b set cover_id = taken.to_id from taken where b.id = taken.id
  returning b.id as "absenceId", taken.account_id as "accountId", taken.from_id as "fromId", taken.to_id as "toId"`

/** Where it is still possible: those that are not over, and where nobody has decided otherwise meanwhile. */
export async function bringAbsencesBack({ trx }: Pick<Scene, 'trx'>, all: Left[]): Promise<void> {
  await rows(
    trx,
    `update absences b set ended_at = null
      where b.id = any(:absenceIds) and b.ended_at is not null and b.last_day >= local_day(now())
        and exists (select from memberships m where m.id = b.membership_id and m.ended_at is null)
        and not exists (select from absences anew
                         where anew.membership_id = b.membership_id and anew.ended_at is null
                           and daterange(anew.first_day, anew.last_day, '[]') && daterange(b.first_day, b.last_day, '[]'))`,
    { absenceIds: all.flatMap(({ absenceIds = [] }) => absenceIds) },
  )
  await rows(
    trx,
    `update absences b set cover_id = was.from_id
       from jsonb_to_recordset(cast(:taken as jsonb)) as was (absence_id uuid, from_id uuid, to_id uuid)
      where b.id = was.absence_id and b.ended_at is null and b.last_day >= local_day(now())
        and b.cover_id is not distinct from was.to_id
        and exists (select from memberships m where m.id = was.from_id and m.receives)`,
    {
      taken: JSON.stringify(
        all.flatMap(({ coversTaken = [] }) =>
          coversTaken.map(({ absenceId, fromId, toId }) => ({ absence_id: absenceId, from_id: fromId, to_id: toId })),
        ),
      ),
    },
  )
}
