/** Pieces that several rooms' contracts are made of. */
import { z } from 'zod'

export const id = z.uuid('This link is not complete.').meta({ description: 'A UUID.' })

export const isId = (text: unknown): boolean => id.safeParse(text).success

/** An instant, ISO 8601 in UTC. */
export const instant = z.iso.datetime().meta({ description: 'An instant: ISO 8601, UTC.' })

/** A calendar day without a time zone: 1961-03-09. */
export const day = z.iso.date()

/** The same, typed by a person: of the years that a calendar here can mean, all of which the database can keep. */
export const typedDay = (missing: string) =>
  z.iso
    .date(missing)
    .refine((text) => !/^\d{4}-/.test(text) || /^(19|20|21)/.test(text), 'Choose a day between 1900 and 2199')

/** The number of a message inside its conversation, from 1; 0 is before the first. */
export const seq = z.number().int().min(0).max(2_147_483_647)

/** The same, out of a query string or a form. */
export const seqAsText = z.coerce.number().pipe(seq)

/** Where the next page of a list starts; opaque to clients. */
export const cursor = z
  .string()
  .max(300)
  .refine((text) => !text.includes('\0'), 'This link is not complete.')

export const pageQuery = {
  cursor: cursor.optional().meta({ description: 'The `next` of the page before; left out for the first page.' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
}

/** Line ends as \n, no NUL and no half characters, so that a text compares equal to itself however it was sent. */
function wellFormed(text: string) {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '').toWellFormed()
}

/** Text that a person typed: line ends made equal, ends trimmed, bounded in characters as PostgreSQL counts them. */
export function typedText({ most, missing, tooLong }: { most: number; missing: string; tooLong: string }) {
  return z
    .string(missing)
    .max(most * 2, tooLong)
    .transform((text) => wellFormed(text).trim())
    .pipe(z.string().min(1, missing).max(most, tooLong).refine(hasSomethingToSee, missing))
}

/** As `typedText`, in one line, without the marks that turn the direction of what stands around it. */
export function typedLine(bounds: Parameters<typeof typedText>[0]) {
  return z
    .string(bounds.missing)
    .max(bounds.most * 2, bounds.tooLong)
    .transform(inOneLine)
    .pipe(typedText(bounds))
}

export function inOneLine(text: string): string {
  const turning = /[\u202a-\u202e\u2066-\u2069]/g
  return text.replace(turning, '').replace(/[\s\p{Cc}]+/gu, ' ')
}

/** Not only spaces and marks without a shape. */
function hasSomethingToSee(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text)
}

/** Text without line breaks that nobody composes: a name, a word to look for. */
export const plainText = (missing: string) => z.string(missing).transform((text) => wellFormed(text).trim())

/** One line that may be left empty, which is null. */
export function optionalLine({ most, tooLong }: { most: number; tooLong: string }) {
  return z
    .string()
    .nullable()
    .transform((text) => inOneLine(wellFormed(text ?? '')).trim())
    .pipe(z.string().max(most, tooLong))
    .transform((text) => text || null)
}

/** A telephone number as somebody typed it, or null. */
export const telephone = optionalLine({ most: 40, tooLong: 'Telephone numbers have at most 40 characters' }).refine(
  (number) => number === null || /^[+(\d][\d ()+.-]{2,}( ?(x|ext\.?|extension) ?\d+)?$/i.test(number),
  'Enter a telephone number, such as 0131 496 0120',
)

// As the database demands it, and a dot in the domain, because an address without one is a slip of the hand.
const oneAddress = /^[^\s\p{Cc}@<>(),;:"\\[\]]+@[^\s\p{Cc}@<>(),;:"\\[\]]+$/u
const domain = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*)(?:\.[\p{L}\p{N}\p{M}-]+)+$/u

/** One e-mail address and nothing else. */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const hasLooseDot = local.startsWith('.') || local.endsWith('.') || local.includes('..')
  return oneAddress.test(text) && domain.test(text.slice(at + 1)) && !hasLooseDot
}

/** As `typedText`, but may be empty. */
export function optionalText({ most, tooLong }: { most: number; tooLong: string }) {
  return z
    .string()
    .max(most * 2, tooLong)
    .transform(wellFormed)
    .pipe(z.string().max(most, tooLong))
}

export const limits = {
  text: 10_000,
  subject: 150,
  /** More than may be sent: what somebody typed is kept although it is too long. */
  draftText: 30_000,
  draftSubject: 1000,
  filter: 100,
  recipients: 50,
} as const

/** How a list is filtered by name; empty means everything. */
export const filter = plainText('Enter a name or a word')
  .pipe(z.string().max(limits.filter, `Use at most ${limits.filter} characters here`))
  .optional()
