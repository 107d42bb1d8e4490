/** The live stream: what changed, as ids, to those whom it concerns and nobody else. */
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { endedSessions } from '../accounts/endedSessions.ts'
import { aServer, newId, type TestHouse } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { Announcer } from '../db/listen.ts'
import type { Person } from '../../test/build.ts'
import { liveEvent, type LiveEvent } from '../contract/live.ts'
import { createLog } from '../log.ts'
import { LiveStreams } from './live.ts'
import type { Actor } from './scene.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const patient = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit })
const doctor = await house.aMemberOfStaff({ unit })

/** Opens somebody's stream and keeps what comes. */
async function listening(to: TestHouse, person: Person, token?: string) {
  const headers = { authorization: `Bearer ${token ?? (await to.tokenOf(person))}` }
  const response = await fetch(`${to.origin}/api/live`, { headers })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const heard: LiveEvent[] = []
  const lines = response.body!.pipeThrough(new TextDecoderStream())
  const ended = (async () => {
    let text = ''
    for await (const part of lines) {
      text += part
      const whole = text.split('\n\n')
      text = whole.pop()!
      for (const one of whole) if (one.startsWith('data: ')) heard.push(liveEvent.parse(JSON.parse(one.slice(6))))
    }
  })()
  const until = (events: LiveEvent[]) => expect.poll(() => heard).toEqual(events)
  await until([{ type: 'hello' }])
  return { heard, until, ended }
}

const hello: LiveEvent = { type: 'hello' }
const about = (conversationId: string): LiveEvent => ({ type: 'conversation', conversationId })

test('those who take part hear of everything that happens in a conversation, others of nothing', async () => {
  const [patients, nurses, doctors] = [
    await listening(house, patient),
    await listening(house, nurse),
    await listening(house, doctor),
  ]
  const { id } = await house.aConversation([patient, nurse])
  const event = about(id)
  await nurses.until([hello, event])
  await patients.until([hello, event])
  await house.as(nurse).sendMessage({ conversationId: id, id: newId(), text: 'Yes', lastSeenSeq: 1 })
  await patients.until([hello, event, event])
  await house.as(patient).markRead({ conversationId: id, seq: 2 })
  await nurses.until([hello, event, event, event])
  await house.as(nurse).archiveConversation({ conversationId: id })
  await nurses.until([hello, event, event, event, event])
  // Archiving is one's own business.
  await patients.until([hello, event, event, event])
  expect(doctors.heard).toEqual([hello])
  await house.as(nurse).addParticipant({ conversationId: id, accountId: doctor.id })
  await doctors.until([hello, event])
  await house.as(doctor).leaveConversation({ conversationId: id })
  await patients.until([hello, event, event, event, event, event])
  await house.as(patient).sendMessage({ conversationId: id, id: newId(), text: 'Hello?', lastSeenSeq: 2 })
  await patients.until([hello, ...Array<LiveEvent>(6).fill(event)])
  const lastForDoctor = doctors.heard.length
  await house.as(patient).sendMessage({ conversationId: id, id: newId(), text: 'Hello?', lastSeenSeq: 3 })
  await patients.until([hello, ...Array<LiveEvent>(7).fill(event)])
  expect(doctors.heard).toHaveLength(lastForDoctor)
})

test('what is refused is not announced', async () => {
  const stream = await listening(house, nurse)
  const { id } = await house.aConversation([patient, nurse])
  await stream.until([hello, about(id)])
  const stale = house.as(patient).sendMessage({ conversationId: id, id: newId(), text: 'Hello', lastSeenSeq: 0 })
  await expect(stale).rejects.toMatchObject({ status: 409 })
  const after = await house.aConversation([patient, nurse])
  await stream.until([hello, about(id), about(after.id)])
})

test('signing out closes the session’s streams, and no other session’s', async () => {
  const person = await house.aPatient({ unit })
  const token = await house.aSession(person)
  const [ending, staying] = [await listening(house, person, token), await listening(house, person)]
  expect((await house.ask('signOut', {}, { authorization: `Bearer ${token}` })).status).toBe(204)
  await ending.until([hello, { type: 'signedOut' }])
  await ending.ended
  expect((await house.ask('live', {}, { authorization: `Bearer ${token}` })).status).toBe(401)
  const { id } = await house.aConversation([person, nurse])
  await staying.until([hello, about(id)])
})

