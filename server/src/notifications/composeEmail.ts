/**
 * The e-mail that says that something waits, and never what. It is composed from these facts alone: a subject, a text, a
 * unit or a role title cannot reach it (R6).
 */
import { layOut, type Email } from './layOut.ts'

interface Facts {
  /** Null: the unit does not want names in e-mails. */
  senderName: string | null
  /** Where to sign in and read it. */
  link: URL
  /** Staff read in the desktop app; the link opens it. */
  reader: 'patient' | 'staff'
}

export function composeEmail({ senderName, link, reader }: Facts): Email {
  const from = senderName ? ` from ${senderName}` : ''
  const how =
    reader === 'patient'
      ? 'To read it, open this link and sign in:'
      : 'To read it, open this link on a computer with the desktop app and sign in:'
  return layOut({
    subject: `You have a message${from}`,
    paragraphs: [`There is a new message${from} for you in PatientView Messages.`, how],
    link: { url: link, label: 'Read the message' },
    footer: [
      'To keep what is written private, this e-mail does not say what the message is about.',
      'Nobody reads replies to this e-mail address.',
    ],
  })
}
