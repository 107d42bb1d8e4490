import type { Knex } from 'knex'

/** Who of a unit's staff is away, from when until when, and who receives instead (R14). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists btree_gist;

    -- The day that it is in the United Kingdom, whatever the server's clock is set to.
    create function local_day(at timestamptz) returns date
      language sql immutable parallel safe strict
      return cast(at at time zone 'Europe/London' as date);

    -- So that an absence and its cover can be held to one group.
    alter table memberships add constraint memberships_in_group unique (id, group_id);

    create table absences (
      id uuid primary key default gen_random_uuid(),
      group_id uuid not null,
      membership_id uuid not null,
      -- Both are days on which the person is away.
      first_day date not null,
      last_day date not null,
      -- Null: the default messaging contact.
      cover_id uuid,
      set_by uuid not null references accounts,
      set_on date not null default local_day(now()),
      -- Taken back before it began, or ended with the membership.
      ended_at timestamptz,
      foreign key (membership_id, group_id) references memberships (id, group_id),
      foreign key (cover_id, group_id) references memberships (id, group_id),
      constraint last_day_not_before_first check (last_day >= first_day),
      constraint at_most_a_year check (last_day - first_day <= 366),
      constraint at_most_a_year_ahead check (last_day <= set_on + 366),
      constraint nobody_covers_for_themselves check (cover_id <> membership_id),
      constraint one_absence_at_a_time exclude using gist
        (membership_id with =, daterange(first_day, last_day, '[]') with &&) where (ended_at is null)
    );
    create index absences_of_membership on absences (membership_id, last_day) where ended_at is null;
    create index absences_by_cover on absences (cover_id, last_day) where ended_at is null and cover_id is not null;

    -- Whatever ends a membership, its absences end with it. Those whom it covered keep its name, and are told that nobody
    -- of that name receives any more: who gets the messages then is worked out when they are sent.
    create function end_absences_with_membership() returns trigger language plpgsql as $$
      begin
        update absences set ended_at = now() where membership_id = new.id and ended_at is null;
        return null;
      end $$;
    create trigger end_absences after update of ended_at on memberships
      for each row when (new.ended_at is not null and old.ended_at is null and new.role <> 'patient')
      execute function end_absences_with_membership();
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger end_absences on memberships;
    drop function end_absences_with_membership();
    drop table absences;
    alter table memberships drop constraint memberships_in_group;
    drop function local_day(timestamptz);
    drop extension btree_gist;
  `)
}
