import { whoCovers } from '../absences/whoCovers.ts'
import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { Group } from '../groups/Group.ts'
import { mustBeAbleToWriteTo } from '../groups/policy.ts'
import { route, type Route } from '../http/route.ts'
import { listRecipients } from './listRecipients.ts'
import { presentRecipient } from './present.ts'

export function recipientRoutes({ notify }: Pick<Config, 'notify'>): Route[] {
  const texts = Boolean(notify?.textTemplateId)
  return [
    route(api.listRecipients, async (scene, { groupId, ...page }) => {
      const to = mustBeAbleToWriteTo(scene.actor, await Group.query(scene.trx).findById(groupId))
      const { recipients, next } = await listRecipients(scene, to, { ...page, texts })
      if (scene.actor.kind === 'staff') await record(scene, 'recipients.listed', { groupId })
      const staff = recipients.filter(({ kind }) => kind === 'staff').map(({ membershipId }) => membershipId)
      const away = await whoCovers(scene.trx, staff)
      return {
        recipients: recipients.map((row) => presentRecipient(row, scene.actor, to.group, away.get(row.membershipId))),
        next,
      }
    }),
  ]
}
