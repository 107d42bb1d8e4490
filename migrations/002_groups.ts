import type { Knex } from 'knex'

/** Units, specialties and Central Support, and who is a member of them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table groups (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('unit', 'specialty', 'central_support')),
      name text not null check (char_length(name) between 1 and 100),
      specialty_id uuid references groups,
      messaging_on boolean not null default false,
      default_contact_id uuid,
      emails_name_sender boolean not null default true,
      telephone text check (char_length(telephone) <= 40),
      out_of_hours_telephone text check (char_length(out_of_hours_telephone) <= 40),
      -- [{ weekday: 1 (Monday) to 7, opens: 'HH:MM', closes: 'HH:MM' }], local time
      opening_hours jsonb not null default '[]' check (jsonb_typeof(opening_hours) = 'array'),
      created_at timestamptz not null default now(),
      unique (id, kind),
      check ((kind = 'unit') = (specialty_id is not null)),
      check (not messaging_on or kind <> 'specialty'),
      -- R1: messaging needs a default messaging contact. One column can hold neither none nor two.
      constraint messaging_needs_default_contact check (not messaging_on or default_contact_id is not null),
      -- Constant, so that the foreign key below can demand that the default messaging contact is a recipient.
      default_contact_receives boolean generated always as (case when default_contact_id is not null then true end) stored
    );
    create unique index groups_name on groups (lower(name));
    create unique index one_central_support on groups (kind) where kind = 'central_support';

    create table memberships (
      id uuid primary key default gen_random_uuid(),
      account_id uuid not null,
      account_kind text not null,
      group_id uuid not null,
      group_kind text not null,
      role text not null check (role in ('patient', 'staff', 'unit_admin', 'specialty_admin', 'support')),
      role_title text check (char_length(role_title) between 1 and 40),
      is_recipient boolean not null default false,
      joined_at timestamptz not null default now(),
      ended_at timestamptz,
      -- Copies of the account's name, kept by triggers, so that one index serves "by name within a group".
      folded_name text not null default '',
      sort_name text not null default '',
      receives boolean generated always as (is_recipient and ended_at is null and role <> 'patient') stored,
      foreign key (account_id, account_kind) references accounts (id, kind),
      foreign key (group_id, group_kind) references groups (id, kind),
      constraint patients_are_patients check ((role = 'patient') = (account_kind = 'patient')),
      constraint role_fits_group check (
        case group_kind
          when 'unit' then role in ('patient', 'staff', 'unit_admin')
          when 'specialty' then role = 'specialty_admin'
          else role = 'support'
        end),
      constraint patients_are_not_recipients check (role <> 'patient' or (not is_recipient and role_title is null)),
      unique (id, group_id, receives)
    );
    create unique index one_membership_per_group on memberships (account_id, group_id) where ended_at is null;
    create index memberships_of_account on memberships (account_id, group_id);
    create index members_by_name on memberships (group_id, role, sort_name, account_id) where ended_at is null;
    create index recipients_by_name on memberships (group_id, sort_name, account_id) where receives;
    create index patients_by_any_name on memberships using gin (group_id, folded_name gin_trgm_ops)
      where role = 'patient' and ended_at is null;

    -- R1: the default messaging contact is a current member of staff of this very unit, and a recipient.
    alter table groups add constraint default_contact_is_recipient
      foreign key (default_contact_id, id, default_contact_receives) references memberships (id, group_id, receives);

    create function copy_name_to_membership() returns trigger language plpgsql as $$
      begin
        select fold(first_name || ' ' || last_name), fold(last_name) || ' ' || fold(first_name)
          into new.folded_name, new.sort_name from accounts where id = new.account_id;
        return new;
      end $$;
    create trigger copy_name before insert on memberships
      for each row execute function copy_name_to_membership();

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
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger copy_name on accounts;
    alter table groups drop constraint default_contact_is_recipient;
    drop table memberships;
    drop table groups;
    drop function copy_name_to_memberships();
    drop function copy_name_to_membership();
  `)
}
