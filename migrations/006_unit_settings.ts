import type { Knex } from 'knex'

/** What a unit tells others about itself, and how that came to be. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table groups
      -- Counts every change of the settings, so that two admins cannot overwrite each other unawares.
      add version integer not null default 1,
      -- [{ day: 'YYYY-MM-DD', name }]
      add bank_holidays jsonb not null default '[]' check (jsonb_typeof(bank_holidays) = 'array'),
      add answer_time text check (char_length(answer_time) between 1 and 200);

    create table group_versions (
      group_id uuid not null references groups,
      version integer not null,
      changed_by uuid not null references accounts,
      at timestamptz not null default clock_timestamp(),
      -- The settings as they were from then on.
      settings jsonb not null,
      primary key (group_id, version)
    );
    create trigger append_only before update or delete on group_versions
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on group_versions
      for each statement execute function refuse_change();

    create index sessions_by_start on sessions (account_id, started_at desc);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index sessions_by_start;
    drop table group_versions;
    alter table groups drop answer_time, drop bank_holidays, drop version;
  `)
}
