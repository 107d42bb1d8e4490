import type { Knex } from 'knex'

/**
 * A link to choose a password asks patients for their date of birth, because it may have been sent to a mistyped address;
 * and sessions follow at once what a unit demands.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table links
      add wrong_dates smallint not null default 0,
      -- Too many of them: it does not work any more, and the address may be somebody else's.
      add locked_at timestamptz;
    create index links_locked on links (account_id) where locked_at is not null;
    -- Whether somebody has to set up a second step is asked at every request: a unit may begin to demand one meanwhile.
    alter table sessions drop must_enrol;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table sessions add must_enrol boolean not null default false;
    drop index links_locked;
    alter table links drop locked_at, drop wrong_dates;
  `)
}
