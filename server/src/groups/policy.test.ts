/** Person x group: which groups somebody may write to (R2, their own), and that the rest does not exist for them. */
import { expect, test } from 'vitest'
import { Problem } from '../errors.ts'
import type { Actor, ActorMembership } from '../http/scene.ts'
import { canWriteTo, mustBeAbleToWriteTo, ownGroupIds } from './policy.ts'

const ward = { id: 'ward', messagingOn: true }
const silent = { id: 'silent', messagingOn: false }
const elsewhere = { id: 'elsewhere', messagingOn: true }

const memberOf = (kind: Actor['kind'], role: ActorMembership['role'], ...groupIds: string[]) =>
  ({ kind, memberships: groupIds.map((groupId) => ({ groupId, role })) }) as unknown as Actor

const table = [
  { who: 'a patient', actor: memberOf('patient', 'patient', 'ward', 'silent'), may: [true, false, false] },
  { who: 'a nurse', actor: memberOf('staff', 'staff', 'ward', 'silent'), may: [true, false, false] },
  { who: 'a nurse of two wards', actor: memberOf('staff', 'staff', 'ward', 'elsewhere'), may: [true, false, true] },
  { who: 'a unit admin', actor: memberOf('staff', 'unit_admin', 'ward'), may: [true, false, false] },
  { who: 'a specialty admin', actor: memberOf('staff', 'specialty_admin', 'renal'), may: [false, false, false] },
  { who: 'Central Support', actor: memberOf('staff', 'support', 'support'), may: [false, false, false] },
  { who: 'somebody who belongs nowhere', actor: memberOf('patient', 'patient'), may: [false, false, false] },
]

test.each(table)('$who', ({ actor, may }) => {
  const groups = [ward, silent, elsewhere]
  expect(groups.map((group) => canWriteTo(actor, group))).toEqual(may)
  for (const [n, group] of groups.entries()) {
    if (may[n]) expect(mustBeAbleToWriteTo(actor, group)).toBe(group)
    else expect(() => mustBeAbleToWriteTo(actor, group)).toThrow(new Problem('notFound'))
  }
  expect(() => mustBeAbleToWriteTo(actor, undefined)).toThrow(new Problem('notFound'))
  expect(ownGroupIds(actor)).toEqual(actor.memberships.map(({ groupId }) => groupId))
})
