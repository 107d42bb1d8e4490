import type { Knex } from 'knex'

/** Guards that need to remember: who changed a proved address, whom an admin has looked for, and what was begun as the launch. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table proved_before
      -- Null where nobody kept it: then it may have been whoever asks.
      add changed_by uuid references accounts;
    create index proved_before_by_age on proved_before (changed_at);

    alter table broadcasts
      -- Once saved as the launch text is offered, however it was written over then.
      add begun_as_launch boolean not null default false;

    -- What admins have typed of people who are to become patients, of the last day, as hashes: whoever changes a date and
    -- tries again, and whoever looks people up and adds none, is told so much a day and no more.
    create table lookups (
      account_id uuid not null references accounts,
      group_id uuid not null references groups,
      -- Of the name or the NHS number, and of that with the date of birth.
      who bytea not null check (octet_length(who) = 32),
      details bytea not null check (octet_length(details) = 32),
      at timestamptz not null default now(),
      -- Of another unit: they were told that this person is known.
      found_id uuid references accounts,
      primary key (account_id, group_id, details)
    );
    create index lookups_of_person on lookups (account_id, who);
    create index lookups_found on lookups (account_id, group_id, found_id) where found_id is not null;
    create index lookups_by_age on lookups (at);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table lookups;
    alter table broadcasts drop begun_as_launch;
    drop index proved_before_by_age;
    alter table proved_before drop changed_by;
  `)
}
