/**
 * The text messages: as little as the e-mails say (R6). They are composed from these facts alone: a subject, a text, a unit
 * or a role title cannot reach them.
 */
import type { TextContent } from './channels/Channel.ts'

interface Facts {
  /** Where to sign in and read it. */
  link: URL
  /** Null: the unit does not want names outside. */
  senderName: string | null
  /** It stands for more than one message; then it does not say by whom. */
  several: boolean
  /** There is news besides. */
  news: boolean
}

export function composeText({ link, senderName, several, news }: Facts): TextContent {
  if (news) return { text: `There are messages and news for you. Sign in to read them: ${link.href}` }
  if (several) return { text: `There are messages for you. Sign in to read them: ${link.href}` }
  const from = senderName ? ` from ${senderName}` : ''
  return { text: `There is a message for you${from}. Sign in to read it: ${link.href}` }
}

/** Never what the news is. */
export function composeNewsText({ link }: Pick<Facts, 'link'>): TextContent {
  return { text: `There is news for you. Sign in to read it: ${link.href}` }
}

/** Somebody may have mistyped their number: a stranger learns nothing but the service's name. */
export function composeCodeText(code: string): TextContent {
  return {
    text: `${code} is your code for PatientView Messages. It works for 10 minutes. If you did not ask for it, delete this message. Never give the code to anybody.`,
  }
}
