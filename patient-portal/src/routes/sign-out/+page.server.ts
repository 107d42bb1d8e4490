import { redirect } from '@sveltejs/kit'
import { ApiProblem } from 'server/client'
import { signInUrl } from '#lib/session/paths.ts'
import type { Actions, PageServerLoad } from './$types'

/** Somebody typed the address: signing out takes the button. */
export const load: PageServerLoad = () => redirect(303, '/')

export const actions: Actions = {
  default: async ({ locals, cookies }) => {
    try {
      await locals.api.signOut()
    } catch (problem) {
      // Already signed out is what was wanted.
      if (!(problem instanceof ApiProblem) || problem.status !== 401) throw problem
    }
    cookies.delete(locals.door.cookieName, { path: '/', secure: locals.door.secure })
    redirect(303, signInUrl('/', 'signed-out'))
  },
}
