import type { Knex } from 'knex'

/** One text to every patient of a unit, as many private conversations (R11). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A second admin has to approve what is sent to all patients.
    alter table groups add broadcasts_need_approval boolean not null default false;

    create table broadcasts (
      -- Made by the client, so that saving a new draft again makes no second.
      id uuid primary key,
      group_id uuid not null references groups,
      author_id uuid not null references accounts,
      state text not null default 'draft' check (state in
        ('draft', 'awaiting_approval', 'approved', 'waiting', 'sending', 'paused', 'done', 'stopped')),
      version integer not null default 1,
      -- While it is a draft longer than what may be sent, because what is too long must not be lost either.
      subject text not null check (char_length(subject) <= 1000),
      text text not null check (char_length(text) <= 30000),
      replies text not null check (replies in ('default_contact', 'people', 'none')),
      replier_ids uuid[] not null default '{}',
      keep_until date,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),
      approved_by uuid references accounts,
      approved_at timestamptz,
      sent_back_by uuid references accounts,
      sent_back_at timestamptz,
      sent_back_reason text check (char_length(sent_back_reason) between 1 and 500),
      -- The author's name and role title on every message.
      author_name text,
      author_role_title text,
      -- When the button was pressed, and when the minute is over in which it can be stopped entirely.
      sent_at timestamptz,
      due_at timestamptz,
      begun_at timestamptz,
      ended_at timestamptz,
      -- How many patients it has, and up to which place they had their turn. All of what is sent moves with this one
      -- number in one transaction, so nobody has their turn twice, whatever is killed when.
      patients integer not null default 0,
      reached integer not null default 0 check (reached between 0 and patients),
      -- Of those: who had left the unit before their turn.
      gone integer not null default 0 check (gone between 0 and reached),
      -- From where on the speed is measured: since it began, or went on after a pause.
      going_since timestamptz,
      going_from integer not null default 0,
      -- The last time that e-mails of it were let go.
      paced_at timestamptz,
      constraint another_admin_approves check (approved_by is distinct from author_id or approved_by is null),
      constraint approval_is_whole check (num_nonnulls(approved_by, approved_at) in (0, 2)),
      constraint drafts_are_not_approved check (state not in ('draft', 'awaiting_approval') or approved_by is null),
      constraint approved_is_approved check (state <> 'approved' or approved_by is not null),
      constraint sent_back_is_whole check (num_nonnulls(sent_back_by, sent_back_at, sent_back_reason) in (0, 3)),
      constraint repliers_are_named check ((replies = 'people') = (cardinality(replier_ids) between 1 and 20)
                                           and (replies = 'people' or cardinality(replier_ids) = 0)),
      constraint only_drafts_are_unfinished check
        (state = 'draft' or (char_length(subject) between 1 and 150 and char_length(text) between 1 and 10000)),
      constraint pressed_at_a_time check
        ((state in ('waiting', 'sending', 'paused', 'done', 'stopped')) = (num_nonnulls(sent_at, due_at, author_name) = 3)),
      constraint begun_at_a_time check ((state in ('sending', 'paused', 'done', 'stopped')) = (begun_at is not null)),
      constraint ended_at_a_time check ((state in ('done', 'stopped')) = (ended_at is not null)),
      constraint nobody_before_it_begins check (begun_at is not null or patients = 0),
      constraint done_is_done check (state <> 'done' or ended_at is not null)
    );
    create index broadcasts_of_group on broadcasts (group_id, changed_at desc, id desc);
    create index broadcasts_under_way on broadcasts (due_at) where state in ('waiting', 'sending');
    create index broadcasts_kept on broadcasts (group_id, keep_until) where keep_until is not null and begun_at is not null;

    -- What approval and button were about stays as it was; and it goes forward only, once anybody can have got it.
    create function guard_broadcast() returns trigger language plpgsql as $$
      begin
        if (new.group_id, new.author_id) is distinct from (old.group_id, old.author_id) then
          raise exception 'a broadcast stays its unit''s and its author''s' using errcode = 'restrict_violation';
        end if;
        if new.state <> old.state and not (case old.state
             when 'draft' then new.state in ('awaiting_approval', 'waiting')
             when 'awaiting_approval' then new.state in ('draft', 'approved')
             when 'approved' then new.state in ('draft', 'waiting')
             when 'waiting' then new.state in ('draft', 'sending')
             when 'sending' then new.state in ('paused', 'done', 'stopped')
             when 'paused' then new.state in ('sending', 'stopped')
             else false
           end) then
          raise exception 'a broadcast cannot become % after %', new.state, old.state using errcode = 'restrict_violation';
        end if;
        if new.state <> 'draft' and
           (new.version, new.subject, new.text, new.replies, new.replier_ids, new.keep_until) is distinct from
           (old.version, old.subject, old.text, old.replies, old.replier_ids, old.keep_until) then
          raise exception 'the text of a broadcast is fixed' using errcode = 'restrict_violation';
        end if;
        if new.reached < old.reached or new.patients < old.patients then
          raise exception 'nobody has their turn twice' using errcode = 'restrict_violation';
        end if;
        return new;
      end $$;
    create trigger guard before update on broadcasts for each row execute function guard_broadcast();

    create function keep_begun_broadcast() returns trigger language plpgsql as $$
      begin
        raise exception 'a broadcast that has begun stays' using errcode = 'restrict_violation';
      end $$;
    create trigger keep_begun before delete on broadcasts
      for each row when (old.state <> 'draft') execute function keep_begun_broadcast();

    -- Who is to get it, as the unit was when it began: each patient once, at a place in the list, with the conversation
    -- that will be theirs.
    create table broadcast_patients (
      broadcast_id uuid not null references broadcasts,
      -- By name; newcomers at the end.
      place integer not null check (place >= 1),
      account_id uuid not null references accounts,
      conversation_id uuid not null default gen_random_uuid(),
      opened_at timestamptz,
      replied_at timestamptz,
      primary key (broadcast_id, place),
      constraint each_patient_once unique (broadcast_id, account_id),
      constraint each_conversation_once unique (conversation_id, broadcast_id)
    );
    create index broadcast_patients_opened on broadcast_patients (broadcast_id, opened_at) where opened_at is not null;

    alter table conversations add broadcast_id uuid,
      -- One conversation per patient and broadcast: theirs has an id from the beginning.
      add constraint promised_to_a_patient foreign key (id, broadcast_id)
        references broadcast_patients (conversation_id, broadcast_id);

    -- The first time that the patient opens it; later times do not count.
    create function note_broadcast_opened() returns trigger language plpgsql as $$
      begin
        update broadcast_patients set opened_at = now() where conversation_id = new.conversation_id and opened_at is null;
        return null;
      end $$;
    create trigger note_opened after update of last_read_seq on participants
      for each row when (old.last_read_seq = 0 and new.last_read_seq > 0 and new.account_kind = 'patient')
      execute function note_broadcast_opened();

    create function note_broadcast_replied() returns trigger language plpgsql as $$
      begin
        update broadcast_patients set replied_at = now() where conversation_id = new.conversation_id and replied_at is null;
        return null;
      end $$;
    create trigger note_replied after insert on messages
      for each row when (new.author_kind = 'patient' and new.seq > 1) execute function note_broadcast_replied();

    -- Whatever makes somebody a patient of a unit: a job looks what the unit keeps for newcomers. Once per statement and
    -- unit, also when nothing is kept now, because a broadcast may begin before this is committed.
    create function greet_newcomers() returns trigger language plpgsql as $$
      begin
        perform graphile_worker.add_job('greetNewcomers', json_build_object('groupId', joined.group_id))
           from (select distinct group_id from new_rows where role = 'patient' and ended_at is null) as joined;
        return null;
      end $$;
    create trigger greet_newcomers after insert on memberships
      referencing new table as new_rows for each statement execute function greet_newcomers();
    create function greet_returned() returns trigger language plpgsql as $$
      begin
        perform graphile_worker.add_job('greetNewcomers', json_build_object('groupId', new.group_id));
        return null;
      end $$;
    create trigger greet_returned after update of ended_at on memberships
      for each row when (new.role = 'patient' and new.ended_at is null and old.ended_at is not null)
      execute function greet_returned();

    create table broadcast_reminders (
      broadcast_id uuid not null references broadcasts,
      number smallint not null check (number >= 1),
      asked_by uuid not null references accounts,
      at timestamptz not null default clock_timestamp(),
      primary key (broadcast_id, number)
    );
    create trigger append_only before update or delete on broadcast_reminders
      for each row execute function refuse_change();
    create trigger append_only_truncate before truncate on broadcast_reminders
      for each statement execute function refuse_change();

    -- The e-mails of a broadcast wait without a time until they are let go, behind those of the day's conversations.
    alter table deliveries
      add broadcast_id uuid references broadcasts,
      -- 0: of the message itself.
      add reminder smallint not null default 0 check (reminder >= 0),
      add constraint only_broadcasts_remind check (reminder = 0 or broadcast_id is not null),
      drop constraint one_delivery_per_message_and_person,
      add constraint one_delivery_per_message_and_person unique (message_id, account_id, channel, reminder);
    create index deliveries_of_broadcast on deliveries (broadcast_id, reminder, state) where broadcast_id is not null;
    create index deliveries_in_line on deliveries (broadcast_id, id)
      where broadcast_id is not null and state = 'waiting' and next_try_at is null;
    -- Who writes thousands at once brings both copies along.
    drop trigger place on deliveries;
    create trigger place before insert on deliveries
      for each row when (new.group_id is null) execute function place_delivery();
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger place on deliveries;
    create trigger place before insert on deliveries
      for each row execute function place_delivery();
    delete from deliveries where reminder > 0;
    drop index deliveries_in_line;
    drop index deliveries_of_broadcast;
    alter table deliveries
      drop constraint one_delivery_per_message_and_person,
      add constraint one_delivery_per_message_and_person unique (message_id, account_id, channel),
      drop reminder,
      drop broadcast_id;
    drop table broadcast_reminders;
    drop trigger greet_returned on memberships;
    drop function greet_returned();
    drop trigger greet_newcomers on memberships;
    drop function greet_newcomers();
    drop trigger note_replied on messages;
    drop function note_broadcast_replied();
    drop trigger note_opened on participants;
    drop function note_broadcast_opened();
    alter table conversations drop broadcast_id;
    drop table broadcast_patients;
    drop table broadcasts;
    drop function keep_begun_broadcast();
    drop function guard_broadcast();
    alter table groups drop broadcasts_need_approval;
  `)
}
