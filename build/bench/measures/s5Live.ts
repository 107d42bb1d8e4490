import { listen, type Listener } from '../liveStream.ts'
import { ids } from '../data/people.ts'
import { median, p95 } from '../figures.ts'
import type { Measure } from '../Measure.ts'
import type { Scene } from '../Scene.ts'
import { findSenders, send, type Sender } from './senders.ts'

const streams = 1000

/** Their app hears that something is new, fetches the conversation, and has what it shows. */
interface Recipient {
  sender: Sender
  stream: Listener
  fetch: () => Promise<unknown>
}

export const s5: Measure = {
  id: 'S5',
  what: 'from commit to what the recipient sees, 1,000 live streams open (p95)',
  bar: { is: 'at most', value: 100, unit: 'ms' },
  needs: [],
  needsFullScale: false,
  async run(scene) {
    const seconds = scene.quick ? 2 : 12
    scene.say(`opening ${streams.toLocaleString('en-GB')} streams`)
    const recipients = await openStreams(scene)
    const staff = await scene.as(ids.manyConversations)
    let turn = 0
    const heard: number[][] = []
    const seen: number[][] = []
    try {
      for (let round = 0; round <= scene.rounds; round++) {
        scene.say(round === 0 ? 'warming up' : `round ${round} of ${scene.rounds}`)
        const took: { heard: number; seen: number }[] = []
        const until = performance.now() + seconds * 1000
        while (performance.now() < until) {
          const recipient = recipients[turn++ % recipients.length]!
          const arrived = recipient.stream.next(recipient.sender.conversationId)
          const sent = await send(staff, recipient.sender)
          // Of the moment at which the row was written, a little before the commit.
          const committed = Date.parse(sent.sentAt)
          const heardAt = await arrived
          await recipient.fetch()
          took.push({ heard: heardAt - committed, seen: Date.now() - committed })
        }
        if (round === 0) continue
        heard.push(took.map((one) => one.heard))
        seen.push(took.map((one) => one.seen))
      }
    } finally {
      for (const { stream } of recipients) stream.close()
    }
    return {
      measured: median(seen.map(p95)),
      detail: {
        'live streams open': recipients.length,
        messages: turn,
        'heard, p95 in ms': median(heard.map(p95)),
        'heard, median in ms': median(heard.map(median)),
        'conversation fetched, median in ms': median(seen.map(median)),
      },
    }
  },
}

async function openStreams(scene: Scene): Promise<Recipient[]> {
  const senders = await findSenders(scene, streams)
  return Promise.all(
    senders.map(async (sender) => {
      const client = await scene.as(sender.accountId)
      const stream = await listen(scene.origin, await scene.tokenOf(sender.accountId))
      return { sender, stream, fetch: () => client.showConversation({ conversationId: sender.conversationId }) }
    }),
  )
}
