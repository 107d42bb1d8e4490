/** A patient who joins a unit later finds the broadcasts that it keeps, each as a conversation of their own. */
import { record } from '../audit/record.ts'
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import { giveTurn } from './giveTurn.ts'
import { today } from './missing.ts'
import { isPatient } from './patientsOf.ts'

export async function greetNewcomers(trx: Transaction, groupId: string): Promise<void> {
  const kept = await rows<{ id: string; patients: number; reached: number; gone: number }>(
    trx,
    `select id, patients, reached, gone from broadcasts
      where group_id = :groupId and keep_until >= cast(:today as date) and begun_at is not null
        and state in ('sending', 'paused', 'done')
      order by begun_at, id for no key update`,
    { groupId, today: today() },
  )
  for (const broadcast of kept) {
    const listed = await listNewcomers(trx, groupId, broadcast)
    const returned = broadcast.gone > 0 ? await giveToReturned(trx, broadcast) : 0
    if (listed + returned === 0) continue
    await enqueue(trx, 'sendBroadcast', { broadcastId: broadcast.id })
    await record({ trx, actor: null, requestId: 'worker' }, 'broadcast.newcomers_greeted', {
      groupId,
      detail: { broadcastId: broadcast.id, patients: listed + returned },
    })
  }
}

/** At the end of the list; their turn comes as everybody's did. */
async function listNewcomers(trx: Transaction, groupId: string, { id, patients }: { id: string; patients: number }) {
  const [listed] = await rows<{ count: number }>(
    trx,
    `with listed as (
       insert into broadcast_patients (broadcast_id, place, account_id)
       select :id, :patients + row_number() over (order by m.sort_name, m.account_id), m.account_id
         from memberships m join accounts a on a.id = m.account_id
        where ${isPatient}
          and not exists (select from broadcast_patients p where p.broadcast_id = :id and p.account_id = m.account_id)
       returning place
     )
     update broadcasts set patients = patients + (select count(*) from listed) where id = :id
     returning patients - :patients as count`,
    { id, groupId, patients },
  )
  return listed!.count
}

/** Who was away when their turn came, and is back: at the place that they had. */
async function giveToReturned(trx: Transaction, { id, reached }: { id: string; reached: number }): Promise<number> {
  const places = await rows<{ place: number }>(
    trx,
    `select p.place from broadcast_patients p
       join broadcasts b on b.id = p.broadcast_id
       join memberships m on m.account_id = p.account_id and m.group_id = b.group_id and m.ended_at is null
       join accounts a on a.id = m.account_id and a.closed_at is null
      where p.broadcast_id = :id and p.place <= :reached and m.role = 'patient'
        and not exists (select from conversations c where c.id = p.conversation_id)
      order by p.place`,
    { id, reached },
  )
  for (const { place } of places) {
    const stretch = { broadcastId: id, from: place - 1, to: place }
    await giveTurn(trx, stretch)
    await enqueue(trx, 'notifyOfBroadcast', stretch)
  }
  await rows(trx, 'update broadcasts set gone = gone - :returned where id = :id', { id, returned: places.length })
  return places.length
}
