/** What an operator scrapes: the text format, an address of its own, and labels that stay few and name nobody. */
import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice } from '../../test/postOffice.ts'
import { readConfig } from '../config.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import { measureDeliveries } from '../notifications/deliveryMetrics.ts'
import { measureJobs } from './jobMetrics.ts'
import { measureDatabase, measureProcess } from './processMetrics.ts'
import { Registry } from './Registry.ts'
import { measureRequests } from './requestMetrics.ts'
import { serveMetrics } from './serveMetrics.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)

async function aScrape(registry: Registry) {
  const { port, stop } = await serveMetrics(registry, { host: '127.0.0.1', port: 0 })
  afterAll(stop)
  const origin = `http://127.0.0.1:${port}`
  return { origin, scrape: async () => (await fetch(`${origin}/metrics`)).text() }
}

/** The samples of one metric, by their labels as they are written. */
function samplesOf(text: string, name: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return Object.fromEntries(
    lines.map((line) => {
      const value = line.lastIndexOf(' ')
      return [line.slice(name.length, value), Number(line.slice(value + 1))]
    }),
  )
}

test('counters, gauges and histograms in the text format', async () => {
  const registry = new Registry()
  const counter = registry.counter('things_total', 'Things.')
  const histogram = registry.histogram('waits_seconds', 'Waits.', [1, 5])
  registry.gauge('here', 'Here.', () => [{ value: 2 }])
  counter.increase({ kind: 'a "quoted" \\ one\n' })
  counter.increase({ kind: 'a "quoted" \\ one\n' })
  counter.increase({ kind: 'b' })
  for (const seconds of [0.5, 1, 3, 100]) histogram.observe(seconds, { route: '/x' })
  expect(await registry.text()).toBe(
    [
      '# HELP things_total Things.',
      '# TYPE things_total counter',
      'things_total{kind="a \\"quoted\\" \\\\ one\\n"} 2',
      'things_total{kind="b"} 1',
      '# HELP waits_seconds Waits.',
      '# TYPE waits_seconds histogram',
      'waits_seconds_bucket{route="/x",le="1"} 2',
      'waits_seconds_bucket{route="/x",le="5"} 3',
      'waits_seconds_bucket{route="/x",le="+Inf"} 4',
      'waits_seconds_sum{route="/x"} 104.5',
      'waits_seconds_count{route="/x"} 4',
      '# HELP here Here.',
      '# TYPE here gauge',
      'here 2',
      '',
    ].join('\n'),
  )
})

test('what cannot be told is left out, and the rest is there', async () => {
  const registry = new Registry()
  registry.gauge('away', 'Away.', () => Promise.reject(new Error('the database is away')))
  registry.gauge('here', 'Here.', () => [{ value: 1 }])
  expect(await registry.text()).toBe('# HELP here Here.\n# TYPE here gauge\nhere 1\n')
})

test('on an address of its own there is /metrics and nothing else', async () => {
  const { origin } = await aScrape(new Registry())
  const reply = await fetch(`${origin}/metrics?x=1`)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect((await fetch(origin)).status).toBe(404)
  expect((await fetch(`${origin}/metrics`, { method: 'POST' })).status).toBe(404)
})

test('off unless a port is set; server and worker apart', () => {
  const env = { DATABASE_URL: url }
  expect(readConfig(env).metrics).toEqual({ server: null, worker: null })
  expect(readConfig({ ...env, METRICS_PORT: '9464' }).metrics).toEqual({
    server: { host: '127.0.0.1', port: 9464 },
    worker: null,
  })
  const both = { METRICS_PORT: '9464', WORKER_METRICS_PORT: '9465', METRICS_HOST: '10.0.0.7' }
  expect(readConfig({ ...env, ...both }).metrics).toEqual({
    server: { host: '10.0.0.7', port: 9464 },
    worker: { host: '10.0.0.7', port: 9465 },
  })
})

test('the process and its database', async () => {
  const registry = new Registry()
  measureProcess(registry)
  measureDatabase(registry, house.db)
  const { scrape } = await aScrape(registry)
  const inside = await house.db.transaction(async (trx) => {
    await rows(trx, 'select')
    return scrape()
  })
  expect(samplesOf(inside, 'process_resident_memory_bytes')['']).toBeGreaterThan(1_000_000)
  expect(samplesOf(inside, 'process_start_time_seconds')['']).toBeLessThan(Date.now() / 1000)
  expect(samplesOf(inside, 'nodejs_eventloop_lag_p99_seconds')['']).toBeGreaterThanOrEqual(0)
  expect(samplesOf(inside, 'patientview_database_up')['']).toBe(1)
  expect(samplesOf(inside, 'patientview_database_connections')['{state="used"}']).toBeGreaterThanOrEqual(1)
  expect(samplesOf(inside, 'patientview_database_connections_awaited')['']).toBe(0)
})

