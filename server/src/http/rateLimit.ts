import type { Context, Next } from 'koa'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Problem } from '../errors.ts'
import { networkOf } from './networkOf.ts'

/**
 * A ceiling on what one address can ask of one process, far above what people do; a whole ward may share an address.
 * Guessing of passwords is limited elsewhere, across all processes.
 */
export function rateLimit({ perTenSeconds = 1000 } = {}) {
  const limiter = new RateLimiterMemory({ points: perTenSeconds, duration: 10 })
  return async (ctx: Context, next: Next): Promise<void> => {
    await limiter.consume(networkOf(ctx.ip)).catch(() => {
      ctx.set('retry-after', '10')
      throw new Problem('tooManyRequests')
    })
    await next()
  }
}
