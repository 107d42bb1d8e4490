import type { Knex } from 'knex'

/** The links that are e-mailed so that somebody proves an address or chooses a password, and what became of the e-mails. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table links (
      id uuid primary key default gen_random_uuid(),
      purpose text not null check (purpose in ('verify_email', 'choose_password')),
      account_id uuid not null references accounts,
      -- Where it is sent. It works only while this is still the account's address.
      address text not null,
      -- SHA-256 of the token; null until the first try to send it. Each try makes a token of its own.
      token_hash bytea unique check (octet_length(token_hash) = 32),
      created_by uuid not null references accounts,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz,
      -- By a newer one of the same purpose.
      replaced_at timestamptz,
      attempts integer not null default 0,
      sent_at timestamptz,
      -- Nobody tries any more.
      failed_at timestamptz,
      -- Why the last try failed.
      reason text check (char_length(reason) <= 500),
      check (used_at is null or token_hash is not null),
      check (failed_at is null or reason is not null)
    );
    create unique index one_open_link on links (account_id, purpose) where used_at is null and replaced_at is null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`drop table links`)
}
