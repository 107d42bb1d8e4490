import { hasSecondFactor } from '../accounts/secondFactor/demands.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { Person } from '../accounts/contract.ts'
import type { Group } from './Group.ts'

export interface UnitRow extends Pick<
  Group,
  | 'id'
  | 'name'
  | 'messagingOn'
  | 'version'
  | 'telephone'
  | 'outOfHoursTelephone'
  | 'openingHours'
  | 'nation'
  | 'bankHolidays'
  | 'openOnBankHolidays'
  | 'answerTime'
  | 'emailsNameSender'
  | 'demandsSecondFactor'
  | 'broadcastsNeedApproval'
> {
  specialtyName: string
  staff: number
  staffWithoutSecondFactor: number
  defaultContact: Person | null
  changedBy: string | null
  changedAt: Date | null
}

/** A unit as its admins see it. */
export async function showUnit({ trx }: Pick<Scene, 'trx'>, unitId: string): Promise<UnitRow> {
  const [unit] = await rows<UnitRow>(
    trx,
    `select u.id, u.name, s.name as "specialtyName", u.messaging_on as "messagingOn", u.version, u.telephone,
            u.out_of_hours_telephone as "outOfHoursTelephone", u.opening_hours as "openingHours",
            u.nation, u.bank_holidays as "bankHolidays",
            u.open_on_bank_holidays as "openOnBankHolidays", u.answer_time as "answerTime", u.emails_name_sender as "emailsNameSender",
            u.demands_second_factor as "demandsSecondFactor", u.broadcasts_need_approval as "broadcastsNeedApproval",
            who.staff, who.without as "staffWithoutSecondFactor",
            case when m.id is not null then json_build_object('id', a.id, 'name', a.first_name || ' ' || a.last_name,
              'kind', a.kind, 'roleTitle', m.role_title) end as "defaultContact",
            by.first_name || ' ' || by.last_name as "changedBy", v.at as "changedAt"
       from groups u
       join groups s on s.id = u.specialty_id
       cross join lateral (
         select count(*) as staff, count(*) filter (where not ${hasSecondFactor('w.account_id')}) as without
           from memberships w join accounts wa on wa.id = w.account_id
          where w.group_id = u.id and w.role <> 'patient' and w.ended_at is null and wa.closed_at is null) who
       left join memberships m on m.id = u.default_contact_id
       left join accounts a on a.id = m.account_id
       left join group_versions v on v.group_id = u.id and v.version = u.version
       left join accounts by on by.id = v.changed_by
      where u.id = :unitId`,
    { unitId },
  )
  if (!unit) throw new Problem('notFound')
  return unit
}
