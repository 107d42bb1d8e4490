import type { Knex } from 'knex'

/** Passkeys, with which patients sign in without a password, and the challenges that they answer. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table passkeys (
      id uuid primary key default gen_random_uuid(),
      account_id uuid not null,
      -- Staff sign in with a password and a code.
      account_kind text not null default 'patient' check (account_kind = 'patient'),
      -- Which of the account's ten places it has, so that nobody has more, also when several are added at once.
      place smallint not null check (place between 1 and 10),
      credential_id bytea not null unique check (octet_length(credential_id) between 1 and 1023),
      -- COSE, as the authenticator gave it.
      public_key bytea not null check (octet_length(public_key) between 1 and 4096),
      -- How often the authenticator says that it was used; always 0 with those that do not count.
      counter bigint not null check (counter >= 0),
      transports text[] not null,
      backed_up boolean not null,
      name text not null check (char_length(name) between 1 and 60),
      created_at timestamptz not null default now(),
      last_used_at timestamptz,
      foreign key (account_id, account_kind) references accounts (id, kind),
      unique (account_id, place)
    );

    create table passkey_challenges (
      -- SHA-256 of the challenge.
      challenge_hash bytea primary key check (octet_length(challenge_hash) = 32),
      purpose text not null check (purpose in ('add', 'sign_in')),
      -- Who has shown their password once more; who signs in is known only by the answer.
      account_id uuid references accounts,
      expires_at timestamptz not null,
      check ((purpose = 'add') = (account_id is not null))
    );
    create index passkey_challenges_by_end on passkey_challenges (expires_at);
    create index passkey_challenges_of_account on passkey_challenges (account_id) where account_id is not null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table passkey_challenges;
    drop table passkeys;
  `)
}
