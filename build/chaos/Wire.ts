/**
 * A line between two programs that can be cut or stall: whoever connects here is passed on to one of the targets in turn,
 * and to the next when that one does not answer, as a load balancer does.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

interface Pair {
  near: Socket
  far: Socket
}

export class Wire {
  readonly #targets: () => number[]
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  #turn = 0

  /** The ports of the targets, asked at each connection. */
  constructor(targets: () => number[]) {
    this.#targets = targets
    this.#server = createServer((near) => this.#pass(near.on('error', () => undefined)))
  }

  /** Returns the port. */
  async listen(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    return (this.#server.address() as AddressInfo).port
  }

  get open(): number {
    return this.#pairs.size
  }

  /** Both ends see their connection reset. Returns how many were cut. */
  cut(share: () => boolean): number {
    const chosen = [...this.#pairs].filter(share)
    for (const { near, far } of chosen) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
    return chosen.length
  }

  /** Nothing comes through for a while, and nothing is lost. */
  stall(): () => void {
    const held = [...this.#pairs]
    for (const { near, far } of held) {
      near.unpipe(far)
      far.unpipe(near)
    }
    return () => {
      for (const { near, far } of held) {
        if (near.destroyed || far.destroyed) continue
        near.pipe(far)
        far.pipe(near)
      }
    }
  }

  async close(): Promise<void> {
    this.cut(() => true)
    await new Promise((done) => this.#server.close(done))
  }

  #pass(near: Socket, tried = 0): void {
    const targets = this.#targets()
    if (tried >= targets.length || near.destroyed) return void near.destroy()
    const far = connect(targets[this.#turn++ % targets.length]!, '127.0.0.1')
    const refused = () => this.#pass(near, tried + 1)
    far.once('error', refused)
    far.once('connect', () => {
      far.off('error', refused).on('error', () => undefined)
      const pair = { near, far }
      this.#pairs.add(pair)
      const over = () => {
        this.#pairs.delete(pair)
        near.destroy()
        far.destroy()
      }
      near.on('close', over)
      far.on('close', over)
      near.setNoDelay(true).pipe(far)
      far.setNoDelay(true).pipe(near)
    })
  }
}
