/** Says that there is news, and never what: it knows neither a title nor a unit (R6). */
import { layOut, type Email } from './layOut.ts'

export function composeNewsEmail({ link, wishes }: { link: URL | undefined; wishes: URL | undefined }): Email {
  return layOut({
    subject: 'There is news for you',
    paragraphs: [
      'There is news for you in PatientView Messages.',
      link ? 'To read it, open this link and sign in:' : 'To read it, open the desktop app and sign in.',
    ],
    ...(link && { link: { url: link, label: 'Read the news' } }),
    footer: [
      'This e-mail does not say what the news is about.',
      ...(wishes ? [{ text: 'You can choose how often we e-mail you on your account page:', url: wishes }] : []),
      'Please do not reply to this e-mail: replies are not read.',
    ],
  })
}