test('requests by the pattern of their route: no ids, no search words, no made-up methods', async () => {
  const registry = new Registry()
  const told = measureRequests(registry, house.live)
  const measured = await aServer(url, {}, told)
  const { scrape } = await aScrape(registry)
  const unit = await measured.aUnit()
  const nurse = await measured.aMemberOfStaff({ unit, firstName: 'Susan' })
  const patient = await measured.aPatient({ unit })
  for (let n = 0; n < 3; n++) {
    const { id: conversationId } = await measured.aConversation([nurse, patient])
    await measured.as(patient).showConversation({ conversationId })
  }
  await measured.as(nurse).listConversations({ search: 'bananas' })
  await measured.ask('showConversation', { conversationId: randomUUID() })
  for (const path of [`/api/${randomUUID()}`, `/${randomUUID()}`, '/metrics', '/healthz'])
    await fetch(measured.origin + path, { method: 'OPTIONS' }).then((reply) => reply.text())
  const text = await scrape()
  const counts = samplesOf(text, 'patientview_http_request_duration_seconds_count')
  expect(counts).toMatchObject({
    '{method="GET",route="/api/conversations/:conversationId",status="200"}': 3,
    '{method="GET",route="/api/conversations/:conversationId",status="401"}': 1,
    '{method="other",route="portal",status="200"}': 2,
  })
  expect(Object.keys(counts).filter((labels) => labels.includes('healthz'))).toHaveLength(1)
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|bananas|Susan/)
  expect(samplesOf(text, 'patientview_live_streams')).toEqual({ '': house.live.size })
})

test('the public port has none', async () => {
  const reply = await fetch(`${house.origin}/metrics`)
  expect(await reply.text()).toBe('the portal')
  expect(await (await fetch(`${house.origin}/api/metrics`)).json()).toMatchObject({ code: 'notFound' })
})

test('jobs, by name and state', async () => {
  const registry = new Registry()
  measureJobs(registry, house.db)
  const { scrape } = await aScrape(registry)
  await house.db.raw('delete from graphile_worker._private_jobs')
  await house.db.transaction(async (trx) => {
    const deliver = (runAt?: Date) => enqueue(trx, 'deliver', { deliveryId: randomUUID() }, { runAt })
    await deliver()
    await deliver()
    await deliver(new Date(Date.now() + 3_600_000))
    await enqueue(trx, 'sendLink', { linkId: randomUUID() })
  })
  await house.db.raw(`update graphile_worker._private_jobs set attempts = max_attempts where id in
    (select id from graphile_worker.jobs where task_identifier = 'sendLink')`)
  expect(samplesOf(await scrape(), 'patientview_jobs')).toEqual({
    '{job="deliver",state="scheduled"}': 1,
    '{job="deliver",state="waiting"}': 2,
    '{job="sendLink",state="failed"}': 1,
  })
  await house.db.raw('delete from graphile_worker._private_jobs')
})

test('deliveries: under way, the oldest, what tries came to, and how long it took', async () => {
  const registry = new Registry()
  const jobs = measureDeliveries(registry, house.db, post.jobs)
  const { scrape } = await aScrape(registry)
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit })
  const patient = await house.aPatient({ unit, firstName: 'Lionel', lastName: 'Campbell' })
  const { messageId } = await house.aConversation([nurse, patient])
  await house.db.raw('delete from deliveries')
  expect(samplesOf(await scrape(), 'patientview_deliveries_oldest_waiting_seconds')).toEqual({ '': 0 })

  await jobs.notifyOfMessage({ messageId })
  const { id: deliveryId } = await post.deliveryTo(patient, messageId)
  await rows(house.db, `update deliveries set due_at = due_at - interval '5 minutes' where id = :deliveryId`, {
    deliveryId,
  })
  const waiting = await scrape()
  expect(samplesOf(waiting, 'patientview_deliveries')).toEqual({ '{channel="email",state="waiting"}': 1 })
  expect(samplesOf(waiting, 'patientview_deliveries_oldest_waiting_seconds')['']).toBeGreaterThan(299)

  post.mailbox.refuse({ code: 450, times: 1 })
  await jobs.deliver({ deliveryId })
  expect(samplesOf(await scrape(), 'patientview_deliveries')).toEqual({ '{channel="email",state="failed_for_now"}': 1 })
  // Not due: nothing is tried, and nothing is counted.
  await jobs.deliver({ deliveryId })
  await post.letPausesPass()
  await jobs.deliver({ deliveryId })
  await jobs.deliver({ deliveryId })

  const text = await scrape()
  expect(samplesOf(text, 'patientview_deliveries')).toEqual({ '{channel="email",state="handed_over"}': 1 })
  expect(samplesOf(text, 'patientview_delivery_tries_total')).toEqual({
    '{channel="email",state="failed_for_now"}': 1,
    '{channel="email",state="handed_over"}': 1,
  })
  expect(samplesOf(text, 'patientview_delivery_handover_seconds_bucket')).toMatchObject({
    '{le="60"}': 0,
    '{le="900"}': 1,
    '{le="+Inf"}': 1,
  })
  expect(text).not.toMatch(/Campbell|example\.org|[0-9a-f]{8}-[0-9a-f]{4}/)
})
