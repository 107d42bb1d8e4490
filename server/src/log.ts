import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from './config.ts'

/** Log lines carry ids, codes and durations: never a name, an address, a subject or a text. They go to standard output. */
export function createLog(
  part: string,
  { logLevel: level }: Pick<Config, 'logLevel'>,
  destination: DestinationStream = pino.destination(1),
): Logger {
  return pino({ level, base: { part }, serializers: { err: describeError } }, destination)
}
export type Log = Logger

/**
 * What went wrong and where. A database error's own message and detail can quote the values of a row, so of those only
 * the code and the names of table and constraint are kept.
 */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, table, constraint } = error as Error & Record<string, unknown>
  const isFromDatabase = 'severity' in error || 'nativeError' in error
  const where = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '))
  return {
    type: error.name,
    message: isFromDatabase ? 'refused by the database' : error.message,
    code,
    table,
    constraint,
    where: where?.join('\n'),
  }
}
