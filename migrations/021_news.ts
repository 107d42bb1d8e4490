import type { Knex } from 'knex'

/** Which bank holidays a unit keeps. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table groups
      -- Null until an admin has said so: then only the days in bank_holidays count.
      add nation text check (nation in ('england_and_wales', 'scotland', 'northern_ireland')),
      -- ['YYYY-MM-DD']: bank holidays of the nation on which the unit is open all the same.
      add open_on_bank_holidays jsonb not null default '[]' check (jsonb_typeof(open_on_bank_holidays) = 'array');
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table groups drop open_on_bank_holidays, drop nation')
}
