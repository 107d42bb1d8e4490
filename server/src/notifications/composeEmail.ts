/**
 * The e-mails that say that something waits, and never what. They are composed from these facts alone: a subject, a text,
 * a unit or a role title cannot reach them (R6).
 */
import { layOut, type Email } from './layOut.ts'

interface Facts {
  /** Where to sign in and read it. */
  link: URL
  /** Staff read in the desktop app; the link opens it. */
  reader: 'patient' | 'staff'
  /** Where to say what to be e-mailed about; staff do so in the desktop app. */
  wishes: URL | undefined
}

/** Null: the unit does not want names in e-mails. */
export function composeEmail({ senderName, ...facts }: Facts & { senderName: string | null }): Email {
  const from = senderName ? ` from ${senderName}` : ''
  return layOut({
    subject: `You have a message${from}`,
    paragraphs: [`There is a new message${from} for you in PatientView Messages.`, how('it', facts)],
    link: { url: facts.link, label: 'Read the message' },
    footer: footer('what the message is about', facts),
  })
}

/** For somebody who wants no more than one a day; it says how many messages wait and that there is news, and not by whom. */
export function composeDailyEmail({ waiting, news, ...facts }: Facts & { waiting: number; news: boolean }): Email {
  const one = waiting === 1
  const messages = one ? '1 message' : `${waiting} messages`
  return layOut({
    subject: one ? 'You have a message' : `You have ${messages}`,
    paragraphs: [
      `${messages} ${one ? 'waits' : 'wait'} for you in PatientView Messages.`,
      how(one ? 'it' : 'them', facts),
    ],
    link: { url: facts.link, label: one ? 'Read the message' : 'Read the messages' },
    after: [...(news ? ['There is also news for you.'] : []), 'You asked for one e-mail a day at most.'],
    footer: footer(one ? 'what the message is about' : 'what the messages are about', facts),
  })
}

function how(what: 'it' | 'them', { reader }: Facts): string {
  return reader === 'patient'
    ? `To read ${what}, open this link and sign in:`
    : `To read ${what}, open this link on a computer with the desktop app and sign in:`
}

function footer(what: string, { wishes }: Facts) {
  return [
    `To keep what is written private, this e-mail does not say ${what}.`,
    ...(wishes ? [{ text: 'You can choose how often we e-mail you on your account page:', url: wishes }] : []),
    'Please do not reply to this e-mail: replies are not read.',
  ]
}
