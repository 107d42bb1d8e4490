import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { findAdministered, lockAdministered } from '../groups/findAdministered.ts'
import { route, type Route } from '../http/route.ts'
import { approveBroadcast, askForApproval, sendBackBroadcast } from './approval.ts'
import { checkBroadcast, exportWithoutEmail } from './check.ts'
import { launchText } from './launchText.ts'
import { listBroadcasts } from './listBroadcasts.ts'
import { exportNotOpened, listNotOpened, remindNotOpened } from './notOpened.ts'
import { showBroadcast } from './present.ts'
import { pressSend } from './pressSend.ts'
import { showReport } from './report.ts'
import { discardBroadcast, saveBroadcast } from './saveBroadcast.ts'
import { pauseBroadcast, resumeBroadcast, stopBroadcast } from './steer.ts'
import { countToApprove, tellAdmins } from './toApprove.ts'
import { previewBroadcast, testBroadcast } from './tryOut.ts'

export function broadcastRoutes({ publicUrl, notify }: Pick<Config, 'publicUrl' | 'notify'>): Route[] {
  const house = { texts: Boolean(notify?.textTemplateId) }
  return [
    route(api.listBroadcasts, async (scene, { unitId, ...page }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'broadcasts.listed', { groupId: unit.id })
      return listBroadcasts(scene, unit.id, page)
    }),

    route(api.countToApprove, async (scene) => ({ units: await countToApprove(scene) })),

    route(api.showLaunchText, async (scene, { unitId }) =>
      launchText(await findAdministered(scene, unitId), publicUrl),
    ),

    route(api.showBroadcast, async (scene, { unitId, broadcastId }) => {
      const unit = await findAdministered(scene, unitId)
      const shown = await showBroadcast(scene, unit.id, broadcastId)
      await record(scene, 'broadcast.opened', { groupId: unit.id, detail: { broadcastId } })
      return shown
    }),

    route(api.saveBroadcast, async (scene, { unitId, broadcastId, ...draft }) => {
      const unit = await lockAdministered(scene, unitId)
      await saveBroadcast(scene, unit, broadcastId, draft, launchText(unit, publicUrl))
      return showBroadcast(scene, unitId, broadcastId)
    }),

    route(api.discardBroadcast, async (scene, { unitId, broadcastId }) => {
      await discardBroadcast(scene, await lockAdministered(scene, unitId), broadcastId)
    }),

    route(api.checkBroadcast, async (scene, { unitId, broadcastId }) =>
      checkBroadcast(scene, await findAdministered(scene, unitId), broadcastId, house),
    ),

    route(api.exportWithoutEmail, async (scene, { unitId, ...which }) =>
      exportWithoutEmail(scene, await findAdministered(scene, unitId), which, house),
    ),

    route(api.previewBroadcast, async (scene, { unitId, ...which }) =>
      previewBroadcast(scene, await findAdministered(scene, unitId), which),
    ),

    route(api.testBroadcast, async (scene, { unitId, ...seen }) => ({
      conversationId: await testBroadcast(scene, await findAdministered(scene, unitId), seen),
    })),

    route(api.askForApproval, async (scene, { unitId, ...seen }) => {
      const unit = await lockAdministered(scene, unitId)
      await askForApproval(scene, unit, seen)
      await tellAdmins(scene, unit)
      return showBroadcast(scene, unitId, seen.broadcastId)
    }),

    route(api.approveBroadcast, async (scene, { unitId, ...seen }) => {
      const unit = await lockAdministered(scene, unitId)
      await approveBroadcast(scene, unit, seen)
      await tellAdmins(scene, unit)
      return showBroadcast(scene, unitId, seen.broadcastId)
    }),

    route(api.sendBackBroadcast, async (scene, { unitId, ...seen }) => {
      const unit = await lockAdministered(scene, unitId)
      await sendBackBroadcast(scene, unit, seen)
      await tellAdmins(scene, unit)
      return showBroadcast(scene, unitId, seen.broadcastId)
    }),

    route(api.sendBroadcast, async (scene, { unitId, ...pressed }) => {
      const unit = await lockAdministered(scene, unitId)
      await pressSend(scene, unit, pressed)
      await tellAdmins(scene, unit)
      return showBroadcast(scene, unitId, pressed.broadcastId)
    }),

    route(api.pauseBroadcast, async (scene, { unitId, ...shown }) => {
      const unit = await lockAdministered(scene, unitId)
      await pauseBroadcast(scene, unit, shown)
      await tellAdmins(scene, unit)
      return showBroadcast(scene, unitId, shown.broadcastId)
    }),

    route(api.resumeBroadcast, async (scene, { unitId, ...shown }) => {
      const unit = await lockAdministered(scene, unitId)
      await resumeBroadcast(scene, unit, shown)
      await tellAdmins(scene, unit)
      return showBroadcast(scene, unitId, shown.broadcastId)
    }),

    route(api.stopBroadcast, async (scene, { unitId, broadcastId }) => {
      const unit = await lockAdministered(scene, unitId)
      await stopBroadcast(scene, unit, broadcastId)
      await tellAdmins(scene, unit)
      return showBroadcast(scene, unitId, broadcastId)
    }),

    route(api.showBroadcastReport, async (scene, { unitId, broadcastId }) =>
      showReport(scene, await findAdministered(scene, unitId), broadcastId, house),
    ),

    route(api.listNotOpened, async (scene, { unitId, ...page }) =>
      listNotOpened(scene, await findAdministered(scene, unitId), page),
    ),

    route(api.exportNotOpened, async (scene, { unitId, ...which }) =>
      exportNotOpened(scene, await findAdministered(scene, unitId), which),
    ),

    route(api.remindNotOpened, async (scene, { unitId, broadcastId }) =>
      remindNotOpened(scene, await lockAdministered(scene, unitId), broadcastId, house),
    ),
  ]
}
