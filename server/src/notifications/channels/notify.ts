/**
 * GOV.UK Notify, by its official client: e-mails and text messages by one template each, into which everything that we
 * write is put. It takes what we send and tries by itself to deliver it; what became of it has to be asked for.
 */
import notifyClient from 'notifications-node-client'
import type { NotifyConfig } from '../../config.ts'
import type { Channel, EmailChannel, Fate, Outcome, Sending, TextChannel } from './Channel.ts'

/** Shorter than an attempt may take, because before a repetition there are two requests. */
const requestMs = 15_000

/** After which what Notify has taken is surely found by its reference. */
const settledSeconds = 30

/** What somebody has to put right: the key, a template, a limit of the contract. In codes, without anything of a person. */
export interface NotifyProblem {
  status: number
  error: string
}

interface Options {
  onProblem: (problem: NotifyProblem) => void
  timeoutMs?: number
}

type Client = InstanceType<typeof notifyClient.NotifyClient>
type Kind = 'email' | 'sms'

export function notifyEmail(config: NotifyConfig & { emailTemplateId: string }, options: Options): EmailChannel {
  const client = createClient(config, options)
  const { emailTemplateId: template } = config
  return channel('email', client, template, options, ({ to, reference, subject, text }) => {
    const personalisation = { subject: plain(subject), body: plain(text) }
    return client.sendEmail(template, to, { personalisation, ...(reference && { reference }) })
  })
}

export function notifyText(config: NotifyConfig & { textTemplateId: string }, options: Options): TextChannel {
  const client = createClient(config, options)
  const { textTemplateId: template } = config
  return channel('sms', client, template, options, ({ to, reference, text }) =>
    client.sendSms(template, to, { personalisation: { body: text }, ...(reference && { reference }) }),
  )
}

function channel<Content>(
  kind: Kind,
  client: Client,
  template: string,
  { onProblem }: Options,
  post: (sending: Sending & Content) => Promise<unknown>,
): Channel<Content> {
  async function ask(reference: string): Promise<Fate | undefined> {
    const { data } = await client.getNotifications(kind, undefined, reference)
    // The newest first.
    const [newest] = data.notifications
    return newest && fateOf(newest.status)
  }
  return {
    ask,
    send: async (sending) => {
      try {
        const known = sending.repeated && sending.reference ? await ask(sending.reference) : undefined
        if (known === undefined) await post(sending)
        return { became: 'handed over', tellsLater: true }
      } catch (error) {
        return failure(error, onProblem)
      }
    },
    verify: async () => {
      const { data } = await client.getTemplateById(template)
      const written = kind === 'email' ? [data.subject, data.body] : [data.body]
      if (!written.every((text, n) => text?.includes(kind === 'email' && n === 0 ? '((subject))' : '((body))')))
        throw new Error('The template of GOV.UK Notify has not the fields that it must have')
    },
    close: () => undefined,
  }
}

function createClient({ url, apiKey }: NotifyConfig, { timeoutMs = requestMs }: Options): Client {
  const client = new notifyClient.NotifyClient(url, apiKey)
  const { restClient } = (client as unknown as { apiClient: { restClient: (options: object) => unknown } }).apiClient
  const patient = (options: object) =>
    restClient({ ...options, signal: AbortSignal.timeout(timeoutMs), maxRedirects: 0 })
  client.setClient(patient as never)
  return client
}

/** In its messages [words](address) is a link of that address, and names are not to make links. */
function plain(text: string): string {
  return text.replaceAll('[', '(').replaceAll(']', ')')
}

function fateOf(status: string): Fate {
  switch (status) {
    case 'delivered':
    case 'permanent-failure':
    case 'temporary-failure':
    case 'technical-failure':
      return status
    case 'validation-failed':
    case 'virus-scan-failed':
      return 'technical-failure'
    default:
      return 'under way'
  }
}

interface Answer {
  status: number
  data?: { errors?: { error?: unknown; message?: unknown }[] }
}

function failure(error: unknown, onProblem: Options['onProblem']): Outcome {
  const { response, code } = error as { response?: Answer; code?: unknown }
  // It may have arrived nevertheless.
  if (!response) return { became: 'failed for now', reason: `notify ${codeOf(code)}`, pauseSeconds: settledSeconds }
  const { status } = response
  const [said] = response.data?.errors ?? []
  if (status >= 500) return { became: 'failed for now', reason: `notify ${status}`, pauseSeconds: settledSeconds }
  if (status === 429) return { became: 'failed for now', reason: 'notify 429' }
  if (status === 400 && isAboutAddress(said)) return { became: 'refused for good', reason: 'notify 400 address' }
  onProblem({ status, error: codeOf(said?.error) })
  return { became: 'failed for now', reason: `notify ${status}` }
}

/** "email_address Not a valid email address", "phone_number Number is not valid": there is no such address. */
function isAboutAddress(said: { error?: unknown; message?: unknown } | undefined): boolean {
  return (
    said?.error === 'ValidationError' &&
    typeof said.message === 'string' &&
    /^(email_address|phone_number) /.test(said.message)
  )
}

function codeOf(code: unknown): string {
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown'
}
