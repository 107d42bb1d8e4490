/** SMTP. */
import { createTransport } from 'nodemailer'
import type { Config } from '../../config.ts'
import { returnAddress } from '../returnAddress.ts'
import { attemptSeconds, type EmailChannel, type Outcome } from './Channel.ts'

export function smtp(
  { smtpUrl, mailFrom, bounces }: Pick<Config, 'smtpUrl' | 'mailFrom' | 'bounces'>,
  { attemptMs = attemptSeconds * 1000 } = {},
): EmailChannel {
  const url = new URL(smtpUrl)
  const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }
  const server = {
    host: url.hostname,
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 25),
    secure: url.protocol === 'smtps:',
    requireTLS: url.searchParams.get('requireTLS') === 'true',
    ...(url.username && { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    ...patience,
  }
  const transport = createTransport({ ...server, pool: true, maxConnections: 8, maxMessages: 100 })
  // Of its own, because asking a busy pool would wait for a free connection.
  const probe = createTransport(server)
  const sender = /<(.+)>/.exec(mailFrom)?.[1] ?? mailFrom
  return {
    send: async ({ to, reference, unheard, messageId, wishes, subject, text, html }) => {
      const returns = bounces && reference && !unheard ? returnAddress(reference, bounces.domain) : undefined
      const mail = {
        from: mailFrom,
        replyTo: { name: 'Please do not reply', address: sender },
        to: { name: '', address: to },
        envelope: { from: returns ?? sender, to: [to] },
        // Word of a failure, without all of the mail; not of every delay.
        ...(bounces && {
          dsn: { id: messageId, return: 'headers' as const, notify: 'failure' as const, recipient: to },
        }),
        messageId,
        subject,
        text,
        html,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          ...(wishes && { 'List-Unsubscribe': `<${wishes.href}>` }),
        },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.timeout(attemptMs),
      }
      return transport.sendMail(mail).then((): Outcome => ({ became: 'handed over', tellsLater: false }), failure)
    },
    verify: async () => {
      await probe.verify()
    },
    close: () => {
      transport.close()
      probe.close()
    },
  }
}

function failure(error: unknown): Outcome {
  return { became: isRefusedForGood(error) ? 'refused for good' : 'failed for now', reason: reasonOf(error) }
}

/**
 * The server refused this recipient or this mail, and would again: a 5xx to anything but signing in and the sender,
 * which say nothing about the recipient and end when somebody has put the settings right.
 */
function isRefusedForGood(error: unknown): boolean {
  const { code, command, responseCode = 0 } = error as { code?: string; command?: string; responseCode?: number }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && command !== 'MAIL FROM' && responseCode >= 500
}

/** What the mail server said in codes; its sentences may quote the address. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  return (
    [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ') || 'unknown'
  )
}
