/** What is kept of why something was not sent, as a sentence for a unit's admin. */
import type { NotEmailedReason } from './contract.ts'

const suppressions: Record<NotEmailedReason, string> = {
  'no address': 'No e-mail address',
  'not wanted': 'They do not want e-mails',
  'no longer takes part': 'No longer in the conversation',
  stopped: 'The message to all patients was stopped',
  withdrawn: 'The news was withdrawn or is over',
  'no longer a reader': 'The news is not for them any more',
}

export const suppressionInWords = (reason: NotEmailedReason): string => suppressions[reason]

interface Failed {
  channel: 'email' | 'text'
  state: string
  reason: string | null
  nextTryAt: Date | null
}

/**
 * `reason` holds what was said in codes by nodemailer and the mail server ("EENVELOPE 550", "ECONNECTION"), by GOV.UK Notify
 * ("notify 403") or by a report.
 */
export function failureInWords({ channel, state, reason, nextTryAt }: Failed, now: Date): string {
  const [code = '', reply = ''] = (reason ?? '').split(' ')
  if (code === 'report') return reported(channel, state, reply)
  if (state === 'bounced') return channel === 'text' ? 'There is no such mobile number.' : 'The address was refused.'
  if (reason === 'the attempt was cut off')
    return nextTryAt && nextTryAt > now ? 'It is being tried at this moment.' : 'The last try was cut off.'
  if (code === 'notify') return saidByNotify(reply)
  if (code === 'EAUTH') return 'The mail server does not accept the sign-in of this service.'
  if (/^E(ENVELOPE|MESSAGE)$/.test(code) && reply.startsWith('5')) return 'The mail server refuses this service.'
  if (reply.startsWith('4')) return 'The mail server asked to try again later.'
  if (/^E(CONNECTION|SOCKET|TIMEDOUT|DNS|CONNREFUSED|CONNRESET|PROTOCOL|TLS|ABORT)/.test(code) || code === 'ABORT_ERR')
    return 'The mail server did not answer.'
  return 'The mail server did not take the e-mail.'
}

function reported(channel: Failed['channel'], state: string, status: string): string {
  if (status === 'technical-failure') return 'GOV.UK Notify could not send it.'
  if (channel === 'text')
    return state === 'bounced'
      ? 'The text message did not arrive: there is no such mobile number.'
      : 'The text message did not arrive: the phone could not be reached.'
  return state === 'bounced'
    ? 'The e-mail came back: the address was refused.'
    : 'The e-mail came back: their mail server could not be reached.'
}

function saidByNotify(reply: string): string {
  if (reply === '429') return 'GOV.UK Notify asked to try again later.'
  if (reply.startsWith('4'))
    return 'GOV.UK Notify refuses this service: whoever runs it must check the key and the templates.'
  return 'GOV.UK Notify did not answer.'
}
