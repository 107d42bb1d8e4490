/** Everybody's lists and numbers agree, and their screens show what is so, by what the live stream has told them alone. */
import type { ConversationLine } from '../../../server/src/conversations/contract.ts'
import { rows } from '../../../server/src/db/rows.ts'
import type { Person } from '../Person.ts'
import type { Checking } from './Checking.ts'

interface Part {
  conversationId: string
  accountId: string
  lastSeq: number
}

export async function checkInboxes({ house, story, town }: Checking): Promise<void> {
  const parts = await rows<Part>(
    house.db,
    `select p.conversation_id as "conversationId", p.account_id as "accountId", c.last_seq as "lastSeq"
       from participants p join conversations c on c.id = p.conversation_id where p.left_at is null`,
  )
  const byPerson = Map.groupBy(parts, ({ accountId }) => accountId)
  const partsOf = ({ id }: Person) => byPerson.get(id) ?? []
  // Before anything is fetched here.
  for (const person of town.everybody) checkScreen(person, partsOf(person))
  await Promise.all(town.everybody.map((person) => checkCounts(person, partsOf(person))))

  function checkScreen(person: Person, theirs: Part[]): void {
    for (const { conversationId, lastSeq } of theirs) {
      const shown = person.view.shown.get(conversationId)?.lastSeq ?? 'nothing'
      if (shown !== lastSeq)
        story.broken('live streams miss nothing', `${person.name} sees ${shown} of ${lastSeq}`, [conversationId])
    }
  }

  async function checkCounts(person: Person, theirs: Part[]): Promise<void> {
    const { lines: inbox, counts } = await everyLine(person, 'inbox')
    const { lines: unread } = await everyLine(person, 'unread')
    const { lines: archived } = await everyLine(person, 'archived')
    const agree = (what: string, badge: number, lines: ConversationLine[]) => {
      if (badge !== Math.min(1000, lines.length))
        story.broken('inbox = badge', `${person.name}, ${what}: ${badge} on the badge, ${lines.length} lines`, [
          person.id,
          ...lines.map(({ id }) => id),
        ])
    }
    agree('inbox', counts.inbox, inbox)
    agree('unread', counts.unread, unread)
    agree('archived', counts.archived, archived)
    agree(
      'unread lines',
      counts.unread,
      inbox.filter((line) => line.unread),
    )
    for (const line of inbox) {
      const read = person.read.get(line.id) ?? 0
      if (line.unread && read >= line.lastSeq)
        story.broken('read stays read', `${person.name} has read ${read} of ${line.lastSeq}, shown unread`, [line.id])
    }
    const listed = new Set([...inbox, ...archived].map(({ id }) => id))
    if (listed.size !== theirs.length || theirs.some(({ conversationId }) => !listed.has(conversationId)))
      story.broken('inbox = badge', `${person.name} takes part in ${theirs.length}, is shown ${listed.size}`, [
        person.id,
      ])
  }
}

async function everyLine(person: Person, view: 'inbox' | 'unread' | 'archived') {
  const lines: ConversationLine[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await person.client.listConversations({ view, limit: 100, ...(cursor && { cursor }) })
    lines.push(...page.conversations)
    if (!page.next) return { lines, counts: page.counts }
    cursor = page.next
  }
}
