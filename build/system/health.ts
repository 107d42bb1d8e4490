/** Asks a server how it is. */
import type { Health } from '../../server/src/health.ts'

/** What /healthz says; undefined while nobody answers. */
export async function askHealth(origin: string): Promise<Health | undefined> {
  try {
    const reply = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(2000) })
    return (await reply.json()) as Health
  } catch {
    return undefined
  }
}

/** Everything that the system does itself; mail that cannot be handed over waits until it can. */
export function isWellButForMail(health: Health): boolean {
  return health.database === 'well' && health.worker === 'well'
}

/**
 * Waits until the server, its database, the worker and the mail are well, or as well as `enough` says. `stillHopeful` may
 * end the waiting by throwing.
 */
export async function untilWell(
  origin: string,
  stillHopeful: () => void,
  { enough = ({ well }: Health) => well, timeoutMs = 60_000 } = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    stillHopeful()
    const health = await askHealth(origin)
    if (health && enough(health)) return
    if (Date.now() > deadline)
      throw new Error(`${origin} is not well: ${health ? JSON.stringify(health) : 'no answer'}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
