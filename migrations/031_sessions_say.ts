import type { Knex } from 'knex'

/** A session says on what somebody signed in, and why it ended. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table sessions
      -- A few words of ours, such as "Safari on iPhone"; never what the browser said of itself.
      add column device text check (char_length(device) between 1 and 40),
      -- Null: it has not ended, or only by its limits.
      add column ended_because text check (ended_because in ('signedOut', 'elsewhere', 'password', 'reset', 'closed'));
    alter table sessions add check (ended_because is null or ended_at is not null);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table sessions drop column ended_because, drop column device')
}
