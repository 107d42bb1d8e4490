import type { EndReason } from '../../bridge.ts'

/** What the sign-in page says about the session that is over. */
export const endInWords: Record<EndReason, string> = {
  signedOut: 'You have signed out.',
  idle: 'You were signed out because nothing happened for a while. Anything you were writing has been kept.',
  tooLong:
    'You were signed out because you had been signed in for a long time. Anything you were writing has been kept.',
  elsewhere:
    'You were signed out here. On another PC, somebody chose “sign out everywhere else” for your account, or set up a code at sign-in. If that was not you, choose a new password now.',
  password:
    'You were signed out because your password was changed. If that was not you, choose a new password now and tell an admin of your unit.',
  reset:
    'You were signed out because an admin has started a new sign-in for you. Open the e-mail from us to choose a password.',
  closed: 'You were signed out because your account was closed. If you do not know why, ask an admin of your unit.',
  ended: 'You have been signed out. Sign in again to carry on.',
  locked: 'Locked. Sign in to carry on; anything you were writing has been kept.',
}
