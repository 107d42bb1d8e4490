/** Keeps what was started running: what ends by itself is started again, unless it keeps ending. */
import { startPostgres, type RunningPostgres } from '../postgres.ts'
import { isPostgres } from '../postgres/cluster.ts'
import { Sentence } from '../progress.ts'
import type { Part } from '../system/Part.ts'

const mostDeathsAMinute = 5

/** Returns how to end the watching. */
export function supervise(part: Part, giveUp: (why: Sentence) => void): () => void {
  let deaths: number[] = []
  let again: NodeJS.Timeout | undefined
  part.onDeath = (how) => {
    const now = Date.now()
    deaths = [...deaths.filter((at) => at > now - 60_000), now]
    const said = `The ${part.name} ${how}. The end of its log (${part.logFile}):\n${part.lastLines()}`
    if (deaths.length > mostDeathsAMinute)
      return giveUp(new Sentence(`${said}\n\nIt keeps ending, so everything stops.`))
    console.log(`\n${said}\n\nStarting the ${part.name} again.`)
    again = setTimeout(() => part.start(), 250 * deaths.length)
  }
  return () => {
    part.onDeath = () => {}
    clearTimeout(again)
  }
}

/** Somebody else may have ended PostgreSQL, which is no child of ours. Returns how to end the watching. */
export function supervisePostgres(
  postgres: RunningPostgres,
  dataDir: string,
  giveUp: (why: Sentence) => void,
): () => void {
  let { pid } = postgres
  let busy = false
  const look = async () => {
    if (busy || isPostgres(pid)) return
    busy = true
    console.log('\nPostgreSQL ended. Starting it again.')
    try {
      const again = await startPostgres({ dataDir })
      pid = again.pid
      if (again.url !== postgres.url)
        giveUp(new Sentence('PostgreSQL could not have its port back, so everything stops.'))
    } catch (error) {
      giveUp(new Sentence(`PostgreSQL does not start again, so everything stops.\n${(error as Error).message}`))
    }
    busy = false
  }
  const timer = setInterval(() => void look(), 1000)
  return () => clearInterval(timer)
}
