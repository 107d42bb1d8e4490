/** Puts the pieces together: what happens when somebody signs in, a link is opened, the PC locks. */
import { app, powerMonitor, type BrowserWindow } from 'electron'
import type { Command, Connection, Endpoints, Events, FileToSave, Outcome, SignedIn, Start } from '../bridge.ts'
import { answer, credentials, endpointName, inputTo, typedCode } from './ipc.ts'
import { listen, type Listening } from './live.ts'
import { makeMenu } from './menu.ts'
import { Notifications } from './notifications.ts'
import { outcomeOf, type Server } from './server.ts'
import { fileToSave, saveFile } from './saveFile.ts'
import { Session, type Entered } from './session.ts'
import { bringToFront, tell } from './window.ts'

export class Desktop {
  #server: Server
  #window: BrowserWindow
  #session: Session
  #notifications: Notifications
  #live: Listening | null = null
  #connection: Connection = { state: 'connecting', since: new Date().toISOString() }
  /** Asked for by a link while nobody was signed in. */
  #wanted: string | null = null

  constructor(server: Server, window: BrowserWindow) {
    this.#server = server
    this.#window = window
    this.#session = new Session(server, (change) => {
      if (change.state !== 'open') this.#stopListening()
      this.#tell('session', change)
    })
    this.#notifications = new Notifications({ now: server.now, onClick: (id) => this.openConversation(id) })
    this.#answerTheRenderer()
    this.#watchThePc()
    makeMenu({
      command: (name: Command) => this.#tell('command', name),
      lock: () => void this.#session.end('locked'),
      packaged: app.isPackaged,
    })
  }

  /** Null: just show the window. Kept until somebody is signed in who may see it; the server decides whether they may. */
  openConversation(id: string | null) {
    bringToFront(this.#window)
    if (id && this.#session.open) this.#tell('openConversation', id)
    else if (id) this.#wanted = id
  }

  async quit() {
    await Promise.race([this.#session.end('signedOut'), new Promise((resolve) => setTimeout(resolve, 1_500))])
  }

  #answerTheRenderer() {
    answer({
      answers: {
        start: () => this.#start(),
        signIn: (words) => this.#letIn(this.#session.signIn(credentials(words))),
        signInWithCode: (word) => this.#letIn(this.#session.signInWithCode(typedCode(word))),
        signOut: () => this.#session.end('signedOut'),
        lock: () => this.#session.end('locked'),
        call: (word, input) => {
          const name = endpointName(word)
          return this.#call(name, input)
        },
        saveFile: (word) => this.#saveFile(fileToSave(word)),
      },
      onActivity: () => this.#session.active(),
    })
  }

  /** An answer shows that the server can be reached again: the live stream need not wait for its next try. */
  async #call(name: keyof Endpoints, input: unknown) {
    const outcome = await this.#session.call(name, inputTo(name, input))
    if (outcome.ok && this.#connection.state !== 'online') this.#live?.hurry()
    // Nothing is listened to while a code has to be set up; that is over as soon as it is, or nobody asks for it any more.
    if (outcome.ok && !this.#live) this.#startListening()
    return outcome
  }

  /** A file of people's names belongs to who asked for it: not to whoever sits here when the dialog is answered. */
  async #saveFile(file: FileToSave) {
    const { open } = this.#session
    if (!open) throw new Error('Refused')
    return saveFile(this.#window, file, { stillWanted: () => this.#session.open?.token === open.token })
  }

  #watchThePc() {
    const lock = () => void this.#session.end('locked')
    powerMonitor.on('lock-screen', lock)
    powerMonitor.on('suspend', lock)
    powerMonitor.on('user-did-resign-active', lock)
    powerMonitor.on('resume', () => this.#live?.retry())
    this.#window.on('blur', () => this.#notifications.seenUntilNow())
    this.#window.on('focus', () => this.#notifications.close())
  }

  #start(): Start {
    const open = this.#session.open
    return {
      server: this.#server.origin,
      version: app.getVersion(),
      connection: this.#connection,
      signedIn: open && {
        ...{ me: open.me, session: open.ends, mustEnrol: open.mustEnrol, recoveryCodesLeft: null },
        openConversation: this.#takeWanted(),
      },
    }
  }

  async #letIn(entering: Promise<Outcome<Entered>>): Promise<Outcome<SignedIn>> {
    const outcome = await entering
    if (!outcome.ok) return outcome
    this.#notifications.seenUntilNow()
    this.#startListening()
    return { ok: true, value: { ...outcome.value, openConversation: this.#takeWanted() } }
  }

  #startListening() {
    const open = this.#session.open
    if (!open || open.mustEnrol) return
    this.#live = listen({
      open: (signal) => this.#server.openStream(open.token, signal),
      onState: (state) => this.#connected(state),
      onEvent: (event) => {
        this.#tell('live', event)
        if (!this.#window.isFocused()) void outcomeOf(this.#notifications.consider(event, open.app))
      },
      onSignedOut: () => void this.#session.timedOut(open.token),
      onMustEnrol: () => this.#session.mustEnrol(open.token),
    })
  }

  #stopListening() {
    this.#live?.stop()
    this.#live = null
    this.#connected('connecting')
    this.#notifications.close()
  }

  #connected(state: Connection['state']) {
    if (state === this.#connection.state) return
    this.#connection = { state, since: new Date().toISOString() }
    this.#tell('connection', this.#connection)
  }

  #takeWanted() {
    const wanted = this.#wanted
    this.#wanted = null
    return wanted
  }

  #tell<Name extends keyof Events>(event: Name, detail: Events[Name]) {
    tell(this.#window, event, detail)
  }
}
