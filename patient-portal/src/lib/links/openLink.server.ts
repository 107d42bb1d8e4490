/**
 * The pages that links in e-mails, and the codes of letters, open. Opening one uses nothing, because mail filters open links
 * too. Whoever arrives goes on at once to an address without the link in it: what opens the page waits in a cookie that only
 * this address gets, so that it stands neither in the history nor in what is copied, and two tabs never mix up two people.
 */
import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import type { LinkPurpose, LinkShown } from 'server/contract'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'

const pages: Record<LinkPurpose, string> = { verify_email: '/verify-email', choose_password: '/choose-password' }

const cookieName = 'link'
/** Long enough to find one's date of birth, not for whoever sits down at this computer next. */
const anHour = 3600

type Linked = Pick<RequestEvent, 'url' | 'locals' | 'cookies'>

/** For the address that stands in an e-mail. */
export async function openLink(event: Linked): Promise<never> {
  const token = event.url.searchParams.get('token') ?? ''
  const { purpose } = await orErrorPage(event, event.locals.api.showLink({ token }))
  return goToLink(event, purpose, token)
}

/** To the page of a link that works. */
export function goToLink({ cookies, locals }: Linked, purpose: LinkPurpose, token: string): never {
  const path = `${pages[purpose]}/${crypto.randomUUID()}`
  cookies.set(cookieName, token, {
    ...{ path, maxAge: anHour },
    ...{ httpOnly: true, secure: locals.door.secure, sameSite: 'lax' },
  })
  redirect(303, path)
}

/** What the link of this page is for; or the page that says that it is useless. */
export async function showLink<Purpose extends LinkPurpose>(
  event: Linked,
  purpose: Purpose,
): Promise<LinkShown & { purpose: Purpose }> {
  const link = await orErrorPage(event, event.locals.api.showLink({ token: tokenOf(event) }))
  if (!isFor(link, purpose)) error(410)
  return link
}

/** The link of this page, for its form. */
export const tokenOf = ({ cookies }: Pick<RequestEvent, 'cookies'>): string => cookies.get(cookieName) ?? ''

/** It has been used. */
export function forgetLink({ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>): void {
  cookies.delete(cookieName, { path: url.pathname })
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
  if (problem.status === 410 || 'token' in problem.fields) error(410, problem.message, { code: problem.code })
  return problem
}
