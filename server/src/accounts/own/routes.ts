import type { Config } from '../../config.ts'
import { api } from '../../contract/index.ts'
import { route, type Route } from '../../http/route.ts'
import { changeEmail } from './changeEmail.ts'
import { changePassword } from './changePassword.ts'
import { changeTelephone } from './changeTelephone.ts'
import { chooseEmailWish } from './chooseEmailWish.ts'
import { endOtherSessions } from './endOtherSessions.ts'
import { listOpenings } from './listOpenings.ts'
import { listSessions } from './listSessions.ts'
import { showAccount } from './showAccount.ts'
import { verifyOwnEmail } from './verifyOwnEmail.ts'

export function ownAccountRoutes(config: Config): Route[] {
  return [
    route(api.showAccount, (scene) => showAccount(scene)),
    route(api.verifyOwnEmail, (scene) => verifyOwnEmail(scene)),
    route(api.changeEmail, (scene, change) => changeEmail(scene, change)),
    route(api.changeTelephone, (scene, change) => changeTelephone(scene, change)),
    route(api.changePassword, (scene, change) => changePassword(scene, config, change)),
    route(api.chooseEmailWish, (scene, choice) => chooseEmailWish(scene, choice)),
    route(api.listSessions, (scene) => listSessions(scene, config.session)),
    route(api.endOtherSessions, (scene) => endOtherSessions(scene, 'elsewhere')),
    route(api.listOpenings, (scene, page) => listOpenings(scene, page)),
  ]
}
