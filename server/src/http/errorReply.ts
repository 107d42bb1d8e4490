import type { Context, Next } from 'koa'
import { isDatabaseAway } from '../db/isDatabaseAway.ts'
import { Problem } from '../errors.ts'
import type { Log } from '../log.ts'

/** The one place where what middleware throws becomes a reply. Endpoints answer their own problems in `answer()`. */
export function errorReply(log: Log) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body == null && ctx.respond !== false) throw new Problem('notFound')
    } catch (error) {
      const problem = asProblem(error)
      if (problem.status >= 500) log.error({ err: error, requestId: ctx.state.requestId }, 'request failed')
      ctx.status = problem.status
      ctx.body = problem.reply(String(ctx.state.requestId))
    }
  }
}

/** Koa's and the body parser's errors carry a status. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { status, code } = error as { status?: unknown; code?: unknown }
  // A body that is not compressed in the way it says.
  if (typeof code === 'string' && code.startsWith('Z_')) return new Problem('badRequest')
  if (status === 413) return new Problem('tooLarge')
  if (typeof status === 'number' && status >= 400 && status < 500) return new Problem('badRequest')
  // A stream, a large body: whoever asks is looked up before the endpoint.
  return new Problem(isDatabaseAway(error) ? 'unavailable' : 'unexpected')
}
