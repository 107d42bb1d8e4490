/** How many nobody can ring, in a sentence. */
export function leftOutWords(withoutNumber: number, everybody: boolean): string {
  const people = withoutNumber === 1 ? '1 person has' : `${withoutNumber.toLocaleString('en-GB')} people have`
  const leftOut = withoutNumber === 1 ? 'is left out' : 'are left out'
  return `${people} no telephone number${everybody ? '' : ` and ${leftOut}`}.`
}
