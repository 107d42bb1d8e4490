/** What was acknowledged is there once; what was refused is not there; nothing is there twice; seq has no gap. */
import { rows } from '../../../server/src/db/rows.ts'
import type { Person } from '../Person.ts'
import type { Sent } from '../Story.ts'
import type { Checking } from './Checking.ts'

interface Found {
  conversationId: string
  messageId: string
  seq: number
  text: string
}

export async function checkMessages({ house, story, town }: Checking): Promise<void> {
  const found = await rows<Found>(
    house.db,
    `select conversation_id as "conversationId", id as "messageId", seq, text from messages order by conversation_id, seq`,
  )
  const bySent = Map.groupBy(found, ({ text }) => text)
  for (const sent of story.sent.values()) checkSent(sent, bySent.get(sent.text) ?? [])

  for (const [conversationId, messages] of Map.groupBy(found, (one) => one.conversationId)) {
    const seqs = messages.map(({ seq }) => seq)
    if (seqs.some((seq, n) => seq !== n + 1))
      story.broken('seq without a gap', `${seqs.join(' ')} in ${conversationId}`, [conversationId])
  }
  await checkShown(found)

  function checkSent(sent: Sent, there: Found[]): void {
    const about = [sent.id, ...there.map(({ conversationId }) => conversationId)]
    const { outcome, copies } = sent
    const named = `message ${sent.id}, ${outcome}`
    if (outcome === 'acknowledged' && there.length < copies)
      story.broken('acknowledged = present once', `${named}: ${there.length} of ${copies} are there`, about)
    if (there.length > copies)
      story.broken('acknowledged = present once', `${named}: ${there.length} are there, and not ${copies}`, about)
    if (outcome === 'refused' && there.length > 0)
      story.broken('refused = not there', `${named}: there all the same`, about)
    if (outcome === 'unknown' && there.length > 0 && there.length < copies)
      story.broken('all or nothing', `${named}: ${there.length} of ${copies} are there`, about)
    if (sent.seq !== null && there[0] && there[0].seq !== sent.seq)
      story.broken('acknowledged = present once', `${named}: acknowledged as ${sent.seq}, is ${there[0].seq}`, about)
  }

  /** As one of those who take part sees each conversation. */
  async function checkShown(stored: Found[]): Promise<void> {
    const byConversation = Map.groupBy(stored, ({ conversationId }) => conversationId)
    const checked = new Set<string>()
    const readAll = async (person: Person) => {
      for (const conversationId of person.view.shown.keys()) {
        if (checked.has(conversationId)) continue
        checked.add(conversationId)
        const ids: string[] = []
        let before: number | null | undefined
        do {
          const page = await person.client.showConversation({
            ...{ conversationId, limit: 200 },
            ...(before && { before }),
          })
          ids.unshift(...page.entries.flatMap((entry) => (entry.type === 'message' ? [entry.id] : [])))
          before = page.older
        } while (before)
        const there = (byConversation.get(conversationId) ?? []).map(({ messageId }) => messageId)
        if (ids.join() !== there.join())
          story.broken('acknowledged = present once', `${person.name} is shown ${ids.length} of ${there.length}`, [
            conversationId,
          ])
      }
    }
    await Promise.all(town.everybody.map(readAll))
    story.count('conversations read from end to end', checked.size)
  }
}
