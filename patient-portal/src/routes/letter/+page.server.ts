import { fail } from '@sveltejs/kit'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { goToLink } from '#lib/links/openLink.server.ts'
import { words } from '#lib/words.ts'
import type { LinkPurpose } from 'server/contract'
import type { Actions } from './$types'

/** How many letters and numbers: as on paper they stand in groups. */
const lettersIn = (code: string) => code.replace(/[^\p{L}\p{N}]/gu, '').length

export const actions: Actions = {
  default: async (event) => {
    const code = typed(await event.request.formData(), 'code').trim()
    if (!code) return fail(422, { code, message: words.letter.missing, fields: { code: words.letter.missing } })
    if (lettersIn(code) !== 16)
      return fail(422, { code, message: words.letter.length, fields: { code: words.letter.length } })
    let purpose: LinkPurpose
    try {
      ;({ purpose } = await event.locals.api.showLink({ token: code }))
    } catch (caught) {
      const problem = formProblem(caught)
      // Wrong, used, out of time, replaced by a newer one: they are told the same.
      const useless = problem.code === 'linkUsed' || 'token' in problem.fields
      const fields: { code?: string } = useless ? { code: words.letter.useless } : {}
      return fail(problem.status, { code, message: problem.message, fields })
    }
    return goToLink(event, purpose, code)
  },
}
