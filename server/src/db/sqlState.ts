/** PostgreSQL's code of an error, also where Objection has wrapped it; empty when it is none of PostgreSQL's. */
export function sqlState(error: unknown): string {
  const { code, nativeError } = (error ?? {}) as { code?: unknown; nativeError?: { code?: unknown } }
  const state = nativeError?.code ?? code
  return typeof state === 'string' ? state : ''
}
