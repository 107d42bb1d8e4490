// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { waitingFetch } from './waitingFetch.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const lost = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'))
const answer = (status: number) => () => Promise.resolve(new Response('{}', { status }))

test('a request for page data waits until the service is back', async () => {
  const fetch = vi.fn(lost).mockImplementationOnce(lost).mockImplementationOnce(answer(503))
  fetch.mockImplementationOnce(answer(200))
  const got = waitingFetch(fetch)('http://localhost/conversations/__data.json?x-sveltekit-invalidated=11')
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await got).status).toBe(200)
  expect(fetch).toHaveBeenCalledTimes(3)
})

test('it tries again at once when the browser is back online', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(lost).mockImplementationOnce(lost)
  fetch.mockImplementationOnce(answer(200))
  const got = waitingFetch(fetch)('/conversations/__data.json')
  await vi.advanceTimersByTimeAsync(1)
  window.dispatchEvent(new Event('online'))
  expect((await got).status).toBe(200)
})

test('a refusal is an answer', async () => {
  expect((await waitingFetch(answer(404))('/conversations/1/__data.json')).status).toBe(404)
})

test('everything else fails as it did', async () => {
  await expect(waitingFetch(lost)('/api/drafts/1')).rejects.toThrow('Failed to fetch')
})
