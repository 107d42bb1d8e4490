/**
 * What a password must not be, and nothing else: no rules on how it is composed. The list is of the passwords that were
 * most often found in breaches, of which some 18,000 have eight characters or more.
 */
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { demoPassword } from '../config.ts'
import { Problem } from '../errors.ts'

export interface Chooser {
  username: string
  email: string | null
  firstName: string
  lastName: string
  /** The names of the groups that they belong to. */
  groups: string[]
}

const fewest = 8
/** Of a longer password too: with fewer it is one thing again and again. */
const fewestDifferent = 4

const common = new Set(dictionary['passwords-common'])
/** What this service is and what it is for: the first words that come to anybody who sees it. */
const service =
  'patientview message messages messaging password welcome portal account login hospital ward clinic nhs trust unit patient patients staff nurse doctor consultant dietitian health medical care renal kidney kidneys dialysis haemodialysis hemodialysis transplant transplantation diabetes ibd bowel specialty support the and my'.split(
    ' ',
  )

/** Throws a sentence beside `field`. The demo's password opens nothing outside the demo, and would lock its owner out. */
export function mustBeHardToGuess(password: string, chooser: Chooser, { demo }: { demo: boolean }): void {
  const typed = plain(password)
  if (Array.from(typed).length < fewest) {
    throw refused('Use at least 8 characters. Spaces at the start and at the end do not count towards them')
  }
  if (common.has(typed) || (typed === plain(demoPassword) && !demo)) {
    throw refused('Many people use this password, so it would be guessed. Choose another, such as four words')
  }
  if (isRepeated(typed) || isInARow(typed)) {
    throw refused(
      'This is easy to guess: the same again and again, or characters in a row. Choose another, such as four words',
    )
  }
  if (isAboutChooser(typed, chooser)) {
    throw refused('This is too close to your name, username, e-mail address, unit or this service. Choose another')
  }
}

function isRepeated(typed: string): boolean {
  return new Set(typed).size < fewestDifferent || /^(.{1,4})\1+$/u.test(typed)
}

/** Nothing but runs of three and more along the alphabet, the numbers or a keyboard: abcd1234, qwertzuiop, 87654321. */
function isInARow(typed: string): boolean {
  const characters = Array.from(typed)
  let run = 1
  for (let n = 1; n < characters.length; n++) {
    if (areNeighbours(characters[n - 1]!, characters[n]!)) run += 1
    else if (run < 3) return false
    else run = 1
  }
  return run >= 3
}

function areNeighbours(one: string, other: string): boolean {
  return Math.abs(one.codePointAt(0)! - other.codePointAt(0)!) <= 1 || keyboardNeighbours.has(one + other)
}

/** As the dictionary has them: for each key its neighbours, each with what it writes with and without Shift. */
const keyboardNeighbours = new Set(
  [adjacencyGraphs.qwerty, adjacencyGraphs.qwertz, adjacencyGraphs.azerty].flatMap((keys) =>
    Object.entries(keys).flatMap(([key, beside]) =>
      beside.flatMap((neighbour) => Array.from(neighbour ?? '').map((other) => (key + other).toLowerCase())),
    ),
  ),
)

/** Also several of these words together, and with digits, spaces and marks before, after and in between. */
function isAboutChooser(typed: string, { username, email, firstName, lastName, groups }: Chooser): boolean {
  const addresses = email ? [email, email.split('@')[0]!] : []
  const whole = [username, ...addresses, firstName, lastName].map(plain)
  if (whole.includes(typed)) return true
  const parts = [firstName, lastName, ...groups].flatMap((name) => plain(name).split(/[\s-]+/u))
  const words = [...new Set([...whole, ...parts].map(lettersOf)), ...service].filter((word) => word.length > 1)
  return [typed, asLetters(typed), asLetters(withoutEnds(typed))].some((text) => consistsOf(words, lettersOf(text)))
}

/** One after another, each as often as it likes; in a time that grows with the text only. */
function consistsOf(words: string[], text: string): boolean {
  const ends = new Set([0])
  for (let at = 0; at < text.length; at++) {
    if (!ends.has(at)) continue
    for (const word of words) if (text.startsWith(word, at)) ends.add(at + word.length)
  }
  return text !== '' && ends.has(text.length)
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase().trim()
const lettersOf = (text: string) => text.replace(/[^\p{L}\p{M}]/gu, '')

/** Digits and marks that stand for letters, as in d1aly5i5; those at the ends may just be digits, as in d1alysis1. */
const asLetters = (text: string) => text.replace(/[01345@$]/g, (mark) => meant[mark]!)
const meant: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', '@': 'a', $: 's' }
const withoutEnds = (text: string) => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

function refused(sentence: string): Problem {
  return new Problem('badInput', { fields: { password: sentence } })
}
