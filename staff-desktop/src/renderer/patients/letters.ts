/** Makes letters and puts them where the person says. Whoever has one can get in, so every word about them says so. */
import type { NotPrinted } from 'server/contract'
import type { Desk } from '../desk.svelte.ts'
import { inWords } from './change.ts'

interface Asked {
  unitId: string
  accountIds?: string[]
  resets?: boolean
}

/** Returns why there is no letter; null: it was said what became of them. */
export async function makeLetters(desk: Desk, asked: Asked): Promise<string | null> {
  const outcome = await desk.desktop.call('printLetters', asked)
  if (!outcome.ok) return inWords(outcome.problem)
  const { fileName, pdf, letters, leftOut } = outcome.value
  const bytes = Uint8Array.from(atob(pdf), (character) => character.charCodeAt(0))
  const saved = await desk.desktop.saveFile({ name: fileName, bytes })
  const what = letters === 1 ? '1 letter is' : `${letters} letters are`
  if (saved.state === 'saved') {
    const warning = `Print it, delete the file, and give ${letters === 1 ? 'it' : 'each letter'} only to the person whose name is on it.`
    desk.toasts.show({ text: [`${what} in ${saved.path}.`, leftOutWords(leftOut), warning].filter(Boolean).join(' ') })
  } else {
    const why = saved.state === 'failed' ? saved.message : 'Nothing was saved.'
    const lost = letters === 1 ? 'Its code is lost: make the letter again.' : 'Their codes are lost: make each again.'
    desk.toasts.show({ text: `${why} ${lost}`, bad: true })
  }
  return null
}

function leftOutWords({ gone, notYours, hasPassword }: NotPrinted): string {
  const count = gone + notYours + hasPassword
  return count === 0 ? '' : `${count === 1 ? '1 person was' : `${count} people were`} left out.`
}
