import type { Knex } from 'knex'

const reach = (account: string) =>
  ['email', 'email_verified_at', 'email_bouncing_at', 'email_wish', 'kind', 'closed_at']
    .map((column) => `${account}${column}`)
    .join(', ')

/** Who is told by e-mail and who is not, and what is known of it where somebody writes to them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table accounts
      -- The mail server refused the last e-mail when it was handed over. Then taking one again takes the refusal back; a
      -- report, which comes after a mail server had taken the e-mail, is not taken back by that.
      add email_refused_at_once boolean not null default false;
    update accounts a set email_refused_at_once = true
     where a.email_bouncing_at is not null
       and exists (select from deliveries d
                    where d.account_id = a.id and d.address = a.email and d.state = 'bounced' and d.handed_over_at is null)
       and not exists (select from deliveries d
                        where d.account_id = a.id and d.address = a.email and d.state = 'bounced'
                          and d.handed_over_at is not null)
       and not exists (select from links l
                        where l.account_id = a.id and l.address = a.email and l.sent_at is not null
                          and l.failed_at is not null);

    -- A patient who wants none is not e-mailed either. What a colleague wants is their affair.
    create function unreachable_by(email text, verified_at timestamptz, bouncing_at timestamptz, wish text, kind text,
                                   closed_at timestamptz)
      returns text language sql immutable parallel safe
      return case
        when closed_at is not null then null
        when email is null then 'none'
        when bouncing_at is not null then 'bouncing'
        when wish = 'none' and kind = 'patient' then 'unwanted'
        when verified_at is null then 'unverified'
      end;
    alter table memberships
      drop constraint memberships_unreachable_check,
      add constraint memberships_unreachable_check
        check (unreachable in ('none', 'bouncing', 'unwanted', 'unverified'));
    create or replace function copy_reach_to_membership() returns trigger language plpgsql as $$
      begin
        select unreachable_by(${reach('')}) into new.unreachable from accounts where id = new.account_id;
        return new;
      end $$;
    create or replace function copy_to_memberships() returns trigger language plpgsql as $$
      begin
        update memberships
          set folded_name = fold(new.first_name || ' ' || new.last_name),
              sort_name = fold(new.last_name) || ' ' || fold(new.first_name),
              unreachable = unreachable_by(${reach('new.')})
          where account_id = new.id
            and (ended_at is null or (old.first_name, old.last_name) is distinct from (new.first_name, new.last_name));
        return null;
      end $$;
    drop trigger copy_to_memberships on accounts;
    create trigger copy_to_memberships
      after update of first_name, last_name, email, email_verified_at, email_bouncing_at, email_wish, closed_at on accounts
      for each row
      when ((old.first_name, old.last_name) is distinct from (new.first_name, new.last_name)
         or unreachable_by(${reach('old.')}) is distinct from unreachable_by(${reach('new.')}))
      execute function copy_to_memberships();
    drop function unreachable_by(text, timestamptz, timestamptz, timestamptz);
    update memberships m set unreachable = unreachable_by(${reach('a.')})
      from accounts a
     where a.id = m.account_id and a.email_wish = 'none'
       and m.unreachable is distinct from unreachable_by(${reach('a.')});

    -- Who was not e-mailed, of a notice that says so.
    alter table notices add about_account_id uuid references accounts;

    -- Who was not e-mailed and why, the newest first.
    create index deliveries_suppressed_of_group on deliveries (group_id, reason, created_at, id)
      where state = 'suppressed' and channel = 'email';
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index deliveries_suppressed_of_group;
    alter table notices drop about_account_id;

    create function unreachable_by(email text, verified_at timestamptz, bouncing_at timestamptz, closed_at timestamptz)
      returns text language sql immutable parallel safe
      return case
        when closed_at is not null then null
        when email is null then 'none'
        when bouncing_at is not null then 'bouncing'
        when verified_at is null then 'unverified'
      end;
    create or replace function copy_reach_to_membership() returns trigger language plpgsql as $$
      begin
        select unreachable_by(email, email_verified_at, email_bouncing_at, closed_at)
          into new.unreachable from accounts where id = new.account_id;
        return new;
      end $$;
    create or replace function copy_to_memberships() returns trigger language plpgsql as $$
      begin
        update memberships
          set folded_name = fold(new.first_name || ' ' || new.last_name),
              sort_name = fold(new.last_name) || ' ' || fold(new.first_name),
              unreachable = unreachable_by(new.email, new.email_verified_at, new.email_bouncing_at, new.closed_at)
          where account_id = new.id
            and (ended_at is null or (old.first_name, old.last_name) is distinct from (new.first_name, new.last_name));
        return null;
      end $$;
    drop trigger copy_to_memberships on accounts;
    create trigger copy_to_memberships
      after update of first_name, last_name, email, email_verified_at, email_bouncing_at, closed_at on accounts
      for each row
      when ((old.first_name, old.last_name) is distinct from (new.first_name, new.last_name)
         or unreachable_by(old.email, old.email_verified_at, old.email_bouncing_at, old.closed_at) is distinct from
            unreachable_by(new.email, new.email_verified_at, new.email_bouncing_at, new.closed_at))
      execute function copy_to_memberships();
    update memberships m
       set unreachable = unreachable_by(a.email, a.email_verified_at, a.email_bouncing_at, a.closed_at)
      from accounts a where a.id = m.account_id and m.unreachable = 'unwanted';
    alter table memberships
      drop constraint memberships_unreachable_check,
      add constraint memberships_unreachable_check check (unreachable in ('none', 'bouncing', 'unverified'));
    drop function unreachable_by(text, timestamptz, timestamptz, text, text, timestamptz);

    alter table accounts drop email_refused_at_once;
  `)
}
