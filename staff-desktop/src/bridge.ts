/**
 * The typed surface between the desktop's processes. The renderer sees it as `window.desktop`; the preload supplies the
 * transport; `main/ipc.ts` answers. Types and channel names only: nothing here may import electron or node.
 *
 * What crosses is copied (structured clone): no functions, no class instances. Send `$state.snapshot(x)`, not a proxy.
 */
import type { Client } from 'server/client'
import type { LiveEvent, Me, ProblemCode, SessionEnd, SessionEnds } from 'server/contract'

/** The endpoints that the renderer may call. Signing in and out, the session and the live stream are the main process's. */
export type Endpoints = Omit<Client, 'signIn' | 'signInWithCode' | 'signOut' | 'whoAmI'>
type InputTo<Name extends keyof Endpoints> = Parameters<Endpoints[Name]>[0]
type ValueOf<Name extends keyof Endpoints> = Awaited<ReturnType<Endpoints[Name]>>

/** Why something did not work. `message` is a sentence for the person, whatever the code. */
export interface Problem {
  /** The HTTP status; 0 when there was no answer. */
  status: number
  /** `offline`: there was no answer, so nobody knows whether it was done. Everything that sends can be sent again. */
  code: ProblemCode | 'offline'
  message: string
  /** What to change, field by field. */
  fields: Record<string, string>
  /** With `newerMessages`: what is new. */
  newer: unknown[]
  /** With `broadcastCountChanged`: how many patients there are by now. */
  patients?: number | undefined
  /** With `broadcastIsDuplicate`: what was sent before, an `EarlierBroadcast`. */
  earlier?: unknown
}

/** Errors lose their class when they cross processes, so nothing is thrown: the outcome says how it went. */
export type Outcome<Value> = { ok: true; value: Value } | { ok: false; problem: Problem }

export interface SignedIn {
  me: Me
  session: SessionEnds
  /** A unit of theirs demands a code at sign-in: until they have set it up nothing else is open to them. */
  mustEnrol: boolean
  /** When they came in by a recovery code: how many are left. */
  recoveryCodesLeft: number | null
  /** The conversation that a link asked for before anybody was signed in. */
  openConversation: string | null
}

export interface Connection {
  /** Of the live stream. While it is not `online`, what is on the screen may be old, and the screen must say so. */
  state: 'online' | 'connecting' | 'offline'
  /** Since when, ISO 8601. */
  since: string
}

/** `idle` and `tooLong` also while offline, by this PC's clock. */
export type EndReason = 'locked' | 'ended' | SessionEnd

export type SessionChange =
  /** The limits have moved, because the person did something. Instants are by the clock of this PC. */
  | { state: 'open'; ends: SessionEnds }
  /** They have removed the code that a unit of theirs demands: hide everything until they have set up another. */
  | { state: 'mustEnrol' }
  /**
   * Hide everything at once and ask for the password. Unless they signed out, `saveDraft` still works for two seconds
   * from here, for the person who has just left; nothing else does.
   * `ended` is somebody's doing; why follows in an event of its own as soon as the server has said it.
   */
  | { state: 'ended'; reason: EndReason }

/** What the person chose in the menu, or by its accelerator. */
export type Command = 'newConversation' | 'search' | 'shortcuts' | 'print'

/** Everything that the main process tells without being asked. */
export interface Events {
  /** `hello` comes with every (re)connect: refetch what is on the screen. */
  live: LiveEvent
  connection: Connection
  session: SessionChange
  /** The id of the conversation to show: a link or a notification was clicked. Only while somebody is signed in. */
  openConversation: string
  command: Command
}

export interface Start {
  /** The server's origin, for the person to see: https://messages.example.nhs.uk */
  server: string
  version: string
  connection: Connection
  /** Somebody is signed in already when the page was loaded again; usually null. */
  signedIn: SignedIn | null
}

/** A CSV or text file, or a PDF. */
export type FileToSave = { name: string; text: string } | { name: string; bytes: Uint8Array }

/** What became of a file that the person was asked to put somewhere. */
export type Saved = { state: 'saved'; path: string } | { state: 'cancelled' } | { state: 'failed'; message: string }

/** What the renderer can ask for. Each is one IPC channel. */
export interface Methods {
  /** Ask this first, once. */
  start(): Promise<Start>
  /**
   * The token stays in the main process. Problems: `wrongSignIn`, `usePortal`, `tooManyAttempts`, `badInput`; after
   * `secondFactorNeeded` a code is what is missing.
   */
  signIn(credentials: { username: string; password: string }): Promise<Outcome<SignedIn>>
  /** The second step, for who signed in a moment ago. Problems: `badInput`, `tooManyAttempts`, `signInAgain`. */
  signInWithCode(code: string): Promise<Outcome<SignedIn>>
  /** Ends the session on the server; `session` tells of the end. Save a draft before. */
  signOut(): Promise<void>
  /** As `signOut`, when the person steps away for a moment; the PC's own lock screen does the same. */
  lock(): Promise<void>
  /**
   * Calls an endpoint of the contract: `await desktop.call('sendMessage', { conversationId, id, text, lastSeenSeq })`.
   * After a 401 the outcome is `signedOut` and a `session` event has told of the end.
   * No call keeps the session open: only the person's own keys, clicks and taps do (the preload reports them), and
   * `extendSession`, for a "Stay signed in" button.
   */
  call<Name extends keyof Endpoints>(name: Name, input?: InputTo<Name>): Promise<Outcome<ValueOf<Name>>>
  /** Asks the person where to put a CSV, text or PDF file, and writes it there: nowhere else, and only while they are signed in. */
  saveFile(file: FileToSave): Promise<Saved>
}

/**
 * `window.desktop`. For a link in a message use `<a href="https://..." target="_blank">`: the main process opens http and
 * https in the system's browser and refuses the rest. For paper use `window.print()`.
 */
export interface Desktop extends Methods {
  /** Returns what stops the listening. */
  on<Name extends keyof Events>(event: Name, listener: (detail: Events[Name]) => void): () => void
}

declare global {
  interface Window {
    readonly desktop: Desktop
  }
}

export const methods = [
  'start',
  'signIn',
  'signInWithCode',
  'signOut',
  'lock',
  'call',
  'saveFile',
] as const satisfies (keyof Methods)[]
export const events = [
  'live',
  'connection',
  'session',
  'openConversation',
  'command',
] as const satisfies (keyof Events)[]

/** The IPC channels. */
export const channels = {
  method: (name: keyof Methods) => `desktop:${name}`,
  event: (name: keyof Events) => `desktop:on:${name}`,
  /** Says that the person is there: a key, a click, a tap. */
  activity: 'desktop:activity',
}
