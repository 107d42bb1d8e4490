/** What must not get out, unlike anything else, and in which ways it would be found. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'

/** Unlike anything that a template or an id holds, with what mail and HTML encode. */
export const secret = fc
  .tuple(
    fc.constantFrom('', 'é', 'Ñ', '’', '<b>', '&', '=3D', '😀 ', '"', '\\', ', ', '$&', '{{', 'ß'),
    fc.stringMatching(/^[qxzjkvw]{9,14}$/),
    fc.constantFrom('', 'ü', '</b>', '&amp;', '=', ' 🫘', '%', '.', '}}', 'Ł'),
  )
  .map((parts) => parts.join(''))
export const secrets = fc
  .record({ subject: secret, text: secret, reply: secret, unit: secret, specialty: secret, roleTitle: secret })
  .filter((all) => new Set(Object.values(all)).size === Object.keys(all).length)
export const name = fc.constantFrom(
  'Zoë',
  'Seán',
  'Núñez',
  'O’Brien',
  'Ångström',
  '李',
  'Smith-Jones',
  '"Bob" <b@c.d>',
  'A & B',
)
/** Like a person, or like what an e-mail must never say. */
export const calledLike = fc.constantFrom('person', 'person', 'unit', 'specialty', 'roleTitle')
/** The first and the last name of whoever is called like this. */
export function inTwo(called: string): { firstName: string; lastName: string } {
  const space = called.lastIndexOf(' ')
  return space > 0
    ? { firstName: called.slice(0, space), lastName: called.slice(space + 1) }
    : { firstName: called, lastName: 'Desk' }
}
export const day = fc.date({ min: new Date('1920-01-01'), max: new Date('2020-01-01'), noInvalidDate: true })
/** No two groups have one name, also not when the same example is tried again. */
export function once(name: string): string {
  return `${name} ${randomUUID()}`
}

/** The distinctive middle as well: encoding may have changed what is around it. */
export function spellings(said: string): string[] {
  return [said, /[qxzjkvw]{9,14}/.exec(said)![0]]
}

export function datesAs(iso: string): string[] {
  const [year, month, date] = iso.split('-') as [string, string, string]
  const on = new Date(`${iso}T12:00:00Z`)
  const inWords = (['long', 'short'] as const).map((style) =>
    on.toLocaleDateString('en-GB', { day: 'numeric', month: style, year: 'numeric', timeZone: 'UTC' }),
  )
  return [iso, `${date}/${month}/${year}`, `${date}.${month}.${year}`, `${year}${month}${date}T`, ...inWords]
}