test('one person has 30 at most, which keeps nobody else out', async () => {
  const person = await house.aPatient({ unit })
  const token = { authorization: `Bearer ${await house.aSession(person)}` }
  const streams = await Promise.all(Array.from({ length: 30 }, () => listening(house, person)))
  expect(await house.ask('live', {}, token)).toMatchObject({ status: 429, body: { code: 'tooManyRequests' } })
  await (await listening(house, await house.aPatient({ unit }))).until([hello])
  for (const stream of streams) await stream.until([hello])
})

test('after a gap in listening everybody is told to look again', async () => {
  const other = await aServer(await aDatabase())
  const stream = await listening(other, await other.aPatient())
  await other.db.raw(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'patientview-messages listen'`,
  )
  await stream.until([hello, hello])
})

test('an open stream does not keep a session from running into its idle limit', async () => {
  const person = await house.aPatient({ unit })
  const token = await house.aSession(person, { idleEndsAt: `now() + interval '1 minute'` })
  const limit = async () => house.db('sessions').where('account_id', person.id).first('idle_ends_at') as Promise<object>
  const before = await limit()
  await listening(house, person, token)
  expect(await limit()).toEqual(before)
})

test('of somebody who has to set up a second step meanwhile it ends, and they are not signed out', async () => {
  const other = await house.aMemberOfStaff({ unit: await house.aUnit() })
  const sessions = async ({ id }: Person) =>
    ((await house.db('sessions').where('account_id', id)) as { id: string }[]).map((one) => one.id)
  await house.as(nurse).listGroups()
  await house.as(other).listGroups()
  const asked = [...(await sessions(nurse)), ...(await sessions(other))]
  expect(await endedSessions(house.db, asked)).toEqual({ ended: [], limited: [] })
  await house.db('groups').where('id', unit.id).update({ demands_second_factor: true })
  expect(await endedSessions(house.db, asked)).toEqual({ ended: [], limited: await sessions(nurse) })
  await house.db('groups').where('id', unit.id).update({ demands_second_factor: false })
})

test('a stream whose client has gone before it opened is not kept', () => {
  const streams = new LiveStreams(() => Promise.resolve({ ended: [], limited: [] }))
  const response = { destroyed: true, closed: true, writable: false, on: () => response, write: () => false }
  const gone = { ...response, writeHead: () => gone, end: () => gone, setHeader: () => gone }
  streams.open({ accountId: 'a', sessionId: 's' } as Actor, gone as unknown as ServerResponse)
  expect(streams.size).toBe(0)
  streams.stop()
})

test('no announcement is left behind, whenever it is made', async () => {
  for (let moment = 0; moment < 30; moment++) {
    const sent: string[] = []
    const db = { raw: (_: string, [, payloads]: [string, string[]]) => Promise.resolve(sent.push(...payloads)) }
    const announcer = new Announcer(db as never, createLog('test', { logLevel: 'silent' }))
    announcer.tell([{ accountIds: ['first'] }])
    for (let n = 0; n < moment; n++) await Promise.resolve()
    announcer.tell([{ accountIds: ['second'] }])
    await new Promise((resolve) => setImmediate(resolve))
    expect(sent.join(), `told after ${moment} turns`).toContain('second')
  }
})

test('announcements of any number and size arrive', async () => {
  const stream = await listening(house, doctor)
  const announcer = new Announcer(house.db, createLog('test', { logLevel: 'silent' }))
  const ids = Array.from({ length: 300 }, newId)
  announcer.tell(ids.map((conversationId) => ({ accountIds: [doctor.id], conversationId })))
  await stream.until([hello, ...ids.map(about)])
  // As many people as a conversation can have.
  announcer.tell([{ accountIds: [...Array.from({ length: 250 }, newId), doctor.id], conversationId: ids[0]! }])
  await stream.until([hello, ...ids.map(about), about(ids[0]!)])
})
