/** The middleware, in the order in which a request meets it. */
import { randomUUID } from 'node:crypto'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa, { type Context, type Next } from 'koa'
import helmet from 'koa-helmet'
import { absenceRoutes } from './absences/routes.ts'
import { ForgottenLimits } from './accounts/ForgottenLimits.ts'
import { LetterLimits } from './accounts/LetterLimits.ts'
import { ownAccountRoutes } from './accounts/own/routes.ts'
import { accountRoutes } from './accounts/routes.ts'
import { SignInLimits } from './accounts/SignInLimits.ts'
import { textRoutes } from './accounts/texts/routes.ts'
import { broadcastRoutes } from './broadcasts/routes.ts'
import { changesetRoutes } from './changesets/routes.ts'
import type { Config } from './config.ts'
import type { PortalDoor } from './contract/client.ts'
import { api, apiPrefix, type Endpoint } from './contract/index.ts'
import { conversationRoutes } from './conversations/routes.ts'
import type { Database } from './db/connect.ts'
import { Problem } from './errors.ts'
import { groupRoutes } from './groups/routes.ts'
import { checkHealth } from './health.ts'
import { errorReply } from './http/errorReply.ts'
import type { LiveStreams } from './http/live.ts'
import { networkOf } from './http/networkOf.ts'
import { openApi } from './http/openApi.ts'
import { portal, type PortalHandler } from './http/portal.ts'
import { rateLimit } from './http/rateLimit.ts'
import { admitted, answer, type Call, type House, type Route } from './http/route.ts'
import { cookieName, tokenOf } from './http/signedIn.ts'
import type { Log } from './log.ts'
import type { AnsweredRequest } from './metrics/requestMetrics.ts'
import { launchRoutes } from './launch/routes.ts'
import { newsRoutes } from './news/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import { patientSheet } from './patients/patientSheet.ts'
import { patientRoutes } from './patients/routes.ts'
import { recipientRoutes } from './recipients/routes.ts'
import { staffRoutes } from './staff/routes.ts'
import { staffSheet } from './staff/staffSheet.ts'

interface Parts {
  config: Config
  db: Database
  house: House
  live: LiveStreams
  log: Log
  portalHandler: PortalHandler
  /** Is told of every request when it is answered. */
  onAnswer?: (request: AnsweredRequest) => void
}

export function createApp({ config, db, house, live, log, portalHandler, onAnswer }: Parts): Koa {
  const routes = [
    ...accountRoutes(config, {
      signIn: new SignInLimits(db),
      forgotten: new ForgottenLimits(db),
      letters: new LetterLimits(db),
    }),
    ...ownAccountRoutes(config),
    ...textRoutes(config),
    ...groupRoutes(config),
    ...absenceRoutes(),
    ...changesetRoutes({ staff: staffSheet, patients: patientSheet }),
    ...patientRoutes(config),
    ...recipientRoutes(config),
    ...conversationRoutes(config),
    ...staffRoutes(),
    ...broadcastRoutes(config),
    ...newsRoutes(),
    ...launchRoutes(config),
    ...notificationRoutes(config),
  ]
  const app = new Koa({ proxy: config.trustProxy, maxIpsCount: 1 })
  app.silent = true
  app.use(requestId)
  app.use(accessLog(log, onAnswer))
  app.use(errorReply(log))
  app.use(knownHost(config.allowedHosts))
  app.use(securityHeaders(config.publicUrl))
  app.use(health(db))
  app.use(rateLimit())
  app.use(apiRouter(config, house, live, routes))
  app.use(portal(portalHandler, (ctx) => portalDoor(ctx, config, house, routes)))
  return app
}

async function requestId(ctx: Context, next: Next): Promise<void> {
  ctx.state.requestId = randomUUID()
  ctx.set('x-request-id', ctx.state.requestId as string)
  await next()
}

/** The route's pattern and never the URL, which may hold ids and search words. */
function accessLog(log: Log, onAnswer: Parts['onAnswer']) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const started = performance.now()
    await next()
    const route = (ctx as { _matchedRoute?: string })._matchedRoute ?? (ctx.path === '/healthz' ? '/healthz' : 'portal')
    const { status, method } = ctx
    const ms = performance.now() - started
    log.debug({ requestId: ctx.state.requestId as string, method, route, status, ms: Math.round(ms) }, 'request')
    onAnswer?.({ method, route, status, seconds: ms / 1000 })
  }
}

