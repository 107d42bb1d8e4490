import type { Config } from '../../config.ts'
import { api } from '../../contract/index.ts'
import { route, type Route, type Threshold } from '../../http/route.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { removeSecondFactor, renewRecoveryCodes, showSecondFactor } from './change.ts'
import { confirmSecondFactor, startSecondFactor } from './enrol.ts'
import { keyOf } from './sealing.ts'
import { signInWithCode } from './signInWithCode.ts'

type LetIn = (
  threshold: Threshold,
  token: string,
) => Promise<Pick<ReplyOf<typeof api.signInWithCode>, 'token' | 'me' | 'session' | 'mustEnrol'>>

/** `letIn`: what whoever has just signed in is told. */
export function secondFactorRoutes(config: Config, letIn: LetIn): Route[] {
  return [
    route(api.signInWithCode, async (threshold, attempt) => {
      const { token, recoveryCodesLeft } = await signInWithCode(threshold, config, attempt)
      return { ...(await letIn(threshold, token)), recoveryCodesLeft }
    }),
    route(api.showSecondFactor, (scene) => showSecondFactor(scene)),
    route(api.startSecondFactor, async (scene, { password }) => startSecondFactor(scene, keyOf(config), password)),
    route(api.confirmSecondFactor, async (scene, { code }) => confirmSecondFactor(scene, keyOf(config), code)),
    route(api.renewRecoveryCodes, async (scene, both) => renewRecoveryCodes(scene, keyOf(config), both)),
    route(api.removeSecondFactor, async (scene, both) => removeSecondFactor(scene, keyOf(config), both)),
  ]
}
