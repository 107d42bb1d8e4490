/** What an operator scrapes of a running system: server and worker each on an address of its own, nothing on the public one. */
import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { freePort } from '../postgres.ts'
import { startSystem, type RunningSystem } from './system.ts'

let system: RunningSystem
const ports = { server: 0, worker: 0 }
test.beforeAll(async () => {
  ports.server = await freePort()
  ports.worker = await freePort()
  system = await startSystem({
    env: { METRICS_PORT: String(ports.server), WORKER_METRICS_PORT: String(ports.worker) },
  })
})
test.afterAll(() => system?.stop())

const scrape = async (part: keyof typeof ports) => (await fetch(`http://127.0.0.1:${ports[part]}/metrics`)).text()

test('server and worker tell how they fare, and name nobody', async () => {
  for (let n = 0; n < 3; n++) await fetch(`${system.portalUrl}/api/conversations/${randomUUID()}?search=bananas`)
  const server = await scrape('server')
  expect(server).toContain(
    'patientview_http_request_duration_seconds_count{method="GET",route="/api/conversations/:conversationId",status="401"} 3',
  )
  expect(server).toContain('patientview_live_streams 0')
  expect(server).toContain('patientview_database_up 1')
  expect(server).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)

  const worker = await scrape('worker')
  expect(worker).toContain('patientview_mail_server_up 1')
  expect(worker).toContain('patientview_deliveries_oldest_waiting_seconds 0')
  expect(worker).toMatch(/^process_resident_memory_bytes \d+$/m)
  expect(worker).toContain('# TYPE patientview_delivery_handover_seconds histogram')
  for (const text of [server, worker]) expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|bananas|@/)
})

test('the public port has none of it', async () => {
  for (const path of ['/metrics', '/api/metrics'])
    expect(await (await fetch(system.portalUrl + path)).text()).not.toContain('patientview_')
  expect((await fetch(`${system.portalUrl}/metrics`)).status).toBe(404)
})
