/** What people type into the cells that the staff and the patients have in common, as its one canonical text. */
import type { z } from 'zod'
import { groupEndpoints } from '../groups/contract.ts'
import { isEmailAddress, typedLine, optionalLine } from '../contract/words.ts'

export type ReadCell = { text: string } | { error: string }

/** One line, trimmed; may be empty. */
export function readLine(typed: string, { most, what }: { most: number; what: string }): ReadCell {
  const tooLong = `${what} has at most ${most} characters. Shorten it.`
  return readWith(
    schemaFor(tooLong, () => optionalLine({ most, tooLong })),
    typed,
  )
}

/** A first or last name: one line with something to see in it; empty is for the list to judge. */
export function readName(typed: string, { what }: { what: string }): ReadCell {
  if (typed.trim() === '') return { text: '' }
  const missing = `Enter the ${what.toLowerCase()} in letters.`
  const tooLong = `${what} has at most 100 characters. Shorten it.`
  return readWith(
    schemaFor(missing, () => typedLine({ most: 100, missing, tooLong })),
    typed,
  )
}

/** One address, as it was typed: what was exported reads as itself. */
export function readEmail(typed: string): ReadCell {
  const address = typed.trim().replace(/^mailto:/i, '')
  if (address === '') return { text: '' }
  if (Array.from(address).length > 254) return { error: 'An e-mail address has at most 254 characters. Check it.' }
  if ((address.match(/@/g)?.length ?? 0) > 1 && /[\s,;]/.test(address)) {
    return { error: 'There is more than one e-mail address here. Leave only one.' }
  }
  if (!isEmailAddress(address)) {
    return { error: 'This is not an e-mail address. Enter it like name@example.org, or leave it empty.' }
  }
  return { text: address }
}

/** By the rule by which a unit's own numbers are read. */
export function readTelephone(typed: string): ReadCell {
  return readWith(groupEndpoints.saveUnitSettings.body.shape.telephone, typed)
}

const yes = new Set(['yes', 'y', 'true', '1', 'x', '✓', 'ja', 'j'])
const no = new Set(['no', 'n', 'false', '0', 'nein', '-'])

/** `yes`, `no`, or empty. */
export function readYesNo(typed: string): ReadCell {
  const word = typed.trim().toLowerCase()
  if (word === '') return { text: '' }
  if (yes.has(word)) return { text: 'yes' }
  if (no.has(word)) return { text: 'no' }
  return { error: 'Enter yes or no.' }
}

const schemas = new Map<string, z.ZodType<string | null>>()

/** Made once: making one takes longer than reading a cell by it, and there are tens of thousands of cells. */
function schemaFor(key: string, make: () => z.ZodType<string | null>): z.ZodType<string | null> {
  const schema = schemas.get(key) ?? make()
  schemas.set(key, schema)
  return schema
}

function readWith(schema: z.ZodType<string | null>, typed: string): ReadCell {
  const read = schema.safeParse(typed)
  if (read.success) return { text: read.data ?? '' }
  return { error: sentence(read.error.issues[0]!.message) }
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
