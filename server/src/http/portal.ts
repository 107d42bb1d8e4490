/** Mounts the built SvelteKit portal in this process, on the origin of the API. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'koa'
import type { PortalDoor } from '../contract/client.ts'
import { Problem } from '../errors.ts'

export type PortalHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Loads the portal's handler; it reads these two variables while it loads. */
export async function loadPortal(handlerUrl: URL): Promise<PortalHandler> {
  process.env.PROTOCOL_HEADER = 'x-forwarded-proto'
  process.env.ADDRESS_HEADER = 'x-real-ip'
  const built = (await import(handlerUrl.href)) as { handler: PortalHandler }
  return built.handler
}

export function portal(handler: PortalHandler, doorFor: (ctx: Context) => PortalDoor) {
  return async (ctx: Context): Promise<void> => {
    const { req, res } = ctx
    // The portal's forms are never sent so, and it would stumble over a broken one.
    if (ctx.is('multipart/*')) throw new Problem('badRequest')
    // What the portal believes of the connection is what we know of it, whatever the client claims.
    req.headers['x-forwarded-proto'] = ctx.protocol
    req.headers['x-real-ip'] = ctx.ip
    req.headers.host = ctx.host
    ;(req as IncomingMessage & { portalDoor: PortalDoor }).portalDoor = doorFor(ctx)
    ctx.respond = false
    res.statusCode = 200
    await new Promise<void>((resolve) => {
      res.once('close', resolve)
      handler(req, res, () => {
        res.statusCode = 404
        res.end()
      })
    })
  }
}
