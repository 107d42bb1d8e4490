import { record } from '../audit/record.ts'
import { api } from '../contract/index.ts'
import { Group } from '../groups/Group.ts'
import { mustAdminister } from '../groups/policy.ts'
import { route, type Route } from '../http/route.ts'
import { emailState } from '../accounts/emailState.ts'
import { listStaff, type StaffRow } from './listStaff.ts'
import type { MemberOfStaff } from './contract.ts'

export function staffRoutes(): Route[] {
  return [
    route(api.listStaff, async (scene, { unitId, ...page }) => {
      const unit = mustAdminister(scene.actor, await Group.query(scene.trx).findById(unitId))
      const { staff, next } = await listStaff(scene, unit.id, page)
      await record(scene, 'staff.listed', { groupId: unitId })
      return { staff: staff.map(present), next }
    }),
  ]
}

function present({ emailVerified, emailBouncing, lastSignInAt, ...row }: StaffRow): MemberOfStaff {
  return {
    ...row,
    emailState: emailState({ hasEmail: row.email !== null, emailVerified, emailBouncing }),
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
  }
}
