/**
 * Loaded into the server and the worker of a soak, before their own code: every so often it has the rubbish collected and
 * writes down what is still held, a line of JSON each. `SOAK_PLANT` holds on to something on purpose.
 */
import { appendFileSync, existsSync, readdirSync } from 'node:fs'

const file = process.env.SOAK_FILE
const descriptors = '/proc/self/fd'
let warnings = 0

process.on('warning', ({ name }) => {
  if (name === 'MaxListenersExceededWarning') warnings++
})

function sample(): void {
  // The second time takes what the first has set free.
  for (let time = 0; time < 2; time++) globalThis.gc?.()
  const { heapUsed, rss, external } = process.memoryUsage()
  const held = process.getActiveResourcesInfo()
  const figures = {
    heap: heapUsed,
    outside: external,
    rss,
    sockets: held.filter((what) => /^(TCP|Pipe|TLS).*Wrap$/.test(what)).length,
    timers: held.filter((what) => what === 'Timeout').length,
    ...(existsSync(descriptors) && { files: readdirSync(descriptors).length }),
    warnings,
  }
  appendFileSync(file!, `${JSON.stringify({ at: Date.now(), figures })}\n`)
}

if (file) setInterval(sample, Number(process.env.SOAK_EVERY_MS)).unref()

const kept: string[][] = []
if (process.env.SOAK_PLANT === 'heap')
  setInterval(() => kept.push(Array.from({ length: 5000 }, () => String(Math.random()))), 1000).unref()
if (process.env.SOAK_PLANT === 'timers') setInterval(() => setTimeout(() => {}, 86_400_000), 1000).unref()
