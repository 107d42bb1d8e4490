/** The pages that links in e-mails open. Opening one uses nothing, because mail filters open links too. */
import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import type { LinkPurpose, LinkShown } from 'server/contract'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'

const pages: Record<LinkPurpose, string> = { verify_email: '/verify-email', choose_password: '/choose-password' }

/** What the link in the address is for, on the page that it belongs to; or the page that says that it is useless. */
export async function openLink<Purpose extends LinkPurpose>(
  event: Pick<RequestEvent, 'url' | 'locals'>,
  purpose: Purpose,
): Promise<LinkShown & { purpose: Purpose; token: string }> {
  const token = event.url.searchParams.get('token') ?? ''
  const link = await orErrorPage(event, event.locals.api.showLink({ token }))
  if (!isFor(link, purpose)) redirect(303, `${pages[link.purpose]}?${new URLSearchParams({ token })}`)
  return { ...link, token }
}

function isFor<Purpose extends LinkPurpose>(
  link: LinkShown,
  purpose: Purpose,
): link is LinkShown & { purpose: Purpose } {
  return link.purpose === purpose
}

/** For actions: what to show beside the form; a link that has become useless meanwhile leads to the page that says so. */
export function problemWithLink(caught: unknown) {
  const problem = formProblem(caught)
  if (problem.code === 'linkUsed' || 'token' in problem.fields) error(410, problem.message)
  return problem
}
