/** Whether what stands for a person says a unit or a specialty: e-mails show it, and must never say where somebody is treated (R6). */

/** Letters and digits, however they are written: Edinburgh Renal-Unit, EDINBURGH  RENAL UNIT. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’‘ʼ`´]/gu, '')
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
}

/** What two names have in common that differ only in how they are written. */
export const bareName = (text: string): string => wordsOf(text).join('')

/** Whether `text` is one of these names, or has all its words one after another. */
export function says(text: string, names: string[]): boolean {
  const said = ` ${wordsOf(text).join(' ')} `
  return names.some((name) => {
    const words = wordsOf(name)
    return words.length > 0 && (said.includes(` ${words.join(' ')} `) || bareName(text) === words.join(''))
  })
}
