/** What a mail server sends back about a mail that it had taken: a delivery status notification (RFC 3464). */
import { randomUUID } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { Mail } from './catcher.ts'

export interface Report {
  /** Failed for good, only late so far, or arrived. */
  action: 'failed' | 'delayed' | 'delivered'
  /** 5.x.x is a refusal, 4.x.x patience, 2.x.x success. */
  status: string
}

/** To the return address of the mail, as whoever looks up its domain would, here at this port. */
export async function sendBack(mail: Mail, smtpPort: number, report: Report): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true })
  try {
    await transport.sendMail({ envelope: { from: '', to: [mail.envelope.from] }, raw: reportOn(mail, report) })
  } finally {
    transport.close()
  }
}

function reportOn(mail: Mail, { action, status }: Report): string {
  const boundary = `=_${randomUUID()}`
  const [headers = ''] = mail.raw.split(/\r?\n\r?\n/)
  const parts = [
    [
      'Content-Type: text/plain; charset=utf-8',
      '',
      `Your mail to ${mail.envelope.to.join(', ')} is reported on: ${action}.`,
    ],
    [
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.org',
      'Arrival-Date: Mon, 2 Mar 2026 10:00:00 +0000',
      ...mail.envelope.to.flatMap((address) => [
        '',
        `Original-Recipient: rfc822;${address}`,
        `Final-Recipient: rfc822;${address}`,
        `Action: ${action}`,
        `Status: ${status}`,
        'Remote-MTA: dns; mx.example.org',
        `Diagnostic-Code: smtp; ${status[0]}50 ${status} <${address}>:`,
        '    so it is',
      ]),
    ],
    ['Content-Type: text/rfc822-headers', '', ...headers.split(/\r?\n/)],
  ]
  const lines = [
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.org>',
    `To: <${mail.envelope.from}>`,
    'Subject: Delivery Status Notification',
    `Message-ID: <${randomUUID()}@mx.example.org>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part, '']),
    `--${boundary}--`,
    '',
  ]
  return lines.join('\r\n')
}
