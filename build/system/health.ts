/** Asks a server how it is. */

/** What /healthz says; undefined while nobody answers. */
export async function askHealth(origin: string): Promise<{ well: boolean; said: string } | undefined> {
  try {
    const reply = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(2000) })
    return { well: reply.ok, said: await reply.text() }
  } catch {
    return undefined
  }
}

/** Waits until the server, its database, the worker and the mail are well. `stillHopeful` may end the waiting by throwing. */
export async function untilWell(origin: string, stillHopeful: () => void, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    stillHopeful()
    const health = await askHealth(origin)
    if (health?.well) return
    if (Date.now() > deadline) throw new Error(`${origin} is not well: ${health?.said ?? 'no answer'}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
