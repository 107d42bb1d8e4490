import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { hashToken } from '../../../server/src/accounts/Session.ts'
import { api } from '../../../server/src/contract/index.ts'
import { conversationRoutes } from '../../../server/src/conversations/routes.ts'
import { median } from '../figures.ts'
import type { Measure } from '../Measure.ts'
import { during, inTurn } from '../rounds.ts'
import type { Scene } from '../Scene.ts'
import { replayOf, runAll, statementsOf } from '../statements.ts'
import { findSenders, send, type Sender } from './senders.ts'

const lanes = 16

export const s3: Measure = {
  id: 'S3',
  what: 'messages sent a second through HTTP against the same statements through pg, 16 at a time',
  bar: { is: 'at least', value: 0.5, unit: 'x' },
  needs: [],
  needsFullScale: false,
  async run(scene) {
    const seconds = scene.quick ? 1 : 6
    const byHttp = await findSenders(scene, lanes)
    const clients = await Promise.all(byHttp.map(({ accountId }) => scene.as(accountId)))
    const bare = await bareSending(scene)
    const took = await inTurn(
      scene.rounds,
      {
        http: () => during(lanes, seconds, (lane) => send(clients[lane]!, byHttp[lane]!)),
        bare: () => during(lanes, seconds, bare),
      },
      { say: scene.say },
    )
    // Each lane was busy all the time.
    const aSecond = (ms: number[]) => (1000 * lanes * ms.length) / ms.reduce((sum, one) => sum + one, 0)
    const [http, bareRate] = [median(took.http.map(aSecond)), median(took.bare.map(aSecond))]
    return {
      measured: http / bareRate,
      detail: { 'at once': lanes, 'through HTTP, a second': http, 'bare SQL, a second': bareRate },
    }
  },
}

/** Each lane is a patient with a connection and a conversation of its own. */
async function bareSending(scene: Scene): Promise<(lane: number) => Promise<void>> {
  const senders = await findSenders(scene, lanes + 2, { from: lanes })
  const [first, second, ...others] = await Promise.all(senders.map((sender) => whatIsKnown(scene, sender)))
  const heard = async (of: Known) => {
    const input = { ...of.input(), lastSeenSeq: of.sender.lastSeq }
    return {
      input,
      heard: await statementsOf(
        scene,
        conversationRoutes({ notify: null, startsPerDay: { patient: 1, staff: 1 } }),
        api.sendMessage,
        input,
      ),
    }
  }
  // Another place in another conversation, so that the two differ in everything.
  await send(await scene.as(second!.sender.accountId), second!.sender)
  const statements = replayOf(await heard(first!), await heard(second!))
  const pool = await scene.connections(lanes)
  const connections: pg.PoolClient[] = await Promise.all(others.map(() => pool.connect()))
  scene.atEnd(() => connections.forEach((connection) => connection.release()))
  return async (lane) => {
    const { input, sender } = others[lane]!
    await runAll(connections[lane]!, statements({ ...input(), lastSeenSeq: sender.lastSeq }))
    sender.lastSeq += 1
  }
}

type Known = Awaited<ReturnType<typeof whatIsKnown>>

/** All that the statements of a request may hold, of this sender. */
async function whatIsKnown(scene: Scene, sender: Sender) {
  const token = await scene.tokenOf(sender.accountId)
  const tokenHash = hashToken(token)
  const [session] = await scene.sql<{ id: string }>('select id from sessions where token_hash = $1', [tokenHash])
  const { accountId, name, conversationId } = sender
  const fixed = { token, tokenHash, sessionId: session!.id, accountId, name, conversationId }
  const input = () => ({ ...fixed, id: randomUUID(), requestId: randomUUID(), text: `${randomUUID()} ${sentence}` })
  return { sender, input }
}

const sentence = 'I weighed 71 kilograms this morning before breakfast. Is that too much?'
