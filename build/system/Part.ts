/** The server or the worker as a process of its own, with its output in a file. */
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../shell.ts'

const patienceMs = 10_000

export class Part {
  readonly name: string
  readonly logFile: string
  /** Called when it ends without having been told to. */
  onDeath: (how: string) => void = () => {}
  readonly #entry: string
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor({ name, entry, env, logFile }: { name: string; entry: string; env: NodeJS.ProcessEnv; logFile: string }) {
    this.name = name
    this.logFile = logFile
    this.#entry = entry
    this.#env = env
  }

  get running(): boolean {
    return this.#child !== undefined
  }

  /** Holds it still (SIGSTOP), or lets it go on (SIGCONT). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal)
  }

  start(): void {
    if (this.#child) return
    mkdirSync(dirname(this.logFile), { recursive: true })
    const log = openSync(this.logFile, 'a')
    const child = spawn(
      process.execPath,
      ['--import', join(import.meta.dirname, 'endWithParent.ts'), join(root, this.#entry)],
      {
        cwd: root,
        env: { ...process.env, ...this.#env },
        stdio: ['ignore', log, log, 'ipc'],
        // Ctrl+C in the terminal is for the command, which then stops its parts in order.
        detached: true,
      },
    )
    closeSync(log)
    this.#child = child
    this.#ended = new Promise((done) => {
      child.on('error', () => done())
      child.on('exit', (code, signal) => {
        const expected = this.#child !== child
        this.#child = undefined
        done()
        if (!expected) this.onDeath(signal ? `was ended by ${signal}` : `ended with code ${code}`)
      })
    })
  }

  /** Asks it to finish what it is doing; insists after a while. */
  async stop(): Promise<void> {
    const child = this.#letGo()
    child?.kill('SIGTERM')
    const insist = setTimeout(() => child?.kill('SIGKILL'), patienceMs)
    await this.#ended
    clearTimeout(insist)
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    this.#letGo()?.kill('SIGKILL')
    await this.#ended
  }

  lastLines(count = 8): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  }

  /** From now on the process may end without anybody being alarmed. */
  #letGo(): ChildProcess | undefined {
    const child = this.#child
    this.#child = undefined
    return child
  }
}
