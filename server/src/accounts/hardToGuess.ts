/**
 * What a password must not be, and nothing else: no rules on how it is composed. The list is of the passwords that were
 * most often found in breaches, of which some 18,000 have eight characters or more.
 */
import { dictionary } from '@zxcvbn-ts/language-common'
import { demoPassword } from '../config.ts'
import { Problem } from '../errors.ts'

export interface Chooser {
  username: string
  email: string | null
  firstName: string
  lastName: string
}

const common = new Set(dictionary['passwords-common'])
const service = ['PatientView', 'PatientView Messages', 'Messages']

/** Throws a sentence beside `field`. The demo's password opens nothing outside the demo, and would lock its owner out. */
export function mustBeHardToGuess(password: string, chooser: Chooser, { demo }: { demo: boolean }): void {
  const typed = plain(password)
  if (common.has(typed) || (typed === plain(demoPassword) && !demo)) {
    throw refused('Many people use this password, so it would be guessed. Choose another, such as four words')
  }
  if (isAboutChooser(typed, chooser)) {
    throw refused('This is too close to your name, username, e-mail address or this service. Choose another')
  }
}

/** Also with digits, spaces and marks before, after and in between. */
function isAboutChooser(typed: string, { username, email, firstName, lastName }: Chooser): boolean {
  const names = [firstName, lastName, `${firstName}${lastName}`, `${lastName}${firstName}`]
  const addresses = email ? [email, email.split('@')[0]!] : []
  const forbidden = [username, ...addresses, ...names, ...service].map(plain)
  const letters = lettersOf(typed)
  return forbidden.some((word) => word === typed || (letters !== '' && lettersOf(word) === letters))
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase().trim()
const lettersOf = (text: string) => text.replace(/[^\p{L}\p{M}]/gu, '')

function refused(sentence: string): Problem {
  return new Problem('badInput', { fields: { password: sentence } })
}
