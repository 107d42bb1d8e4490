/**
 * What PostgreSQL really did for a request: every statement with its plan as it was carried out, also those inside
 * triggers and functions, because it tells the connection that ran them (auto_explain).
 */
import type pg from 'pg'
import type { Database } from '../../../server/src/db/connect.ts'
import type { PlanNode } from './readPlan.ts'

export interface Statement {
  text: string
  plan: PlanNode
}

/** For every connection to the database from now on. */
export const explaining = (database: string) =>
  [
    ['session_preload_libraries', `'auto_explain'`],
    ['auto_explain.log_min_duration', '0'],
    ['auto_explain.log_analyze', 'on'],
    ['auto_explain.log_timing', 'off'],
    ['auto_explain.log_nested_statements', 'on'],
    ['auto_explain.log_format', 'json'],
    ['auto_explain.log_level', 'notice'],
    ['auto_explain.log_parameter_max_length', '0'],
    ['compute_query_id', 'off'],
    ['jit', 'off'],
    // As with tables that do not fit into so few pages: reading one through is never the cheap way.
    ['random_page_cost', '1.1'],
    // A plan for the values asked for, and not, after five times through the same connection, one for any.
    ['plan_cache_mode', 'force_custom_plan'],
  ]
    .map(([name, value]) => `alter database "${database}" set ${name} = ${value}`)
    .join(';')

interface Pool {
  acquireRawConnection: () => Promise<pg.Client>
}

/** Hears what is run through these connections; wants to be called before the first is opened. */
export function catchPlans(db: Database): { during: (work: () => Promise<void>) => Promise<Statement[]> } {
  const caught: Statement[] = []
  const pool = db.client as Pool
  const open = pool.acquireRawConnection.bind(pool)
  pool.acquireRawConnection = async () => {
    const connection = await open()
    connection.on('notice', ({ message = '' }) => {
      const json = /plan:\n([\s\S]*)$/.exec(message)?.[1]
      if (!json) return
      const { 'Query Text': text, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode }
      // The bodies of our own functions in SQL (`fold`) have no text; they read nothing.
      if (text) caught.push({ text: text.replace(/\s+/g, ' ').trim(), plan })
    })
    return connection
  }
  async function during(work: () => Promise<void>): Promise<Statement[]> {
    caught.length = 0
    await work()
    return caught.splice(0)
  }
  return { during }
}
