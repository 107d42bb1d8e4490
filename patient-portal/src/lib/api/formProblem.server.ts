import { ApiProblem, NoAnswer } from 'server/client'
import { words } from '#lib/words.ts'

/** What a form shows when the API refused: a sentence for the whole of it, and sentences beside its fields. */
export interface FormProblem {
  message: string
  fields: Record<string, string>
}

/** For actions: the problem in words and its HTTP status. Anything that is not the API's doing is thrown on. */
export function formProblem(caught: unknown): FormProblem & { status: number; code: string } {
  if (caught instanceof NoAnswer) {
    return { status: 503, code: 'unavailable', message: words.errors.unavailable, fields: {} }
  }
  if (!(caught instanceof ApiProblem)) throw caught
  return { status: caught.status, code: caught.code, message: caught.message, fields: caught.fields }
}
