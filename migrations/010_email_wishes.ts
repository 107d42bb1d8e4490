import type { Knex } from 'knex'

/** What people want to be e-mailed about. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table accounts
      -- Each message at once, at most one e-mail a day, or none.
      add email_wish text not null default 'each' check (email_wish in ('each', 'daily', 'none'));
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table accounts drop email_wish')
}
