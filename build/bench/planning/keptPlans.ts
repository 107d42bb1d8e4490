/**
 * The plans of one endpoint as a file. Of what stands in it only the lines with a star are held to be true: which index
 * serves which big table. The rest is to be read, and may differ from one version of PostgreSQL to another.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Endpoint } from '../../../server/src/contract/index.ts'
import type { Statement } from './catchPlans.ts'
import { planInWords, statementInShort, stepsOf } from './readPlan.ts'

const directory = join(import.meta.dirname, '../plans')
const fileOf = (name: string) => join(directory, `${name}.txt`)
const star = '  * '

/** By the name of each case: which index serves which big table. */
export type Ways = Record<string, string[]>

/** The big tables, and the indexes that begin with a row's id: which of several such finds a row is chance. */
export interface Lookout {
  bigTables: Set<string>
  byId: Set<string>
}

/** Of all statements of a request together, each way once. */
export function waysOf(statements: Statement[], { bigTables, byId }: Lookout): string[] {
  const ways = statements
    .flatMap(({ plan }) => stepsOf(plan))
    .flatMap(({ what, table, index }) => {
      if (!table || !bigTables.has(table)) return []
      if (index) return [`${table} by ${byId.has(index) ? 'id' : index}`]
      return what === 'Seq Scan' ? [`${table} read through`] : []
    })
  return [...new Set(ways)].sort()
}

export function keptWays(name: string): Ways | undefined {
  if (!existsSync(fileOf(name))) return undefined
  const ways: Ways = {}
  let current = ''
  for (const line of readFileSync(fileOf(name), 'utf8').split('\n')) {
    if (line.startsWith('## ')) ways[(current = line.slice(3))] = []
    if (line.startsWith(star)) ways[current]?.push(line.slice(star.length))
  }
  return ways
}

export const keptNames = () => readdirSync(directory).map((file) => file.replace(/\.txt$/, ''))

export function forgetPlans(name: string): void {
  rmSync(fileOf(name))
}

export function writePlans(
  name: string,
  { method, path, summary }: Endpoint,
  cases: Record<string, { ways: string[]; statements: Statement[] }>,
): void {
  const seen = new Map<string, string>()
  const shown = (what: string, { text, plan }: Statement) => {
    const whole = ['', `  ${statementInShort(text)}`, ...planInWords(plan, 3)].join('\n')
    const before = seen.get(whole)
    seen.set(whole, before ?? what)
    return before ? ['', `  ${statementInShort(text)}`, `      (as above: ${before})`] : [whole]
  }
  const lines = Object.entries(cases).flatMap(([what, { ways, statements }]) => [
    ...['', `## ${what}`, ''],
    ...ways.map((way) => `${star}${way}`),
    ...statements.flatMap((statement) => shown(what, statement)),
  ])
  const head = [
    `# ${name}: ${method} ${path}`,
    '',
    summary,
    '',
    'Written by `npm run plans`; what it means stands in build/bench/planning/keptPlans.ts.',
  ]
  writeFileSync(fileOf(name), [...head, ...lines, ''].join('\n'))
}
