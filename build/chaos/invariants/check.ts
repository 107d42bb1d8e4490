/** Every invariant, when all is quiet. */
import { checkBroadcasts } from './broadcasts.ts'
import { checkContacts } from './contacts.ts'
import { checkDeliveries } from './deliveries.ts'
import type { Checking } from './Checking.ts'
import { checkInboxes } from './inboxes.ts'
import { checkMessages } from './messages.ts'
import { checkSecrecy } from './secrecy.ts'

export const invariants = [
  'acknowledged = present once',
  'refused = not there',
  'all or nothing',
  'sent once',
  'seq without a gap',
  'read stays read',
  'inbox = badge',
  'live streams miss nothing',
  'only those who take part',
  'sessions',
  'one default contact',
  'broadcast: one conversation each',
  'broadcast: report adds up',
  'everybody is told',
  'deliveries are accounted for',
  'one Message-ID a delivery',
  'one recipient a mail',
  'no job gives up',
  'work ends',
  'nothing ends by itself',
  'no fault is answered',
] as const

export async function checkAll(checking: Checking): Promise<void> {
  const { house, story } = checking
  // First what is on everybody's screen, before anything is fetched.
  const checks = [checkInboxes, checkMessages, checkSecrecy, checkContacts, checkBroadcasts, checkDeliveries]
  for (const check of checks) {
    await check(checking).catch((error: unknown) => {
      story.broken('no fault is answered', `${check.name} could not be done: ${String(error)}`, [])
    })
  }
  for (const death of house.deaths) story.broken('nothing ends by itself', death, [])
  const unexpected = story.counts.get('answers "unexpected"') ?? 0
  if (unexpected > 0) story.broken('no fault is answered', `${unexpected} answers were "something went wrong"`, [])
}
