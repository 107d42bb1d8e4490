import type { Knex } from 'knex'

/** Which bank holidays a unit keeps; and news: short items of a unit or a specialty for its patients, its staff or both (R12). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table groups
      -- Null until an admin has said so: then only the days in bank_holidays count.
      add nation text check (nation in ('england_and_wales', 'scotland', 'northern_ireland')),
      -- ['YYYY-MM-DD']: bank holidays of the nation on which the unit is open all the same.
      add open_on_bank_holidays jsonb not null default '[]' check (jsonb_typeof(open_on_bank_holidays) = 'array');

    create table news_items (
      id uuid primary key,
      group_id uuid not null,
      group_kind text not null check (group_kind in ('unit', 'specialty')),
      title text not null check (char_length(title) between 1 and 150),
      text text not null check (char_length(text) between 1 and 5000),
      audience text not null check (audience in ('patients', 'staff', 'both')),
      -- Anybody can read it, also without signing in.
      is_public boolean not null,
      pinned boolean not null,
      -- Days in London, both included.
      shows_from date not null,
      shows_until date not null,
      -- Counts every change, so that two admins cannot overwrite each other unawares.
      version integer not null default 1,
      created_at timestamptz not null default clock_timestamp(),
      published_at timestamptz,
      withdrawn_at timestamptz,
      -- Its readers are to be e-mailed, once; and when that was begun.
      email_asked_at timestamptz,
      emailed_at timestamptz,
      foreign key (group_id, group_kind) references groups (id, kind),
      check (shows_from <= shows_until),
      check (not is_public or audience <> 'staff'),
      check (emailed_at is null or email_asked_at is not null)
    );
    create index news_of_group on news_items (group_id, created_at desc, id);
    create index news_out on news_items (group_id, shows_until) where published_at is not null and withdrawn_at is null;
    create index news_for_anybody on news_items (shows_until)
      where is_public and published_at is not null and withdrawn_at is null;

    create table news_versions (
      news_id uuid not null references news_items,
      version integer not null,
      changed_by uuid not null references accounts,
      at timestamptz not null default clock_timestamp(),
      -- The item as it was from then on.
      content jsonb not null,
      primary key (news_id, version)
    );
    create trigger append_only before update or delete on news_versions
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on news_versions
      for each statement execute function refuse_change();

    -- One e-mail to one person about one item, with its state.
    create table news_emails (
      news_id uuid not null references news_items,
      account_id uuid not null references accounts,
      state text not null check (state in ('waiting', 'handed_over', 'failed_for_good', 'bounced', 'suppressed')),
      -- Why it is suppressed or failed, or failed for now.
      reason text check (char_length(reason) <= 500),
      attempts integer not null default 0,
      next_try_at timestamptz,
      handed_over_at timestamptz,
      primary key (news_id, account_id),
      check ((state = 'waiting') = (next_try_at is not null)),
      check (state <> 'handed_over' or handed_over_at is not null)
    );
    create index news_emails_under_way on news_emails (next_try_at) where state = 'waiting';
    create index news_emails_of_person on news_emails (account_id, handed_over_at) where handed_over_at is not null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table news_emails;
    drop table news_versions;
    drop table news_items;
    alter table groups drop open_on_bank_holidays, drop nation;
  `)
}
