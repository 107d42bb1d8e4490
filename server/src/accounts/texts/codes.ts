/** What the codes have in common that prove a mobile number. */
import { createHash } from 'node:crypto'

/** A code still works: `c` is its row. Until it was sent it has no end; whoever waits longer asks for another. */
export const codeWorks = `
  (c.used_at is null and c.failed_at is null and c.wrong < 5
   and coalesce(c.expires_at, c.created_at + interval '10 minutes') > now())`

/** With the id, so that the same code of two people does not look the same. */
export function hashCode(codeId: string, code: string): Buffer {
  return createHash('sha256').update(`${codeId} ${code}`).digest()
}