function knownHost(allowed: string[]) {
  return async (ctx: Context, next: Next): Promise<void> => {
    if (!allowed.includes(ctx.host) && ctx.path !== '/healthz') throw new Problem('badRequest')
    await next()
  }
}

function securityHeaders(publicUrl: URL) {
  const https = publicUrl.protocol === 'https:'
  const always = {
    strictTransportSecurity: https,
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
    referrerPolicy: { policy: 'same-origin' as const },
    frameguard: { action: 'deny' as const },
  }
  // Pages bring their own content security policy, with nonces.
  const forPages = helmet({ ...always, contentSecurityPolicy: false })
  const forData = helmet({
    ...always,
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.set('cache-control', 'no-store')
    ctx.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()')
    await (ctx.path.startsWith(apiPrefix) ? forData : forPages)(ctx, next)
  }
}

/** With a ceiling of its own, so that asking often keeps nobody at the same address from working. */
function health(db: Database) {
  const limit = rateLimit({ perTenSeconds: 200 })
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.path !== '/healthz') {
      await next()
      return
    }
    await limit(ctx, async () => {
      const state = await checkHealth(db)
      ctx.status = state.well ? 200 : 503
      ctx.body = state
    })
  }
}

function apiRouter(config: Config, house: House, live: LiveStreams, routes: Route[]) {
  const router = new Router({ sensitive: true })
  const document = openApi(api)
  const callOf = (ctx: Context): Call => ({
    token: tokenOf(ctx, config.publicUrl),
    background: ctx.get('x-background') !== '',
    address: networkOf(ctx.ip),
    userAgent: ctx.get('user-agent'),
    requestId: ctx.state.requestId as string,
    params: (ctx as { params?: unknown }).params,
    query: ctx.query,
    body: ctx.request.body,
  })

  router.get(`${apiPrefix}/openapi.json`, (ctx) => {
    ctx.body = document
  })
  router.get(apiPrefix + api.live.path, async (ctx) => {
    const actor = await admitted(house, api.live, { ...callOf(ctx), background: true })
    if (ctx.method === 'HEAD') {
      ctx.status = 200
      return
    }
    if (live.isFull(actor)) throw new Problem('tooManyRequests')
    ctx.respond = false
    live.open(actor, ctx.res)
  })

  const small = bodyParser({ enableTypes: ['json'], jsonLimit: '256kb' })
  const large = bodyParser({ enableTypes: ['json'], jsonLimit: '4mb' })
  for (const route of routes) {
    const { method, path, bodyLimit } = route.endpoint
    router.register(
      apiPrefix + path,
      [method],
      [
        notCompressed,
        ...(bodyLimit === '4mb' ? [admittedFirst(house, route, callOf), large] : [small]),
        async (ctx: Context) => {
          const { status, body } = await answer(house, route, callOf(ctx))
          ctx.status = status
          ctx.body = body ?? null
          if (status === 204) ctx.body = null
        },
      ],
    )
  }
  router.all(`${apiPrefix}/{*rest}`, () => {
    throw new Problem('notFound')
  })
  return router.routes()
}

/** A few bytes that become megabytes: nobody who uses the API sends such. */
async function notCompressed(ctx: Context, next: Next): Promise<void> {
  if (!['', 'identity'].includes(ctx.get('content-encoding'))) throw new Problem('badRequest')
  await next()
}

/** A large body is read only for somebody who may send one. */
function admittedFirst(house: House, { endpoint }: Route, callOf: (ctx: Context) => Call) {
  return async (ctx: Context, next: Next): Promise<void> => {
    await admitted(house, endpoint, { ...callOf(ctx), background: true })
    await next()
  }
}

/** The portal's way to the API: the same routes, without a detour through the network. */
function portalDoor(ctx: Context, config: Config, house: House, routes: Route[]): PortalDoor {
  const byEndpoint = new Map(routes.map((route) => [route.endpoint, route]))
  return {
    cookieName: cookieName(config.publicUrl),
    secure: config.publicUrl.protocol === 'https:',
    transport:
      ({ token, background }) =>
      async ({ name, params, query, body }) => {
        const route = byEndpoint.get((api as Record<string, Endpoint>)[name] as Endpoint)
        if (!route) throw new Error(`there is no endpoint ${name}`)
        const { requestId } = ctx.state as { requestId: string }
        const from = { address: networkOf(ctx.ip), userAgent: ctx.get('user-agent') }
        return answer(house, route, { token, background, ...from, requestId, params, query, body })
      },
  }
}
