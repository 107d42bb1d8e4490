/** Reads what a mail server reports about a mail that it had taken (RFC 3464). */
import PostalMime from 'postal-mime'

/** A mail that will not arrive, and the report's status code: 5.x.x is a refusal, 4.x.x patience that has come to an end. */
export interface Failure {
  refused: boolean
  status: string
}

/** A report with one of our mails in it has a few hundred; reading very many would keep everything else waiting. */
const mostLines = 3000

/** Nothing when it is no such report, or none of a failure: the mail is only late, or has arrived somewhere. */
export async function readReport(source: Uint8Array): Promise<Failure | undefined> {
  if (countLines(source) > mostLines) return undefined
  const limits = { maxNestingDepth: 10, maxHeadersSize: 64_000, maxRfc822NestingDepth: 0 }
  const mail = await PostalMime.parse(source, { attachmentEncoding: 'utf8', ...limits }).catch(() => undefined)
  const report = mail?.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status')
  if (typeof report?.content !== 'string') return undefined
  const recipients = fieldGroups(report.content).filter((group) => group.has('action'))
  const actions = recipients.map((group) => group.get('action')!.toLowerCase())
  if (actions.some((action) => ['delivered', 'relayed', 'expanded'].includes(action))) return undefined
  const failed = recipients[actions.indexOf('failed')]
  if (!failed) return undefined
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(failed.get('status') ?? '')?.[0] ?? '5.0.0'
  return { refused: status.startsWith('5'), status }
}

function countLines(source: Uint8Array): number {
  let lines = 0
  for (const byte of source) if (byte === 0x0a) lines++
  return lines
}

/** The fields about the mail, and then those about each recipient. */
function fieldGroups(report: string): Map<string, string>[] {
  const groups = report.replaceAll('\r\n', '\n').split(/\n{2,}/)
  return groups.map((group) => {
    const lines = group.replace(/\n[ \t]+/g, ' ').split('\n')
    const fields = lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
    })
    return new Map(fields)
  })
}
