/** The SMTP side of the mailbox: takes every mail, keeps the latest, and fails in the ways that tests ask for. */
import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export interface Mail {
  id: number
  receivedAt: string
  /** What was said by SMTP, which need not be what the headers say. */
  envelope: { from: string; to: string[] }
  from: string
  to: string
  subject: string
  text: string
  html: string
  headers: { name: string; value: string }[]
  raw: string
}

export interface Refusal {
  /** The SMTP reply: 4xx for "try again later", 5xx for "never". */
  code: number
  message?: string
  /** Whether already the address is refused, or only the mail when it has arrived. */
  at?: 'recipient' | 'data'
  /** Only for this envelope recipient. */
  address?: string
  /** Only for envelope recipients that start so. */
  startsWith?: string
  /** How often; forever when left out. */
  times?: number
}

/** What else a mail server may do to whom it talks to: say nothing more, or hang up. */
export type Misbehaviour = 'stall' | 'drop'

export class Catcher {
  readonly #server: SMTPServer
  readonly #refusals: { refusal: Refusal; left: number }[] = []
  readonly #listeners = new Set<() => void>()
  #mails: Mail[] = []
  #lastId = 0
  #delay = 0
  #misbehaviour: Misbehaviour | undefined
  readonly #keeps: number

  constructor({ keeps }: { keeps: number }) {
    this.#keeps = keeps
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      logger: false,
      size: 5_000_000,
      closeTimeout: 100,
      onRcptTo: ({ address }, session, callback) => {
        if (this.#misbehaviour === 'drop') this.#hangUpOn(session)
        if (this.#misbehaviour) return
        setTimeout(() => callback(this.#refused('recipient', [address])), this.#delay)
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('error', callback)
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          const to = rcptTo.map(({ address }) => address)
          const refused = this.#refused('data', to)
          if (refused) callback(refused)
          else
            this.#keep(Buffer.concat(chunks), { from: mailFrom ? mailFrom.address : '', to }).then(
              () => callback(),
              callback,
            )
        })
      },
    })
    // A client that drops its connection in the middle is the client's affair.
    this.#server.on('error', () => {})
  }

  /** Returns the port. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((done, failed) => {
      this.#server.server.once('error', failed)
      this.#server.listen(port, host, done)
    })
    return (this.#server.server.address() as AddressInfo).port
  }

  close(): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()))
  }

  /** Newest first. */
  mails(): Mail[] {
    return this.#mails
  }

  clear(): void {
    this.#mails = []
  }

  refuse(refusal: Refusal): void {
    this.#refusals.push({ refusal, left: refusal.times ?? Infinity })
  }

  acceptAll(): void {
    this.#refusals.length = 0
    this.#delay = 0
    this.#misbehaviour = undefined
  }

  misbehave(how: Misbehaviour): void {
    this.#misbehaviour = how
  }

  /** Every recipient is answered this much later. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds
  }

  /** Calls back after each mail; returns how to stop that. */
  onMail(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #hangUpOn(session: SMTPServerSession): void {
    for (const connection of this.#server.connections) if (connection.session === session) connection.close()
  }

  #refused(at: Required<Refusal>['at'], addresses: string[]): Error | null {
    const found = this.#refusals.find(
      ({ refusal, left }) =>
        left > 0 &&
        (refusal.at ?? 'recipient') === at &&
        (!refusal.address || addresses.includes(refusal.address)) &&
        addresses.some((address) => address.startsWith(refusal.startsWith ?? '')),
    )
    if (!found) return null
    found.left -= 1
    const { code, message = code >= 500 ? 'No such mailbox' : 'Try again later' } = found.refusal
    return Object.assign(new Error(message), { responseCode: code })
  }

  async #keep(source: Buffer, envelope: Mail['envelope']): Promise<void> {
    const parsed = await PostalMime.parse(source)
    this.#put({
      envelope,
      from: shown(parsed.from) || envelope.from,
      to: parsed.to?.map(shown).join(', ') ?? '',
      subject: parsed.subject ?? '',
      text: parsed.text ?? '',
      html: parsed.html ?? '',
      headers: parsed.headers.map(({ key, originalKey, value }) => ({ name: originalKey || key, value })),
      raw: source.toString('utf8'),
    })
  }

  /** A text message, shown as a mail without anything but its words. */
  putText(to: string, text: string): void {
    const nothing = { html: '', headers: [], raw: text }
    this.#put({
      envelope: { from: '', to: [to] },
      from: 'Text message',
      to,
      subject: `Text message: ${text}`,
      text,
      ...nothing,
    })
  }

  #put(mail: Omit<Mail, 'id' | 'receivedAt'>): void {
    const put = { id: ++this.#lastId, receivedAt: new Date().toISOString(), ...mail }
    this.#mails = [put, ...this.#mails].slice(0, this.#keeps)
    for (const listener of this.#listeners) listener()
  }
}

function shown(address: { name?: string; address?: string } | undefined): string {
  if (!address) return ''
  return address.name ? `${address.name} <${address.address ?? ''}>` : (address.address ?? '')
}
