import type { Knex } from 'knex'

/** What an admin says and does on the way to the launch that no other record tells. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table staff_list_checks (
      id uuid primary key default gen_random_uuid(),
      group_id uuid not null references groups,
      checked_by uuid not null references accounts,
      -- How many people were on the list that was found right.
      people integer not null check (people >= 1),
      at timestamptz not null default clock_timestamp()
    );
    create index staff_list_checks_of_group on staff_list_checks (group_id, at desc);
    create trigger append_only before update or delete on staff_list_checks
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on staff_list_checks
      for each statement execute function refuse_change();

    -- The conversations by which a unit's message recipients were told that it starts: known by this mark, whatever their
    -- subject says.
    create table launch_conversations (
      conversation_id uuid primary key,
      group_id uuid not null references groups,
      -- The message id that the admin's app sent along: several conversations may come of one.
      telling_id uuid not null,
      at timestamptz not null default clock_timestamp(),
      foreign key (conversation_id, group_id) references conversations (id, group_id)
    );
    create index launch_conversations_of_group on launch_conversations (group_id, at desc);
    create index launch_conversations_by_message on launch_conversations (telling_id);
    create trigger append_only before update or delete on launch_conversations
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on launch_conversations
      for each statement execute function refuse_change();
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table launch_conversations;
    drop table staff_list_checks;
  `)
}
