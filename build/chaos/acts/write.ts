/** Starting conversations and replying; again with the same id when nobody answers, also fifty times at once. */
import type { ApiProblem } from '../../../server/src/contract/client.ts'
import { insist } from '../insist.ts'
import type { Person } from '../Person.ts'
import type { Sent } from '../Story.ts'

/** How somebody sends: with patience, only once (they close the window), or again and again at the same moment. */
type Manner = 'patiently' | 'once' | 'fifty times at once'

function mannerOf({ dice }: Person): Manner {
  const thrown = dice.throw()
  if (thrown < 0.03) return 'fifty times at once'
  return thrown < 0.15 ? 'once' : 'patiently'
}

function begin(person: Person, about: Pick<Sent, 'conversationId' | 'copies' | 'recipientIds'>): Sent {
  const id = person.dice.id()
  const text = `${person.dice.one(['How are you?', 'My results?', 'Please read this.'])} ${id}`
  const none = { outcome: 'under way' as const, seq: null, conversationIds: [] }
  const sent: Sent = { id, text, authorId: person.id, ...about, ...none }
  person.story.sent.set(id, sent)
  return sent
}

export async function reply(person: Person): Promise<void> {
  const open = [...person.view.shown].toSorted(([one], [other]) => (one < other ? -1 : 1))
  if (open.length === 0) return
  const [conversationId, { lastSeq }] = person.dice.one(open)
  const manner = mannerOf(person)
  const sent = begin(person, { conversationId, copies: 1, recipientIds: [] })
  let lastSeenSeq = lastSeq
  for (let tries = 0; tries < 3; tries++) {
    const outcome = await send(
      person,
      manner,
      sent,
      () => person.client.sendMessage({ conversationId, id: sent.id, text: sent.text, lastSeenSeq }),
      ({ seq }) => seq,
    )
    if (outcome.is === 'done') {
      sent.seq = outcome.value.seq
      person.story.count('replies acknowledged')
    }
    end(person, sent, outcome, `a reply after ${lastSeenSeq}, ${manner}`, sent.seq ?? '')
    if (outcome.is !== 'refused' || outcome.problem.code !== 'newerMessages') return
    // They read what is new, and send theirs after it.
    lastSeenSeq = (outcome.problem.newer.at(-1) as { seq: number }).seq
    sent.outcome = 'under way'
  }
  sent.outcome = 'refused'
}

export async function start(person: Person): Promise<void> {
  const { client, dice, story, unitId: groupId } = person
  const list = await person.try(() => client.listRecipients({ groupId, limit: 100 }), { patienceMs: 10_000 })
  if (list.is !== 'done') return
  const colleagues = list.value.recipients.filter(({ kind, id }) => kind === 'staff' && id !== person.id)
  const patients = list.value.recipients.filter(({ kind, id }) => kind === 'patient' && id !== person.id)
  const chosen =
    person.kind === 'patient'
      ? dice.some(colleagues, dice.one([1, 2]))
      : [...dice.some(patients, dice.one([0, 1, 1, 3])), ...dice.some(colleagues, dice.one([1, 2]))]
  if (chosen.length === 0) return
  const recipientIds = chosen.map(({ id }) => id)
  const copies = Math.max(1, chosen.filter(({ kind }) => kind === 'patient').length)
  const sent = begin(person, { conversationId: null, copies, recipientIds })
  const manner = mannerOf(person)
  const about = { groupId, recipientIds, subject: 'A question', messageId: sent.id, text: sent.text }
  const outcome = await send(
    person,
    manner,
    sent,
    () => client.startConversation(about),
    ({ conversations }) => conversations.map(({ id }) => id).join(' '),
  )
  if (outcome.is === 'done') {
    sent.conversationIds = outcome.value.conversations.map(({ id }) => id)
    story.count('starts acknowledged')
  }
  end(person, sent, outcome, `a start with ${chosen.length} people, ${manner}`, sent.conversationIds.length)
}

/** Each answer of fifty is to say the same. */
async function send<T>(
  { story, id: personId }: Person,
  manner: Manner,
  { id }: Sent,
  call: () => Promise<T>,
  said: (answer: T) => unknown,
) {
  if (manner !== 'fifty times at once') return insist(story, call, manner === 'once' ? { patienceMs: 0 } : {})
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => insist(story, call, { patienceMs: 0 })))
  const answers = new Set(outcomes.flatMap((one) => (one.is === 'done' ? [said(one.value)] : [])))
  story.count('sent fifty times at once')
  if (answers.size > 1)
    story.broken('sent once', `fifty sendings at once were answered ${answers.size} ways`, [id, personId])
  return outcomes.find(({ is }) => is === 'done') ?? insist(story, call)
}

function end(
  person: Person,
  sent: Sent,
  outcome: { is: 'done' } | { is: 'unknown' } | { is: 'refused'; problem: ApiProblem },
  what: string,
  said: unknown,
): void {
  sent.outcome = outcome.is === 'done' ? 'acknowledged' : outcome.is
  const ended = outcome.is === 'refused' ? `refused: ${outcome.problem.code}` : sent.outcome
  if (outcome.is === 'refused') person.story.count(`sends refused: ${outcome.problem.code}`)
  if (outcome.is === 'unknown') person.story.count('sends given up')
  const about = [sent.id, ...(sent.conversationId ? [sent.conversationId] : []), ...sent.conversationIds]
  person.tell(`${what}: ${ended} ${String(said)} [message ${sent.id}]`, about)
}
