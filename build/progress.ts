/** What the commands print while they work: a line per step, with its time. */
import { styleText } from 'node:util'

export function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}`)
}

/** Runs `work`; says what it is when it takes a while, and how long it took when it is done. */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const patience = setTimeout(() => console.log(styleText('dim', `  ... ${name}`)), 1000)
  const heartbeat = setInterval(() => console.log(styleText('dim', `      still at it (${since(started)})`)), 15_000)
  try {
    const result = await work()
    const note = typeof result === 'string' && result ? `: ${result}` : ''
    console.log(`  ${styleText('green', 'ok')}  ${name}${note} ${styleText('dim', `(${since(started)})`)}`)
    return result
  } catch (error) {
    console.log(`  ${styleText('red', 'no')}  ${name} ${styleText('dim', `(${since(started)})`)}`)
    throw error
  } finally {
    clearTimeout(patience)
    clearInterval(heartbeat)
  }
}

export function since(started: number): string {
  const seconds = (performance.now() - started) / 1000
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`
}

/** Something that went wrong in a way that one sentence explains; it is printed without a stack. */
export class Sentence extends Error {}

/** Runs a command's `main`: a failure is printed and ends the process with 1. */
export async function command(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Sentence ? `\n${error.message}` : error)
    process.exitCode = 1
  }
}
