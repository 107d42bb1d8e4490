/** One live stream (server-sent events), as an app keeps it open. */
import { request } from 'node:http'
import { api, apiPrefix, liveEvent } from '../../server/src/contract/index.ts'
import { anyAddress } from './Scene.ts'

export interface Listener {
  /** When the next event about this conversation has come, in milliseconds of the clock; rejects after some seconds. */
  next(conversationId: string): Promise<number>
  close(): void
}

/** Done when the server has said hello. */
export function listen(origin: string, token: string): Promise<Listener> {
  const waiting = new Map<string, (at: number) => void>()
  return new Promise((opened, failed) => {
    const asking = request(new URL(apiPrefix + api.live.path, origin), {
      headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': anyAddress() },
      agent: false,
    })
    const next = (conversationId: string) =>
      new Promise<number>((done, late) => {
        const timer = setTimeout(() => late(new Error('The live stream says nothing')), 15_000)
        waiting.set(conversationId, (at) => {
          clearTimeout(timer)
          waiting.delete(conversationId)
          done(at)
        })
      })
    asking.on('error', failed)
    asking.on('response', (response) => {
      if (response.statusCode !== 200) return failed(new Error(`The live stream answered ${response.statusCode}`))
      let rest = ''
      response.setEncoding('utf8')
      response.on('error', () => {})
      response.on('data', (chunk: string) => {
        const at = Date.now()
        const lines = (rest + chunk).split('\n')
        rest = lines.pop()!
        for (const line of lines) {
          if (!line.startsWith('data: ')) continue
          const event = liveEvent.parse(JSON.parse(line.slice('data: '.length)))
          if (event.type === 'hello') opened({ next, close: () => asking.destroy() })
          if (event.type === 'conversation') waiting.get(event.conversationId)?.(at)
        }
      })
    })
    asking.end()
  })
}
