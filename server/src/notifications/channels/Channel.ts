/** The ways on which notifications go out. Whoever delivers knows only this. */
import type { Email } from '../layOut.ts'

/** To one person. */
export interface Sending {
  to: string
  /** By which what comes back, and what became of it, is known to be about this one. */
  reference?: string | undefined
  /** Nothing is written down that a report could change: none is asked for. */
  unheard?: boolean
  /** It was tried before with this reference, and may have gone out. */
  repeated?: boolean
}

interface EmailContent extends Email {
  messageId: string
  /** Where its reader can say that they do not want such mails. */
  wishes?: URL | undefined
}

export interface TextContent {
  text: string
}

/** `reason` is in codes, and never holds an address or what a server said in words. */
export type Outcome =
  /** Somebody has taken responsibility; `tellsLater`: and can be asked what became of it. */
  | { became: 'handed over'; tellsLater: boolean }
  /** By this address, and would be again. */
  | { became: 'refused for good'; reason: string }
  /** `pauseSeconds`: at least so long before the next try. */
  | { became: 'failed for now'; reason: string; pauseSeconds?: number }

export type Fate = 'under way' | 'delivered' | 'permanent-failure' | 'temporary-failure' | 'technical-failure'

export interface Channel<Content> {
  /** Never rejects. */
  send: (sending: Sending & Content) => Promise<Outcome>
  /** Resolves when it works at this moment. */
  verify: () => Promise<void>
  /** What became of what it took; nothing when it knows of none. Not there where nobody can be asked. */
  ask?: (reference: string) => Promise<Fate | undefined>
  close: () => void
}

export type EmailChannel = Channel<EmailContent>
export type TextChannel = Channel<TextContent>

export interface Channels {
  email: EmailChannel
  /** Null: there are no text messages. */
  text: TextChannel | null
}

/** What an attempt may take in all, however the other side draws it out. */
export const attemptSeconds = 45
