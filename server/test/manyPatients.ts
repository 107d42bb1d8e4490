import type { TestHouse } from './as.ts'
import type { Unit } from './build.ts'

/** So many patients of a unit, in one statement, each with a verified address. */
export async function manyPatients({ db }: Pick<TestHouse, 'db'>, unit: Unit, howMany: number): Promise<void> {
  await db.raw(
    `with people as (
       insert into accounts (kind, username, first_name, last_name, date_of_birth, email, email_verified_at, telephone)
       select 'patient', 'many' || n, 'Robin', 'Patient' || n, date '1961-03-09', 'many' || n || '@example.org', now(),
              '0131 496 0120'
         from generate_series(1, cast(? as int)) n
       returning id
     )
     insert into memberships (account_id, account_kind, group_id, group_kind, role)
     select id, 'patient', ?, 'unit', 'patient' from people`,
    [howMany, unit.id],
  )
}
