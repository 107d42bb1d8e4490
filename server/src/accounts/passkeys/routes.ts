import type { Config } from '../../config.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { api } from '../../contract/index.ts'
import { route, type Route, type Threshold } from '../../http/route.ts'
import type { SignInLimits } from '../SignInLimits.ts'
import { addPasskey } from './addPasskey.ts'
import { beginPasskey } from './beginPasskey.ts'
import { beginPasskeySignIn } from './beginSignIn.ts'
import { listPasskeys, removePasskey, renamePasskey } from './own.ts'
import { relyingParty } from './relyingParty.ts'
import { signInWithPasskey } from './signInWithPasskey.ts'

type LetIn = (threshold: Threshold, token: string) => Promise<ReplyOf<typeof api.signInWithPasskey>>

/** `letIn`: what whoever has just signed in is told. */
export function passkeyRoutes(config: Config, limits: SignInLimits, letIn: LetIn): Route[] {
  const party = relyingParty(config)
  return [
    route(api.beginPasskeySignIn, (threshold) => beginPasskeySignIn(threshold, party)),
    route(api.signInWithPasskey, async (threshold, { answer }) => {
      const { token } = await signInWithPasskey(threshold, config, limits, answer)
      return letIn(threshold, token)
    }),
    route(api.listPasskeys, (scene) => listPasskeys(scene)),
    route(api.beginPasskey, (scene, { currentPassword }) => beginPasskey(scene, party, currentPassword)),
    route(api.addPasskey, (scene, addition) => addPasskey(scene, party, addition)),
    route(api.renamePasskey, (scene, change) => renamePasskey(scene, change)),
    route(api.removePasskey, (scene, { passkeyId }) => removePasskey(scene, passkeyId)),
  ]
}
