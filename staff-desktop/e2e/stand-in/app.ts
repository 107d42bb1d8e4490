/** The stand-in's `app` and `powerMonitor`. */
import { EventEmitter } from 'node:events'

/** Sends an event that a listener may prevent. */
export function isPrevented(send: (event: { preventDefault: () => void }) => void): boolean {
  const outcome = { prevented: false }
  send({ preventDefault: () => (outcome.prevented = true) })
  return outcome.prevented
}

/** Listening for an event that the stand-in never sends would be a test that cannot fail. */
class Known extends EventEmitter {
  #events: string[]
  constructor(events: string[]) {
    super()
    this.#events = events
  }
  override on(event: string, listener: Parameters<EventEmitter['on']>[1]) {
    if (!this.#events.includes(event)) throw new Error(`The stand-in never sends ${event}`)
    return super.on(event, listener)
  }
}

export const powerMonitor = new Known(['lock-screen', 'suspend', 'resume', 'user-did-resign-active'])

class App extends Known {
  isPackaged = false
  commandLine = { appendSwitch: (_name: string) => {}, removeSwitch: (_name: string) => {} }
  #sandboxed = false

  constructor() {
    super(['web-contents-created', 'window-all-closed', 'before-quit', 'second-instance', 'open-url'])
  }
  enableSandbox() {
    this.#sandboxed = true
  }
  async whenReady() {
    if (!this.#sandboxed) throw new Error('app.enableSandbox() was not called')
  }
  requestSingleInstanceLock = () => true
  setAsDefaultProtocolClient = () => true
  getAppPath = () => process.cwd()
  getVersion = () => '0.1.0'
  quit() {
    if (!isPrevented((event) => this.emit('before-quit', event))) this.exit(0)
  }
  exit(code: number) {
    process.exit(code)
  }
}

export const app = new App()
