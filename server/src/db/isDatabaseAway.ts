/** Whether something failed because the database could not be reached, or its connection broke: nobody's mistake, and over soon. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown }
  if (name === 'KnexTimeoutError') return true
  // What `pg` says, without a code, when its connection is gone; Knex puts before it what was asked.
  const gone = /^(\w+;? - )?(Connection terminated|Client has encountered a connection error)/
  if (typeof message === 'string' && gone.test(message)) return true
  // Class 08 is connection trouble, 57P the server going down; the others come from the network.
  return typeof code === 'string' && /^(08|57P|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)/.test(code)
}
