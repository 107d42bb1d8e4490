import type { limits as contractLimits } from 'server/contract'

/** The contract's limits, so that they can be stated before they are hit. The type keeps them equal without bundling the contract. */
export const limits: typeof contractLimits = {
  text: 10_000,
  subject: 150,
  draftText: 30_000,
  draftSubject: 1000,
  filter: 100,
  recipients: 50,
}

const number = new Intl.NumberFormat('en-GB')

/** What is wrong with the length of a text, or null. */
export function tooLong(text: string, most: number): string | null {
  const over = text.length - most
  if (over <= 0) return null
  return `Use ${number.format(most)} characters or fewer. That is ${number.format(over)} too many.`
}
