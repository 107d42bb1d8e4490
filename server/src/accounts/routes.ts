import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { Problem } from '../errors.ts'
import { route, type Route, type Threshold } from '../http/route.ts'
import type { Actor } from '../http/scene.ts'
import { askForSignInHelp } from './askForSignInHelp.ts'
import { choosePassword } from './choosePassword.ts'
import { endSession } from './endSession.ts'
import { findActor } from './findActor.ts'
import { findLink } from './findLink.ts'
import type { ForgottenLimits } from './ForgottenLimits.ts'
import type { LetterLimits } from './LetterLimits.ts'
import { passkeyRoutes } from './passkeys/routes.ts'
import { presentLink, presentMe, presentSession } from './present.ts'
import { secondFactorRoutes } from './secondFactor/routes.ts'
import { signIn } from './signIn.ts'
import type { SignInLimits } from './SignInLimits.ts'
import { verifyEmail } from './verifyEmail.ts'

interface Limits {
  signIn: SignInLimits
  forgotten: ForgottenLimits
  letters: LetterLimits
}

export function accountRoutes(config: Config, limits: Limits): Route[] {
  const present = (actor: Actor) => ({
    me: presentMe(actor),
    session: presentSession(actor, config.session.warnSeconds),
    mustEnrol: actor.mustEnrol,
  })
  const letIn = async (threshold: Threshold, token: string) => {
    const actor = await threshold.transaction(({ trx }) =>
      findActor(config.session, trx, { token, background: true }, 'signedIn'),
    )
    if (!actor) throw new Problem('signedOut')
    return { token, ...present(actor) }
  }
  return [
    route(api.signIn, async (threshold, attempt) => {
      const { token } = await signIn(threshold, config, limits.signIn, attempt)
      return letIn(threshold, token)
    }),
    ...secondFactorRoutes(config, letIn),
    ...passkeyRoutes(config, limits.signIn, letIn),
    route(api.whoAmI, async ({ actor }) => present(actor)),
    // That the idle limit moved is what findActor did for this call, as for any other.
    route(api.extendSession, async ({ actor }) => presentSession(actor, config.session.warnSeconds)),
    route(api.showLink, ({ transaction, call }, { token }) =>
      limits.letters.whileWithin(token, call.address, () =>
        transaction(async (scene) => presentLink(await findLink(scene, token))),
      ),
    ),
    route(api.verifyEmail, ({ transaction }, { token }) => transaction((scene) => verifyEmail(scene, token))),
    route(api.choosePassword, (threshold, choice) => choosePassword(threshold, config, limits.letters, choice)),
    route(api.askForSignInHelp, (threshold, asked) => askForSignInHelp(threshold, limits.forgotten, asked)),
    route(api.signOut, (scene) => endSession(scene)),
  ]
}
