import type { Knex } from 'knex'

/** How a unit's staff and patients were changed, by whom, and what each cell was before. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table changesets (
      -- Made by the client, so that previewing again replaces and applying again does nothing twice.
      id uuid primary key,
      group_id uuid not null references groups,
      list text not null check (list in ('staff', 'patients')),
      source text not null check (source in ('grid', 'bulk', 'form', 'csv', 'undo')),
      state text not null default 'previewed' check (state in ('previewed', 'applied')),
      created_by uuid not null references accounts,
      created_at timestamptz not null default now(),
      why text check (char_length(why) <= 200),
      applied_at timestamptz,
      -- { kind: how many rows }, and how many e-mails follow from it
      counts jsonb not null,
      emails integer not null default 0,
      ignored_columns jsonb not null default '[]',
      undoes uuid references changesets,
      check ((state = 'applied') = (applied_at is not null)),
      check ((source = 'undo') = (undoes is not null))
    );
    create unique index undone_once on changesets (undoes) where state = 'applied';
    create index changesets_of_group on changesets (group_id, applied_at desc, id) where state = 'applied';
    create index changesets_in_preview on changesets (created_by, created_at) where state = 'previewed';

    create table changeset_rows (
      changeset_id uuid not null references changesets on delete cascade,
      line integer not null,
      kind text not null check (kind in ('wrong', 'conflict', 'new', 'changed', 'closed', 'unchanged')),
      -- Those that need attention come first.
      rank integer generated always as (case kind when 'wrong' then 0 when 'conflict' then 1 when 'unchanged' then 3 else 2 end) stored,
      account_id uuid references accounts,
      name text not null,
      -- [{ column, from, to, now }]
      cells jsonb not null,
      -- Of somebody new: all that was asked, by column, also what joining somebody who exists leaves as it is.
      wanted jsonb,
      errors jsonb not null default '[]',
      candidates jsonb not null default '[]',
      -- A decision on the candidates: { accountId } or { accountId: null }; null while there is none.
      same jsonb,
      -- Of somebody new: the account that exists and joins.
      joins uuid references accounts,
      -- What applying did beyond the cells, so that it can be undone.
      did jsonb,
      primary key (changeset_id, line)
    );
    create index changeset_rows_in_order on changeset_rows (changeset_id, rank, line);

    -- What was applied is history.
    create function keep_applied() returns trigger language plpgsql as $$
      begin
        if old.state = 'applied' then
          raise exception 'an applied changeset is history' using errcode = 'restrict_violation';
        end if;
        return case tg_op when 'DELETE' then old else new end;
      end $$;
    create trigger keep_applied before update or delete on changesets
      for each row execute function keep_applied();
    create function keep_applied_rows() returns trigger language plpgsql as $$
      begin
        if exists (select from changesets
                    where id = case tg_op when 'INSERT' then new.changeset_id else old.changeset_id end and state = 'applied') then
          raise exception 'an applied changeset is history' using errcode = 'restrict_violation';
        end if;
        return case tg_op when 'DELETE' then old else new end;
      end $$;
    create trigger keep_applied before insert or update or delete on changeset_rows
      for each row execute function keep_applied_rows();

    -- Whom the last admin's leaving would leave alone, and who stands in the list, is asked by role.
    create index staff_of_group on memberships (group_id, account_id) where role <> 'patient' and ended_at is null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index staff_of_group;
    drop table changeset_rows;
    drop table changesets;
    drop function keep_applied_rows();
    drop function keep_applied();
  `)
}
