import type { Knex } from 'knex'

/** Whom no e-mail reaches, within each group, and what was done to reach them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function unreachable_by(email text, verified_at timestamptz, bouncing_at timestamptz, closed_at timestamptz)
      returns text language sql immutable parallel safe
      return case
        when closed_at is not null then null
        when email is null then 'none'
        when bouncing_at is not null then 'bouncing'
        when verified_at is null then 'unverified'
      end;

    -- Why no e-mail reaches this member; null when it does. A copy, kept by triggers as the name is, so that one index
    -- finds them within a group however many others there are.
    alter table memberships add unreachable text check (unreachable in ('none', 'bouncing', 'unverified'));
    update memberships m
       set unreachable = unreachable_by(a.email, a.email_verified_at, a.email_bouncing_at, a.closed_at)
      from accounts a where a.id = m.account_id;
    create index unreachable_by_name on memberships (group_id, unreachable, sort_name, account_id)
      where unreachable is not null and ended_at is null;

    create function copy_reach_to_membership() returns trigger language plpgsql as $$
      begin
        select unreachable_by(email, email_verified_at, email_bouncing_at, closed_at)
          into new.unreachable from accounts where id = new.account_id;
        return new;
      end $$;
    create trigger copy_reach before insert on memberships
      for each row execute function copy_reach_to_membership();

    create trigger copy_reach_again before update of ended_at on memberships
      for each row when (new.ended_at is null and old.ended_at is not null)
      execute function copy_reach_to_membership();

    -- Both copies in one update, and of those who have left only the name.
    create function copy_to_memberships() returns trigger language plpgsql as $$
      begin
        update memberships
          set folded_name = fold(new.first_name || ' ' || new.last_name),
              sort_name = fold(new.last_name) || ' ' || fold(new.first_name),
              unreachable = unreachable_by(new.email, new.email_verified_at, new.email_bouncing_at, new.closed_at)
          where account_id = new.id
            and (ended_at is null or (old.first_name, old.last_name) is distinct from (new.first_name, new.last_name));
        return null;
      end $$;
    drop trigger copy_name on accounts;
    drop function copy_name_to_memberships();
    create trigger copy_to_memberships
      after update of first_name, last_name, email, email_verified_at, email_bouncing_at, closed_at on accounts
      for each row
      when ((old.first_name, old.last_name) is distinct from (new.first_name, new.last_name)
         or unreachable_by(old.email, old.email_verified_at, old.email_bouncing_at, old.closed_at) is distinct from
            unreachable_by(new.email, new.email_verified_at, new.email_bouncing_at, new.closed_at))
      execute function copy_to_memberships();

    create table contact_notes (
      id uuid primary key default gen_random_uuid(),
      account_id uuid not null references accounts,
      -- The unit in which it was written, and in which alone it is read.
      group_id uuid not null references groups,
      text text not null check (char_length(text) between 1 and 300),
      written_by uuid not null references accounts,
      at timestamptz not null default clock_timestamp()
    );
    create index contact_notes_of_member on contact_notes (group_id, account_id, at desc);
    create trigger append_only before update or delete on contact_notes
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on contact_notes
      for each statement execute function refuse_change();
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table contact_notes;
    drop trigger copy_to_memberships on accounts;
    drop function copy_to_memberships();
    create function copy_name_to_memberships() returns trigger language plpgsql as $$
      begin
        update memberships
          set folded_name = fold(new.first_name || ' ' || new.last_name),
              sort_name = fold(new.last_name) || ' ' || fold(new.first_name)
          where account_id = new.id;
        return null;
      end $$;
    create trigger copy_name after update of first_name, last_name on accounts
      for each row execute function copy_name_to_memberships();
    drop trigger copy_reach_again on memberships;
    drop trigger copy_reach on memberships;
    drop function copy_reach_to_membership();
    drop index unreachable_by_name;
    alter table memberships drop unreachable;
    drop function unreachable_by(text, timestamptz, timestamptz, timestamptz);
  `)
}
