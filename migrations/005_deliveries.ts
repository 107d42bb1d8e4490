import type { Knex } from 'knex'

/** One notification to one address by one channel, with its state; and the signs of life of the worker. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table deliveries (
      id uuid primary key default gen_random_uuid(),
      message_id uuid not null references messages,
      account_id uuid not null references accounts,
      channel text not null check (channel in ('email')),
      address text,
      state text not null check (state in ('waiting', 'handed_over', 'failed_for_now', 'failed_for_good', 'suppressed')),
      -- Why it is suppressed or failed.
      reason text check (char_length(reason) <= 500),
      attempts integer not null default 0,
      next_try_at timestamptz,
      created_at timestamptz not null default now(),
      handed_over_at timestamptz,
      constraint one_delivery_per_message_and_person unique (message_id, account_id, channel),
      check ((state = 'suppressed') = (address is null)),
      check ((state = 'handed_over') = (handed_over_at is not null)),
      check (state <> 'failed_for_now' or next_try_at is not null)
    );
    create index deliveries_under_way on deliveries (next_try_at) where state in ('waiting', 'failed_for_now');

    create table heartbeats (
      part text not null check (part in ('worker', 'mail')),
      -- Which of several processes says so.
      instance uuid not null,
      seen_at timestamptz not null default now(),
      well boolean not null,
      -- The worker's: the ids under which it holds jobs, so that those of a dead one can be released.
      worker_ids text[] not null default '{}',
      primary key (part, instance)
    );
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table heartbeats;
    drop table deliveries;
  `)
}
