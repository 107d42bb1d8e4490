/** Person x group: in which section of the picker it stands (R2), who administers it, and that the rest does not exist. */
import { describe, expect, test } from 'vitest'
import { Problem } from '../errors.ts'
import type { Actor, ActorMembership } from '../http/scene.ts'
import type { Section } from './contract.ts'
import type { Group } from './Group.ts'
import {
  canAdminister,
  canChangeAccount,
  mustAdminister,
  mustBeAbleToWriteTo,
  ownGroupIds,
  sectionFor,
} from './policy.ts'

const groups = {
  ward: { kind: 'unit', specialtyId: 'renal', messagingOn: true },
  clinic: { kind: 'unit', specialtyId: 'renal', messagingOn: true },
  silent: { kind: 'unit', specialtyId: 'renal', messagingOn: false },
  foot: { kind: 'unit', specialtyId: 'diabetes', messagingOn: true },
  renal: { kind: 'specialty', specialtyId: null, messagingOn: false },
  support: { kind: 'central_support', specialtyId: null, messagingOn: true },
} as const
type Name = keyof typeof groups
const names = Object.keys(groups) as Name[]
const groupOf = (name: Name, change: { messagingOn?: boolean } = {}) =>
  ({ id: name, ...groups[name], ...change }) as unknown as Group

const member = (role: ActorMembership['role'], ...in_: Name[]) =>
  in_.map((groupId) => ({ groupId, role, specialtyId: groups[groupId].specialtyId }))
const actorWith = (kind: Actor['kind'], ...memberships: ReturnType<typeof member>) =>
  ({ kind, memberships }) as unknown as Actor

/** May administer, may not although they know it, or finds nothing. */
type Administers = 'may' | 'notAllowed' | 'notFound'

interface Line {
  who: string
  actor: Actor
  sections: Partial<Record<Name, Section>>
  administers: Partial<Record<Name, Administers>>
}

const table: Line[] = [
  {
    who: 'a patient',
    actor: actorWith('patient', ...member('patient', 'ward', 'silent')),
    sections: { ward: 'mine' },
    administers: { ward: 'notAllowed', silent: 'notAllowed' },
  },
  {
    who: 'a nurse',
    actor: actorWith('staff', ...member('staff', 'ward', 'silent')),
    sections: { ward: 'mine' },
    administers: { ward: 'notAllowed', silent: 'notAllowed' },
  },
  {
    who: 'a nurse of two wards',
    actor: actorWith('staff', ...member('staff', 'ward', 'foot')),
    sections: { ward: 'mine', foot: 'mine' },
    administers: { ward: 'notAllowed', foot: 'notAllowed' },
  },
  {
    who: 'a unit admin',
    actor: actorWith('staff', ...member('unit_admin', 'ward')),
    sections: { ward: 'mine', clinic: 'specialty', support: 'central_support' },
    administers: { ward: 'may' },
  },
  {
    who: 'a unit admin of a unit without messaging',
    actor: actorWith('staff', ...member('unit_admin', 'silent')),
    sections: { ward: 'specialty', clinic: 'specialty', support: 'central_support' },
    administers: { silent: 'may' },
  },
  {
    who: 'a unit admin who is a nurse elsewhere',
    actor: actorWith('staff', ...member('unit_admin', 'ward'), ...member('staff', 'foot')),
    sections: { ward: 'mine', foot: 'mine', clinic: 'specialty', support: 'central_support' },
    administers: { ward: 'may', foot: 'notAllowed' },
  },
  {
    who: 'a specialty admin',
    actor: actorWith('staff', ...member('specialty_admin', 'renal')),
    sections: { ward: 'specialty', clinic: 'specialty', support: 'central_support' },
    administers: { ward: 'may', clinic: 'may', silent: 'may', renal: 'notAllowed' },
  },
  {
    who: 'a specialty admin who is a nurse',
    actor: actorWith('staff', ...member('specialty_admin', 'renal'), ...member('staff', 'ward', 'foot')),
    sections: { ward: 'mine', foot: 'mine', clinic: 'specialty', support: 'central_support' },
    administers: { ward: 'may', clinic: 'may', silent: 'may', foot: 'notAllowed', renal: 'notAllowed' },
  },
  {
    who: 'Central Support',
    actor: actorWith('staff', ...member('support', 'support')),
    sections: { ward: 'other_units', clinic: 'other_units', foot: 'other_units', support: 'mine' },
    administers: { ward: 'may', clinic: 'may', silent: 'may', foot: 'may', support: 'notAllowed' },
  },
  { who: 'a patient who belongs nowhere', actor: actorWith('patient'), sections: {}, administers: {} },
  { who: 'staff who belong nowhere', actor: actorWith('staff'), sections: {}, administers: {} },
]

test.each(table)('$who', ({ actor, sections, administers }) => {
  for (const name of names) {
    const group = groupOf(name)
    const section = sections[name] ?? null
    expect(sectionFor(actor, group), name).toBe(section)
    if (section) expect(mustBeAbleToWriteTo(actor, group)).toEqual({ group, section })
    else expect(() => mustBeAbleToWriteTo(actor, group), name).toThrow(new Problem('notFound'))

    const administered = administers[name] ?? 'notFound'
    expect(canAdminister(actor, group), name).toBe(administered === 'may')
    if (administered === 'may') expect(mustAdminister(actor, group)).toBe(group)
    else expect(() => mustAdminister(actor, group), name).toThrow(new Problem(administered))
  }
  expect(() => mustBeAbleToWriteTo(actor, undefined)).toThrow(new Problem('notFound'))
  expect(() => mustAdminister(actor, undefined)).toThrow(new Problem('notFound'))
  expect(ownGroupIds(actor)).toEqual(actor.memberships.map(({ groupId }) => groupId))
})

describe('an account', () => {
  const theirs = (role: ActorMembership['role'], ...in_: Name[]) =>
    in_.map((groupId) => ({ role, groupId, groupKind: groups[groupId].kind, specialtyId: groups[groupId].specialtyId }))
  const ofWard = actorWith('staff', ...member('unit_admin', 'ward'))
  const ofRenal = actorWith('staff', ...member('specialty_admin', 'renal'))
  const support = actorWith('staff', ...member('support', 'support'))
  test.each([
    ['of a patient', theirs('patient', 'ward'), [true, true, true]],
    ['of a patient of two units', theirs('patient', 'ward', 'clinic'), [false, true, true]],
    ['of a patient of two specialties', theirs('patient', 'ward', 'foot'), [false, false, true]],
    ['of a colleague', theirs('unit_admin', 'ward'), [true, true, true]],
    ['of an admin above', [...theirs('staff', 'ward'), ...theirs('specialty_admin', 'renal')], [false, true, true]],
    ['of Central Support', theirs('support', 'support'), [false, false, true]],
    ['of somebody who is nowhere', [], [false, false, true]],
  ] as const)('%s is changed by who looks after all that it opens', (_, memberships, may) => {
    expect([ofWard, ofRenal, support].map((actor) => canChangeAccount(actor, [...memberships]))).toEqual(may)
  })
})

test.each(table)('nothing without messaging is offered to $who', ({ actor }) => {
  for (const name of names) expect(sectionFor(actor, groupOf(name, { messagingOn: false }))).toBeNull()
})
