/** What is kept of why an e-mail was not sent, as a sentence for a unit's admin. */

const suppressions: Record<string, string> = {
  'no address': 'No e-mail address',
  'not wanted': 'They do not want e-mails',
  'no longer takes part': 'No longer in the conversation',
  stopped: 'The message to all patients was stopped',
}

export function suppressionInWords(reason: string | null): string {
  if (!reason) return 'For another reason'
  return suppressions[reason] ?? reason.charAt(0).toUpperCase() + reason.slice(1)
}

interface Failed {
  state: string
  reason: string | null
  nextTryAt: Date | null
}

/** `reason` holds what was said in codes by nodemailer and the mail server ("EENVELOPE 550", "ECONNECTION") or by a report. */
export function failureInWords({ state, reason, nextTryAt }: Failed, now: Date): string {
  const [code = '', reply = ''] = (reason ?? '').split(' ')
  if (code === 'report')
    return state === 'bounced'
      ? 'The e-mail came back: the address was refused.'
      : 'The e-mail came back: their mail server could not be reached.'
  if (state === 'bounced') return 'The address was refused.'
  if (reason === 'the attempt was cut off')
    return nextTryAt && nextTryAt > now ? 'It is being tried at this moment.' : 'The last try was cut off.'
  if (code === 'EAUTH') return 'The mail server does not accept the sign-in of this service.'
  if (/^E(ENVELOPE|MESSAGE)$/.test(code) && reply.startsWith('5')) return 'The mail server refuses this service.'
  if (reply.startsWith('4')) return 'The mail server asked to try again later.'
  if (/^E(CONNECTION|SOCKET|TIMEDOUT|DNS|CONNREFUSED|CONNRESET|PROTOCOL|TLS|ABORT)/.test(code) || code === 'ABORT_ERR')
    return 'The mail server did not answer.'
  return 'The mail server did not take the e-mail.'
}
