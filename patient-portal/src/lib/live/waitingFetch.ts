/**
 * Kit gives up on a page whose data it cannot fetch and loads the page anew: offline, that costs the page and what was
 * being typed on it. So requests for page data wait until the service is back; meanwhile the offline bar says why.
 */
const away = new Set([502, 503, 504])
const pause = 2_000

type Fetch = typeof globalThis.fetch

export function waitingFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    if (!asksForPageData(input)) return fetch(input, init)
    for (;;) {
      const answer = await fetch(input, init).catch(() => undefined)
      if (answer && !away.has(answer.status)) return answer
      await maybeBack()
    }
  }
}

function asksForPageData(input: RequestInfo | URL): boolean {
  const address = input instanceof Request ? input.url : String(input)
  return URL.parse(address, 'http://here.invalid')?.pathname.endsWith('__data.json') ?? false
}

function maybeBack(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, pause)
    globalThis.addEventListener('online', () => resolve(), { once: true })
  })
}
