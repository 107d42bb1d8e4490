import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'

/** Log lines carry ids, codes and durations: never a name, an address, a subject or a text. */
export function createLog(part: string, config: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: config.logLevel, base: { part } })
}
export type Log = Logger
