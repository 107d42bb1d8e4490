import type { PageServerLoad } from './$types'

/** For the link in an e-mail to staff. Public, so it says nothing about the conversation, not even whether it exists. */
export const load: PageServerLoad = ({ params, locals }) => {
  const path = `/conversations/${params.id}`
  return {
    desktopUrl: `patientview-messages://conversation/${params.id}`,
    forPatient: locals.me ? { href: path, signedIn: true } : { href: `/sign-in?return=${path}`, signedIn: false },
  }
}
