/** Every patient of a broadcast has exactly one conversation of it, and its report adds up. */
import { rows } from '../../../server/src/db/rows.ts'
import type { Checking } from './Checking.ts'

interface Counted {
  broadcastId: string
  state: string
  patients: number
  conversations: number
  messages: number
  people: number
  notTheirs: number
  emails: number
}

export async function checkBroadcasts({ house, story, town, happened }: Checking): Promise<void> {
  const counted = await rows<Counted>(house.db, count)
  for (const { broadcastId } of happened.broadcasts) {
    if (!counted.some((one) => one.broadcastId === broadcastId))
      story.broken('broadcast: one conversation each', `the broadcast ${broadcastId} is gone`, [broadcastId])
  }
  // Also those of which nobody was told that they were sent.
  for (const found of counted) {
    const { broadcastId } = found
    const patients = happened.broadcasts.find((one) => one.broadcastId === broadcastId)?.patients ?? found.patients
    const broken = (what: string) => story.broken('broadcast: one conversation each', what, [broadcastId])
    if (found.state !== 'done') broken(`it is ${found.state}, and not done`)
    for (const what of ['patients', 'conversations', 'messages', 'people', 'emails'] as const) {
      if (found[what] !== patients) broken(`${found[what]} ${what} of ${patients}`)
    }
    if (found.notTheirs > 0) broken(`${found.notTheirs} have somebody else's`)
    const { unitId, author } = { unitId: town.clinic.unit.id, author: town.clinic.author }
    const report = await author.client.showBroadcastReport({ unitId, broadcastId })
    const emails = Object.values(report.emails).reduce((sum, one) => sum + one, 0)
    if (report.patients !== report.conversations + report.gone + report.notSent || report.conversations !== patients)
      story.broken('broadcast: report adds up', JSON.stringify(report), [broadcastId])
    if (emails !== report.conversations) story.broken('broadcast: report adds up', `${emails} e-mails`, [broadcastId])
    story.count('broadcast conversations', found.conversations)
  }
}

const count = `
  select b.id as "broadcastId", b.state, b.patients,
         (select count(*) from conversations where broadcast_id = b.id) as conversations,
         (select count(*) from messages m join conversations c on c.id = m.conversation_id
           where c.broadcast_id = b.id and m.seq = 1) as messages,
         (select count(distinct p.account_id) from participants p join conversations c on c.id = p.conversation_id
           where c.broadcast_id = b.id and p.account_kind = 'patient') as people,
         (select count(*) from broadcast_patients t left join participants p
             on p.conversation_id = t.conversation_id and p.account_kind = 'patient'
           where t.broadcast_id = b.id and p.account_id is distinct from t.account_id) as "notTheirs",
         (select count(distinct account_id) from deliveries where broadcast_id = b.id and reminder = 0) as emails
    from broadcasts b where b.sent_at is not null`
