import type { Knex } from 'knex'

/** The second step at sign-in, of those who have set it up, and which units demand it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table second_factors (
      account_id uuid primary key references accounts,
      -- AES-256-GCM under a key that the database does not know, bound to the account.
      sealed_secret bytea not null,
      created_at timestamptz not null default now(),
      -- Null until the person has shown that their app makes the right codes.
      confirmed_at timestamptz,
      -- The 30-second step of the last code that was used: neither it nor an older one works again.
      last_step bigint,
      recovery_salt bytea check (octet_length(recovery_salt) = 16),
      check (confirmed_at is null or (last_step is not null and recovery_salt is not null))
    );

    create table recovery_codes (
      account_id uuid not null references second_factors on delete cascade,
      -- Argon2id, with the salt of the account's second factor.
      code_hash bytea not null check (octet_length(code_hash) = 32),
      used_at timestamptz,
      primary key (account_id, code_hash)
    );

    -- Between the password and the code. A used one says from where somebody has signed in before.
    create table sign_in_tickets (
      id uuid primary key default gen_random_uuid(),
      account_id uuid not null references accounts,
      -- A keyed hash of the network address.
      address_hash bytea not null check (octet_length(address_hash) = 32),
      -- SHA-256 of the ticket; the ticket itself is only with the client.
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index sign_in_tickets_of_account on sign_in_tickets (account_id, address_hash);

    -- Such a session opens nothing until its person has set up a second step.
    alter table sessions add must_enrol boolean not null default false;
    alter table groups add demands_second_factor boolean not null default false;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table groups drop demands_second_factor;
    alter table sessions drop must_enrol;
    drop table sign_in_tickets;
    drop table recovery_codes;
    drop table second_factors;
  `)
}
