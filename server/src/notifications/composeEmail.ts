/**
 * The e-mail that says that something waits, and never what. It is composed from these facts alone: a subject, a text, a
 * unit or a role title cannot reach it (R6).
 */
interface Facts {
  /** Null: the unit does not want names in e-mails. */
  senderName: string | null
  /** Where to sign in and read it. */
  link: URL
  /** Staff read in the desktop app; the link opens it. */
  reader: 'patient' | 'staff'
}

export interface Email {
  subject: string
  text: string
  html: string
}

export function composeEmail({ senderName, link, reader }: Facts): Email {
  const from = senderName ? ` from ${senderName}` : ''
  const subject = `You have a message${from}`
  const opening = `There is a new message${from} for you in PatientView Messages.`
  const how =
    reader === 'patient'
      ? 'To read it, open this link and sign in:'
      : 'To read it, open this link on a computer with the desktop app and sign in:'
  const footer = [
    'To keep what is written private, this e-mail does not say what the message is about.',
    'Nobody reads replies to this e-mail address.',
  ]
  return {
    subject,
    text: ['Hello,', opening, `${how}\n${link.href}`, ...footer].join('\n\n') + '\n',
    html: page({ subject, opening, how, link: link.href, footer }),
  }
}

interface Page {
  subject: string
  opening: string
  how: string
  link: string
  footer: string[]
}

function page({ subject, opening, how, link, footer }: Page): string {
  const text = 'margin:0 0 16px;font-size:17px;line-height:1.5'
  const small = 'margin:0 0 8px;font-size:14px;line-height:1.5;color:#4c6272'
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(subject)}</title></head>
<body style="margin:0;background:#f0f4f5;font-family:Arial,Helvetica,sans-serif;color:#212b32">
<div style="max-width:560px;margin:0 auto;padding:24px 16px">
<p style="margin:0 0 16px;font-size:17px;font-weight:bold;color:#005eb8">PatientView Messages</p>
<div style="background:#ffffff;border-radius:4px;padding:24px">
<p style="${text}">Hello,</p>
<p style="${text}">${escape(opening)}</p>
<p style="${text}">${escape(how)}</p>
<p style="margin:0 0 16px"><a href="${escape(link)}" style="display:inline-block;background:#00703c;color:#ffffff;font-size:17px;font-weight:bold;text-decoration:none;padding:12px 20px;border-radius:4px">Read the message</a></p>
<p style="${small};word-break:break-all">${escape(link)}</p>
</div>
<div style="padding:16px 8px 0">${footer.map((line) => `<p style="${small}">${escape(line)}</p>`).join('')}</div>
</div></body></html>
`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
