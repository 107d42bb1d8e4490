import type { Knex } from 'knex'

/** Conversations, who takes part in them, what was written, and what is being written. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table conversations (
      id uuid primary key default gen_random_uuid(),
      group_id uuid not null references groups,
      subject text not null check (char_length(subject) between 1 and 150),
      last_seq integer not null default 0 check (last_seq >= 0),
      -- The message id with which its author started it, one conversation or several copies, and the hash of all that was
      -- said then: sending the same again starts nothing, sending something else is refused.
      start_id uuid,
      start_hash bytea,
      created_at timestamptz not null default now(),
      unique (id, group_id)
    );
    create index conversations_by_start on conversations (start_id) where start_id is not null;
    create index conversations_by_subject on conversations using gin (fold(subject) gin_trgm_ops);

    -- A participant row is also the line of that person's inbox, so that a page of any inbox is one index range.
    create table participants (
      conversation_id uuid not null,
      group_id uuid not null,
      account_id uuid not null,
      account_kind text not null,
      joined_at timestamptz not null default now(),
      left_at timestamptz,
      last_activity_at timestamptz not null default now(),
      last_seq integer not null default 0,
      last_read_seq integer not null default 0,
      last_read_at timestamptz,
      archived boolean not null default false,
      -- R7: a message newer than the last one I read.
      unread boolean generated always as (last_read_seq < last_seq) stored,
      primary key (conversation_id, account_id),
      foreign key (conversation_id, group_id) references conversations (id, group_id),
      foreign key (account_id, account_kind) references accounts (id, kind),
      check (last_read_seq between 0 and last_seq),
      constraint patients_do_not_leave check (account_kind <> 'patient' or left_at is null)
    );
    -- R4: a conversation holds at most one patient.
    create unique index one_patient_per_conversation on participants (conversation_id) where account_kind = 'patient';
    create index inbox on participants (account_id, archived, last_activity_at desc, conversation_id desc)
      where left_at is null;
    create index inbox_of_group on participants (account_id, group_id, archived, last_activity_at desc, conversation_id desc)
      where left_at is null;
    create index inbox_unread on participants (account_id, last_activity_at desc, conversation_id desc)
      where unread and not archived and left_at is null;

    create table messages (
      -- Made by the client, so that sending again stores nothing twice (R5).
      id uuid primary key,
      conversation_id uuid not null references conversations,
      seq integer not null check (seq >= 1),
      -- With the foreign key below: a message exists only if the one before it does.
      previous_seq integer generated always as (nullif(seq - 1, 0)) stored,
      author_id uuid not null,
      author_kind text not null,
      author_name text not null,
      author_role_title text,
      text text not null check (char_length(text) between 1 and 10000),
      sent_at timestamptz not null default clock_timestamp(),
      constraint seq_once unique (conversation_id, seq),
      constraint seq_without_gap foreign key (conversation_id, previous_seq) references messages (conversation_id, seq),
      constraint author_takes_part foreign key (conversation_id, author_id) references participants (conversation_id, account_id),
      foreign key (author_id, author_kind) references accounts (id, kind)
    );
    create index messages_by_text on messages using gin (fold(text) gin_trgm_ops);
    create trigger append_only before update or delete on messages
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on messages
      for each statement execute function refuse_change();

    create table notices (
      id uuid primary key default gen_random_uuid(),
      conversation_id uuid not null references conversations,
      after_seq integer not null,
      text text not null check (char_length(text) between 1 and 500),
      -- Null: everybody sees it. 'staff': the patient does not (that their address does not work, say).
      only_for text check (only_for = 'staff'),
      at timestamptz not null default clock_timestamp()
    );
    create index notices_of_conversation on notices (conversation_id, after_seq, at);
    create trigger append_only before update or delete on notices
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on notices
      for each statement execute function refuse_change();

    -- R4: staff take part in a patient's conversation while they share one of the patient's units, or still work in the
    -- unit that the conversation belongs to; in one among staff, while they work anywhere. Whatever ends a membership,
    -- access ends with it.
    create function leave_with_membership() returns trigger language plpgsql as $$
      begin
        update participants p set left_at = now()
         where p.account_id = new.account_id and p.account_kind = 'staff' and p.left_at is null
           and not exists (
             select from memberships theirs
              where theirs.account_id = p.account_id and theirs.ended_at is null
                and (theirs.group_id = p.group_id
                  or not exists (select from participants patient
                                  where patient.conversation_id = p.conversation_id and patient.account_kind = 'patient')
                  or exists (select from participants patient
                               join memberships patients on patients.account_id = patient.account_id
                              where patient.conversation_id = p.conversation_id and patient.account_kind = 'patient'
                                and patients.group_id = theirs.group_id and patients.ended_at is null)));
        return null;
      end $$;
    create trigger leave_conversations after update of ended_at on memberships
      for each row when (new.ended_at is not null and old.ended_at is null and new.role <> 'patient')
      execute function leave_with_membership();

    -- What somebody is writing: about a conversation, or (a new one) about a group.
    create table drafts (
      account_id uuid not null references accounts,
      about_id uuid not null,
      message_id uuid not null,
      -- Longer than what may be sent, because what is too long must not be lost either.
      subject text not null default '' check (char_length(subject) <= 1000),
      text text not null check (char_length(text) <= 30000),
      updated_at timestamptz not null default now(),
      primary key (account_id, about_id)
    );
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table drafts;
    drop trigger leave_conversations on memberships;
    drop function leave_with_membership();
    drop table notices;
    drop table messages;
    drop table participants;
    drop table conversations;
  `)
}
