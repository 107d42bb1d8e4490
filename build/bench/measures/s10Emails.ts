import { setTimeout as pause } from 'node:timers/promises'
import { ids } from '../data/people.ts'
import { median, p95 } from '../figures.ts'
import type { Measure } from '../Measure.ts'
import { steadily } from '../rounds.ts'
import { findSenders, send } from './senders.ts'

const aSecond = 10
const inTimeMs = 10_000
/** For what is late, to tell late from lost. */
const patienceMs = 60_000

export const s10: Measure = {
  id: 'S10',
  what: 'e-mails handed to the mail server within 10 s of the commit, at 10 messages a second',
  bar: { is: 'at least', value: 99, unit: '%' },
  needs: ['worker'],
  needsFullScale: false,
  async run(scene) {
    const total = aSecond * (scene.quick ? 8 : 60)
    // None of those whom another measure wrote to: what follows soon after is folded into one e-mail.
    const patients = await findSenders(scene, total, { from: 2000 })
    const staff = await scene.as(ids.manyConversations)
    scene.mailbox.clear()
    scene.say(`${total} messages, ${aSecond} a second`)
    const sentAt = new Map<string, number>()
    await steadily(
      aSecond,
      (turn) => turn < total,
      async (turn) => {
        const patient = patients[turn]!
        sentAt.set(patient.email, Date.parse((await send(staff, patient)).sentAt))
      },
    )
    const deadline = Date.now() + patienceMs
    const mails = () => scene.mailbox.messages().filter(({ envelope }) => sentAt.has(envelope.to[0]!))
    while (mails().length < total && Date.now() < deadline) await pause(100)
    const came = new Map(mails().map(({ envelope, receivedAt }) => [envelope.to[0]!, Date.parse(receivedAt)]))
    const took = [...came].map(([email, at]) => at - sentAt.get(email)!)
    const once = mails().length === came.size && mails().every(({ envelope }) => envelope.to.length === 1)
    return {
      measured: (100 * took.filter((ms) => ms <= inTimeMs).length) / total,
      kept: once && came.size === total,
      detail: {
        messages: total,
        'e-mails that came': mails().length,
        'median in ms': median(took),
        'p95 in ms': p95(took),
        'longest in ms': Math.max(...took),
      },
    }
  },
}
