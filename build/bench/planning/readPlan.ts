/** What a plan says: which rows it reads from where, and itself as text that stays the same from machine to machine. */

/** As `explain (format json, analyze)` has it; only what is read here. */
export interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Function Name'?: string
  'Index Name'?: string
  'CTE Name'?: string
  'Subplan Name'?: string
  Alias?: string
  Operation?: string
  'Join Type'?: string
  'Sort Key'?: string[]
  'Index Cond'?: string
  'Recheck Cond'?: string
  'Hash Cond'?: string
  Filter?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Rows Removed by Join Filter'?: number
  Plans?: PlanNode[]
}

interface Step {
  what: string
  table: string | undefined
  /** By which index; undefined: the table is read through. */
  index: string | undefined
  /** How many rows it looked at, all in all. */
  rows: number
}

/** All nodes of a plan, each with the number of rows that passed through it. */
export function stepsOf(plan: PlanNode): Step[] {
  return [step(plan), ...(plan.Plans ?? []).flatMap((below) => stepsOf(withTable(plan, below)))]
}

/** The index of a bitmap is named below the table. */
function withTable(above: PlanNode, below: PlanNode): PlanNode {
  const relation = above['Relation Name']
  if (relation && /^Bitmap/.test(below['Node Type'])) return { 'Relation Name': relation, ...below }
  return below
}

function step(node: PlanNode): Step {
  const removed =
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0)
  return {
    what: node['Node Type'],
    table: node['Relation Name'],
    index: node['Index Name'],
    rows: Math.round((node['Actual Rows'] + removed) * node['Actual Loops']),
  }
}

/** As text, without numbers. */
export function planInWords(node: PlanNode, depth = 0): string[] {
  const { Plans: below = [] } = node
  const name = node['Subplan Name']
  const indent = '  '.repeat(depth)
  return [
    ...(name ? [`${indent}(${name})`] : []),
    `${indent}${nameOf(node)}`,
    ...conditionsOf(node).map((line) => `${indent}    ${line}`),
    ...below.flatMap((each) => planInWords(each, depth + 1)),
  ]
}

function nameOf(node: PlanNode): string {
  const relation = node['Relation Name'] ?? node['Function Name'] ?? node['CTE Name']
  const alias = node.Alias && node.Alias !== relation ? ` ${node.Alias}` : ''
  return [
    node.Operation && node['Node Type'] === 'ModifyTable' ? node.Operation : node['Node Type'],
    node['Join Type'] && node['Join Type'] !== 'Inner' && `(${node['Join Type'].toLowerCase()})`,
    node['Index Name'] && `by ${node['Index Name']}`,
    relation && `on ${relation}${alias}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function conditionsOf(node: PlanNode): string[] {
  return [
    node['Index Cond'] && `where ${node['Index Cond']}`,
    node['Hash Cond'] && `where ${node['Hash Cond']}`,
    node['Sort Key'] && `by ${node['Sort Key'].join(', ')}`,
    node.Filter && `if ${node.Filter}`,
  ]
    .filter((line) => typeof line === 'string')
    .map((line) => shorten(withoutValues(line)))
}

/** Ids, texts and times that differ from run to run. */
const withoutValues = (text: string) =>
  text
    .replace(/'(?:[^']|'')*'::("[^"]+"|[a-z]+( (with|without) time zone)?)(\[\])?/g, (_, type: string) => `‹${type}›`)
    .replace(/\b\d{10,}\b/g, '‹number›')

const shorten = (text: string) => (text.length > 200 ? `${text.slice(0, 200)} …` : text)
export const statementInShort = (text: string) => (text.length > 240 ? `${text.slice(0, 240)} …` : text)
