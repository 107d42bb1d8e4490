import type { Config } from '../../config.ts'
import { api } from '../../contract/index.ts'
import { route, type Route } from '../../http/route.ts'
import { askForTextCode } from './askForTextCode.ts'
import { proveTextNumber } from './proveTextNumber.ts'
import { showTexts } from './showTexts.ts'
import { stopTexts } from './stopTexts.ts'

export function textRoutes({ notify }: Pick<Config, 'notify'>): Route[] {
  const house = { offered: Boolean(notify?.textTemplateId) }
  return [
    route(api.showTexts, (scene) => showTexts(scene, house)),
    route(api.askForTextCode, (scene, number) => askForTextCode(scene, number, house)),
    route(api.proveTextNumber, (scene, code) => proveTextNumber(scene, code)),
    route(api.stopTexts, (scene) => stopTexts(scene)),
  ]
}
