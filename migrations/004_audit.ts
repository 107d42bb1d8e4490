import type { Knex } from 'knex'

/** Who signed in, read and did what: append-only, written in the transaction of what it records (R15). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table audit (
      id bigint generated always as identity primary key,
      at timestamptz not null default clock_timestamp(),
      action text not null check (char_length(action) <= 60),
      account_id uuid references accounts,
      session_id uuid references sessions,
      conversation_id uuid references conversations,
      group_id uuid references groups,
      -- Ids and counts only, never names or texts.
      detail jsonb not null default '{}',
      request_id text
    );
    create index audit_of_conversation on audit (conversation_id, id) where conversation_id is not null;
    create index audit_of_account on audit (account_id, id);
    create trigger append_only before update or delete on audit
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on audit
      for each statement execute function refuse_change();
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table audit')
}
