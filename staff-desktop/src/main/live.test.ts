// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { eventIn, listen } from './live.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A server whose lines the test holds in its hand. */
function aServer(down?: 'away' | number) {
  const lines: { write: (text: string) => void; drop: () => void }[] = []
  const said = { events: [] as string[], states: [] as string[], signedOut: 0, mustEnrol: 0 }
  const listening = listen({
    open: async (signal) => {
      if (down === 'away') throw new TypeError('fetch failed')
      if (down) return new Response('', { status: down })
      let controller!: ReadableStreamDefaultController<Uint8Array>
      const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) })
      signal.addEventListener('abort', () => controller.error(new Error('aborted')))
      lines.push({
        write: (text) => controller.enqueue(new TextEncoder().encode(text)),
        drop: () => controller.error(new Error('reset')),
      })
      return new Response(body)
    },
    onEvent: (event) => void said.events.push(event.type),
    onState: (state) => void said.states.push(state),
    onSignedOut: () => {
      said.signedOut++
    },
    onMustEnrol: () => {
      said.mustEnrol++
    },
  })
  return {
    lines,
    said,
    listening,
    goDown: (how: typeof down) => void (down = how),
    settle: () => vi.advanceTimersByTimeAsync(0),
  }
}

const hello = 'data: {"type":"hello"}\n\n'

test('is online from hello on, also when the event comes in pieces', async () => {
  const { lines, said, settle } = aServer()
  await settle()
  expect(said.states).toEqual(['connecting'])
  lines[0]!.write(': heartbeat\n\ndata: {"type":')
  lines[0]!.write('"hello"}\r\n\r\n')
  await settle()
  expect(said).toMatchObject({ states: ['connecting', 'online'], events: ['hello'] })
})

test('whoever must set up a code first is told so, and not that they are offline', async () => {
  const { lines, said, settle, goDown } = aServer()
  await settle()
  lines[0]!.write(hello)
  await settle()
  goDown(403)
  lines[0]!.drop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said).toMatchObject({ mustEnrol: 1, signedOut: 0 })
  expect(said.states).not.toContain('offline')
})

test('comes back by itself after a lost line, and says hello again', async () => {
  const { lines, said, settle } = aServer()
  await settle()
  lines[0]!.write(hello)
  await settle()
  lines[0]!.drop()
  await settle()
  expect(said.states.at(-1)).toBe('connecting')
  await vi.advanceTimersByTimeAsync(1_000)
  lines[1]!.write(hello)
  await settle()
  expect(said.states.at(-1)).toBe('online')
  expect(said.events).toEqual(['hello', 'hello'])
})

test('a line without a heartbeat is dead after 40 seconds', async () => {
  const { lines, said, settle } = aServer()
  await settle()
  lines[0]!.write(hello)
  await vi.advanceTimersByTimeAsync(39_000)
  expect(said.states.at(-1)).toBe('online')
  lines[0]!.write(': heartbeat\n\n')
  await vi.advanceTimersByTimeAsync(39_000)
  expect(said.states.at(-1)).toBe('online')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(said.states.at(-1)).not.toBe('online')
})

test('says offline while the server is away, and tries at once when the PC wakes up', async () => {
  const { lines, said, listening, goDown, settle } = aServer('away')
  await settle()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(said.states.at(-1)).toBe('offline')
  goDown(undefined)
  listening.retry()
  await settle()
  lines[0]!.write(hello)
  await settle()
  expect(said.states.at(-1)).toBe('online')
})

test('a 401 ends the session and the trying', async () => {
  const { lines, said, goDown, settle } = aServer(401)
  await settle()
  expect(said.signedOut).toBe(1)
  goDown(undefined)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(lines).toHaveLength(0)
})

test('after stop nothing is heard and nothing is tried', async () => {
  const { lines, said, listening, settle } = aServer()
  await settle()
  listening.stop()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(lines).toHaveLength(1)
  expect(said).toMatchObject({ events: [], states: ['connecting'] })
})

test('what is not an event of the contract is passed over', () => {
  for (const line of ['', ': comment', 'event: x', 'data: {', 'data: {"type":"unheard of"}', 'data:'])
    expect(eventIn(line), line).toBeNull()
  expect(eventIn('data:{"type":"signedOut"}')).toEqual({ type: 'signedOut' })
})

test('does not wait for its next try when something else has had an answer', async () => {
  const { lines, said, listening, goDown, settle } = aServer('away')
  await vi.advanceTimersByTimeAsync(20_000)
  expect(said.states.at(-1)).toBe('offline')
  goDown(undefined)
  listening.hurry()
  await settle()
  lines[0]!.write(hello)
  await settle()
  expect(said.states.at(-1)).toBe('online')
})
