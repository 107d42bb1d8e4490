import type { Knex } from 'knex'

/** People who sign in, their sessions, and the counters that slow down guessing. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists pg_trgm;
    create extension if not exists unaccent;
    create extension if not exists btree_gin;

    -- How names and texts are compared in filters and searches: Núñez = nunez, O'Brien = obrien, Smith-Jones = smithjones.
    -- unaccent() is only stable because its dictionary could be edited; ours never is.
    create function fold(value text) returns text
      language sql immutable parallel safe strict
      return lower(unaccent('unaccent'::regdictionary, translate(value, '''’‘ʼ\`´-‐‑–', '')));

    -- A search term as a LIKE pattern: what a person types is never a wildcard.
    create function contains_pattern(term text) returns text
      language sql immutable parallel safe strict
      return '%' || replace(replace(replace(fold(term), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';

    create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end $$;

    create table accounts (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('patient', 'staff')),
      username text not null check (username <> '' and char_length(username) <= 100),
      password_hash text,
      first_name text not null check (char_length(first_name) between 1 and 100),
      last_name text not null check (char_length(last_name) between 1 and 100),
      date_of_birth date,
      nhs_number text check (nhs_number ~ '^[0-9]{10}$'),
      -- One address and nothing else: what a mail server would read as several, or as a command, is none.
      email text check (char_length(email) <= 254 and email ~ '^[^[:space:][:cntrl:]@<>(),;:"\\[\\]]+@[^[:space:][:cntrl:]@<>(),;:"\\[\\]]+$'),
      email_verified_at timestamptz,
      email_bouncing_at timestamptz,
      telephone text check (char_length(telephone) <= 40),
      closed_at timestamptz,
      created_at timestamptz not null default now(),
      unique (id, kind),
      check (kind = 'patient' or (date_of_birth is null and nhs_number is null)),
      check (email is not null or (email_verified_at is null and email_bouncing_at is null))
    );
    create unique index accounts_username on accounts (lower(username));
    create unique index accounts_nhs_number on accounts (nhs_number);
    create index accounts_by_any_name on accounts using gin (fold(first_name || ' ' || last_name) gin_trgm_ops);
    create index accounts_date_of_birth on accounts (date_of_birth);

    create table sessions (
      id uuid primary key default gen_random_uuid(),
      account_id uuid not null references accounts,
      door text not null check (door in ('portal', 'desktop')),
      -- SHA-256 of the token; the token itself is only with the client.
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      started_at timestamptz not null default now(),
      idle_ends_at timestamptz not null,
      ends_at timestamptz not null,
      ended_at timestamptz
    );
    create index sessions_of_account on sessions (account_id) where ended_at is null;

    -- The shape that rate-limiter-flexible expects.
    create table rate_limits (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    );
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table rate_limits;
    drop table sessions;
    drop table accounts;
    drop function refuse_change();
    drop function contains_pattern(text);
    drop function fold(text);
    drop extension btree_gin;
    drop extension unaccent;
    drop extension pg_trgm;
  `)
}
