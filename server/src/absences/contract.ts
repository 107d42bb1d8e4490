/**
 * Who of a unit's staff is away, and who receives instead.
 *
 * - absence: a member of staff of a unit is away from the first day to the last; days are the United Kingdom's
 * - cover: the colleague who receives messages instead; without one, the default messaging contact
 * - instead: who really gets them, because a cover may be away too
 */
import { z } from 'zod'
import { person } from '../accounts/contract.ts'
import { endpoint, nothing } from '../contract/endpoint.ts'
import { cursor, day, filter, id, pageQuery, typedDay } from '../contract/words.ts'

/** Somebody is away today. */
export const away = z.object({
  /** The last day on which they are. */
  until: day,
  /** Who gets messages instead; null when nobody else does, because they are the default messaging contact. */
  instead: person.nullable(),
})
export type Away = z.infer<typeof away>

export const absence = z.object({
  id,
  unitId: id,
  firstDay: day,
  lastDay: day,
  /** `receives`: still a message recipient of the unit; otherwise they are passed over. Null: the default messaging contact. */
  cover: person.extend({ receives: z.boolean() }).nullable(),
})
export type Absence = z.infer<typeof absence>

/** Who gets messages on which days of an absence; null: nobody but the absent person. */
export const spell = z.object({ from: day, to: day, instead: person.nullable() })
export type Spell = z.infer<typeof spell>

export const possibleCover = person.extend({ away: away.nullable() })

const memberOfUnit = z.object({ unitId: id, accountId: id })
const oneAbsence = memberOfUnit.extend({ absenceId: id })

const days = {
  firstDay: typedDay('Enter the first day, such as 30 November 2026'),
  lastDay: typedDay('Enter the last day, such as 30 November 2026'),
}
/** An account of the unit's recipients; null for the default messaging contact. */
const coverId = id.nullable()
/** The same days in other units of the person, in one step. */
const elsewhere = z
  .array(z.object({ unitId: id, coverId }))
  .max(50, 'Choose at most 50 units')
  .default([])

export const absenceEndpoints = {
  showAbsences: endpoint({
    summary:
      'The absences of a member of staff, today’s and later ones, in this unit and in the others in which the caller may set them.',
    method: 'GET',
    path: '/units/:unitId/staff/:accountId/absences',
    caller: 'staff',
    params: memberOfUnit,
    response: z.object({
      person,
      /** The day that it is. */
      today: day,
      /** The unit that was asked about, then the others. */
      units: z.array(
        z.object({
          id,
          name: z.string(),
          /** Who gets messages without a cover. Null while the unit has none. */
          contact: person.nullable(),
        }),
      ),
      absences: z.array(absence),
    }),
  }),
  listCovers: endpoint({
    summary:
      'Who could cover for a member of staff: the unit’s other message recipients, by last name. A POST, because a name must not stand in a URL.',
    method: 'POST',
    path: '/units/:unitId/staff/:accountId/covers',
    caller: 'staff',
    params: memberOfUnit,
    body: z.object({ filter, ...pageQuery }),
    response: z.object({ covers: z.array(possibleCover), next: cursor.nullable() }),
  }),
  previewAbsence: endpoint({
    summary: 'Who would get messages on which of these days, and what is wrong with them. Changes nothing.',
    method: 'POST',
    path: '/units/:unitId/staff/:accountId/absences/preview',
    caller: 'staff',
    params: memberOfUnit,
    body: z.object({
      ...days,
      coverId,
      elsewhere,
      /** The absence that would be changed; without it, a new one. */
      absenceId: id.optional(),
    }),
    response: z.object({ units: z.array(z.object({ unitId: id, spells: z.array(spell) })) }),
  }),
  setAbsence: endpoint({
    summary: 'A member of staff will be away: the caller, or somebody of a unit that the caller administers.',
    method: 'POST',
    path: '/units/:unitId/staff/:accountId/absences',
    caller: 'staff',
    params: memberOfUnit,
    body: z.object({ ...days, coverId, elsewhere }),
    response: nothing,
  }),
  changeAbsence: endpoint({
    summary: 'Change the days or the cover of an absence that is not over.',
    method: 'PUT',
    path: '/units/:unitId/staff/:accountId/absences/:absenceId',
    caller: 'staff',
    params: oneAbsence,
    body: z.object({ ...days, coverId }),
    response: nothing,
  }),
  endAbsence: endpoint({
    summary: 'The person is here from today on: ends an absence, or takes one back that has not begun.',
    method: 'POST',
    path: '/units/:unitId/staff/:accountId/absences/:absenceId/end',
    caller: 'staff',
    params: oneAbsence,
    response: nothing,
  }),
}
