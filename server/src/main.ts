/** Starts the server: the API, the live streams and the portal, in one process on one origin. */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { endedSessions } from './accounts/endedSessions.ts'
import { findActor } from './accounts/findActor.ts'
import { createApp } from './app.ts'
import { configOrEnd } from './config.ts'
import { connect } from './db/connect.ts'
import { Announcer, listen } from './db/listen.ts'
import { LiveStreams } from './http/live.ts'
import { loadPortal, type PortalHandler } from './http/portal.ts'
import { createLog } from './log.ts'
import { measureDatabase, measureProcess } from './metrics/processMetrics.ts'
import { Registry } from './metrics/Registry.ts'
import { measureRequests } from './metrics/requestMetrics.ts'
import { serveMetrics } from './metrics/serveMetrics.ts'

const portalUrl = new URL('../../patient-portal/dist/handler.js', import.meta.url)

const config = configOrEnd()
const log = createLog('server', config)
const db = connect(config)
const announcer = new Announcer(db, log)
const live = new LiveStreams((sessionIds) => endedSessions(db, sessionIds))
const listening = listen({
  databaseUrl: config.databaseUrl,
  onAnnouncement: (announcement) => live.hear(announcement),
  onGap: () => live.refetch(),
  log,
})

const registry = new Registry()
measureProcess(registry)
measureDatabase(registry, db)

const portalNotBuilt: PortalHandler = (_, response) => {
  response.statusCode = 503
  response.end('The portal is not built: run "npm run build -w patient-portal".')
}
const portalHandler = existsSync(portalUrl) ? await loadPortal(portalUrl) : portalNotBuilt

const app = createApp({
  config,
  db,
  live,
  log,
  portalHandler,
  onAnswer: measureRequests(registry, live),
  house: { db, announcer, log, findActor: (trx, call, caller) => findActor(config.session, trx, call, caller) },
})
const handle = app.callback()
const server = createServer((request, response) => void handle(request, response))
await listening.ready
const metrics = config.metrics.server && (await serveMetrics(registry, config.metrics.server))
server.listen(config.port, config.host, () => {
  log.info({ port: (server.address() as AddressInfo).port }, 'ready')
})

/** Finishes what is under way, then ends. */
async function stop(): Promise<void> {
  live.stop()
  await metrics?.stop()
  server.close()
  server.closeIdleConnections()
  await new Promise((resolve) => server.once('close', resolve))
  await announcer.settled()
  await listening.stop()
  await db.destroy()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    const deadline = setTimeout(() => process.exit(1), 8000)
    deadline.unref()
    void stop().then(() => process.exit(0))
  })
}
