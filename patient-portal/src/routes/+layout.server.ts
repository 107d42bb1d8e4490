import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { onInbox } from '#lib/live/dependencies.ts'
import type { LayoutServerLoad } from './$types'

/** What the frame of every page needs: who is signed in, until when, how many messages wait, and whether e-mails arrive. */
export const load: LayoutServerLoad = async (event) => {
  const { me, session, api } = event.locals
  if (!me || !session) return { frame: null }
  event.depends(onInbox)
  const [{ counts }, { email, emailState }] = await orErrorPage(
    event,
    Promise.all([api.listConversations({ view: 'unread', limit: 1 }), api.showAccount()]),
  )
  const bouncing = emailState === 'bouncing' ? email : null
  // Asked only where it makes a difference.
  const getsTexts = bouncing !== null && (await orErrorPage(event, api.showTexts())).state === 'proved'
  const unconfirmed = emailState === 'unverified' ? email : null
  return {
    frame: {
      ...{ name: me.name, unread: counts.unread, bouncing, getsTexts, unconfirmed, session },
      now: new Date().toISOString(),
    },
  }
}
