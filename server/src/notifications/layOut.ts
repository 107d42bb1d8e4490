/** How an e-mail of ours looks: as text and as HTML, with the same words. */
export interface Email {
  subject: string
  text: string
  html: string
}

interface Contents {
  subject: string
  /** A paragraph each, below "Hello,". */
  paragraphs: string[]
  /** What there is to open, and what the button says. */
  link?: { url: URL; label: string }
  /** Below the link. */
  after?: string[]
  footer: (string | FooterLink)[]
}

interface FooterLink {
  text: string
  url: URL
}

export function layOut(contents: Contents): Email {
  const { subject, paragraphs, link, after = [], footer } = contents
  const above = ['Hello,', ...paragraphs]
  const textAbove = link ? [...above.slice(0, -1), `${above.at(-1)!}\n${link.url.href}`] : above
  return {
    subject,
    text: [...textAbove, ...after, ...footer.map(asText)].join('\n\n') + '\n',
    html: page(above, contents),
  }
}

function asText(line: string | FooterLink): string {
  return typeof line === 'string' ? line : `${line.text}\n${line.url.href}`
}

function asHtml(line: string | FooterLink): string {
  if (typeof line === 'string') return escape(line)
  const url = escape(line.url.href)
  return `${escape(line.text)}<br><a href="${url}" style="color:#005eb8;word-break:break-all">${url}</a>`
}

function page(above: string[], { subject, link, after = [], footer }: Contents): string {
  const text = 'margin:0 0 16px;font-size:17px;line-height:1.5'
  const small = 'margin:0 0 8px;font-size:14px;line-height:1.5;color:#4c6272'
  const paragraphs = (lines: string[]) => lines.map((line) => `<p style="${text}">${escape(line)}</p>\n`).join('')
  const url = link && escape(link.url.href)
  const button = link
    ? `<p style="margin:0 0 16px"><a href="${url}" style="display:inline-block;background:#00703c;color:#ffffff;font-size:17px;font-weight:bold;text-decoration:none;padding:12px 20px;border-radius:4px">${escape(link.label)}</a></p>
<p style="${small};margin-bottom:16px;word-break:break-all">${url}</p>
`
    : ''
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(subject)}</title></head>
<body style="margin:0;background:#f0f4f5;font-family:Arial,Helvetica,sans-serif;color:#212b32">
<div style="max-width:560px;margin:0 auto;padding:24px 16px">
<p style="margin:0 0 16px;font-size:17px;font-weight:bold;color:#005eb8">PatientView Messages</p>
<div style="background:#ffffff;border-radius:4px;padding:24px">
${paragraphs(above)}${button}${paragraphs(after)}</div>
<div style="padding:16px 8px 0">${footer.map((line) => `<p style="${small}">${asHtml(line)}</p>`).join('')}</div>
</div></body></html>
`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
