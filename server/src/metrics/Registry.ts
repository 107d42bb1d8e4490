/**
 * What an operator can measure, in the text format of Prometheus (version 0.0.4). Labels are from small closed sets: route
 * patterns, states, names of jobs; never an id, a name or an address.
 */
type Labels = Record<string, string | number>

interface Sample {
  labels?: Labels
  value: number
}

type Kind = 'counter' | 'gauge' | 'histogram'

export interface Counter {
  increase: (labels?: Labels) => void
}

export interface Histogram {
  observe: (value: number, labels?: Labels) => void
}

interface Tally {
  labels: Labels
  counts: number[]
  sum: number
}

export class Registry {
  /** Each gives the lines of one metric. */
  readonly #metrics: (() => Promise<string[]>)[] = []

  counter(name: string, help: string): Counter {
    const values = new Map<string, { labels: Labels; value: number }>()
    this.#add(name, help, 'counter', () => [...values.values()].map((sample) => line(name, sample)))
    return {
      increase: (labels = {}) => {
        const key = inBraces(labels)
        values.set(key, { labels, value: (values.get(key)?.value ?? 0) + 1 })
      },
    }
  }

  /** `read` is asked at each scrape; what it cannot tell is left out of that one. */
  gauge(name: string, help: string, read: () => Sample[] | Promise<Sample[]>, kind: Kind = 'gauge'): void {
    this.#add(name, help, kind, async () => (await read()).map((sample) => line(name, sample)))
  }

  /** `bounds`: the upper bounds of the buckets, ascending. */
  histogram(name: string, help: string, bounds: number[]): Histogram {
    const tallies = new Map<string, Tally>()
    this.#add(name, help, 'histogram', () => [...tallies.values()].flatMap((tally) => tallied(name, bounds, tally)))
    return {
      observe: (value, labels = {}) => {
        const key = inBraces(labels)
        const tally = tallies.get(key) ?? { labels, counts: [...bounds, Infinity].map(() => 0), sum: 0 }
        tallies.set(key, tally)
        tally.counts[[...bounds, Infinity].findIndex((bound) => value <= bound)]! += 1
        tally.sum += value
      },
    }
  }

  async text(): Promise<string> {
    const told = await Promise.all(this.#metrics.map((metric) => metric().catch(() => [])))
    return `${told.flat().join('\n')}\n`
  }

  #add(name: string, help: string, kind: Kind, lines: () => string[] | Promise<string[]>): void {
    this.#metrics.push(async () => [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...(await lines())])
  }
}

/** Each bucket counts all that is not above its bound. */
function tallied(name: string, bounds: number[], { labels, counts, sum }: Tally): string[] {
  let soFar = 0
  const buckets = [...bounds, '+Inf'].map((bound, place) => {
    soFar += counts[place]!
    return line(`${name}_bucket`, { labels: { ...labels, le: bound }, value: soFar })
  })
  return [...buckets, line(`${name}_sum`, { labels, value: sum }), line(`${name}_count`, { labels, value: soFar })]
}

function line(name: string, { labels = {}, value }: Sample): string {
  return `${name}${inBraces(labels)} ${value}`
}

function inBraces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
