/** The line between the desktop app and the server, for a test to listen to and to cut. */
import { createServer, request, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Line {
  /** What the desktop app is told is its server. */
  origin: string
  /** What went over it so far. */
  requests: { method: string; path: string; headers: IncomingHttpHeaders }[]
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function lineTo(server: string): Promise<Line> {
  const target = new URL(server)
  const requests: Line['requests'] = []
  let whole = true
  const relay = createServer((incoming, reply) => {
    if (!whole) return void incoming.socket.destroy()
    const { method = 'GET', url: path = '/', headers } = incoming
    requests.push({ method, path, headers })
    const outgoing = request(
      { host: target.hostname, port: target.port, method, path, headers: { ...headers, host: target.host } },
      (answer) => {
        reply.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(reply)
      },
    )
    outgoing.on('error', () => reply.destroy())
    reply.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    requests,
    cut() {
      whole = false
      relay.closeAllConnections()
    },
    mend: () => void (whole = true),
    close() {
      relay.closeAllConnections()
      return new Promise((resolve) => relay.close(() => resolve()))
    },
  }
}
