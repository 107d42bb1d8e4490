import type { Knex } from 'knex'

/** Text messages beside e-mails: the number of who asked for them, proved by a code; and asking a provider what became. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table accounts
      -- Where a patient wants text messages: they go there only while it is proved and not failing.
      add text_number text check (text_number ~ '^[+]447[0-9]{9}$'),
      add text_proved_at timestamptz,
      add text_failing_at timestamptz,
      add constraint texts_only_to_patients check (text_number is null or kind = 'patient'),
      add constraint proved_number_is_there check
        (text_number is not null or (text_proved_at is null and text_failing_at is null));

    -- A telephone number as it was typed, as a mobile number of the United Kingdom; null when it is none.
    create function uk_mobile(typed text) returns text
      language sql immutable parallel safe strict
      return '+44' || (regexp_match(regexp_replace(typed, '[[:space:]().-]', '', 'g'), '^([+]44|0044|44){0,1}0{0,1}(7[0-9]{9})$'))[2];

    -- Whoever changes the telephone number says that the person has another one, or had that one: then it must be proved
    -- again, because it may be a stranger's by now. A landline says nothing about a mobile phone.
    create function unprove_text_number() returns trigger language plpgsql as $$
      begin
        if uk_mobile(new.telephone) is distinct from new.text_number
           and (uk_mobile(old.telephone) = new.text_number or uk_mobile(new.telephone) is not null) then
          new.text_proved_at := null;
        end if;
        return new;
      end $$;
    create trigger unprove_text_number before update of telephone on accounts
      for each row when (new.telephone is distinct from old.telephone and new.text_number is not null)
      execute function unprove_text_number();

    -- Codes sent to a number to prove it, of the last days.
    create table text_codes (
      id uuid primary key default gen_random_uuid(),
      account_id uuid not null references accounts,
      number text not null check (number ~ '^[+]447[0-9]{9}$'),
      -- SHA-256 of the code; the code itself is only in the text message.
      code_hash bytea check (octet_length(code_hash) = 32),
      created_at timestamptz not null default now(),
      attempts integer not null default 0,
      sent_at timestamptz,
      failed_at timestamptz,
      reason text check (char_length(reason) <= 500),
      expires_at timestamptz,
      -- How often it was typed wrongly.
      wrong integer not null default 0 check (wrong between 0 and 5),
      used_at timestamptz
    );
    create index text_codes_of_account on text_codes (account_id, created_at desc);
    create index text_codes_to_number on text_codes (number, created_at);
    create index text_codes_by_age on text_codes (created_at);

    alter table deliveries
      drop constraint deliveries_channel_check,
      add constraint deliveries_channel_check check (channel in ('email', 'text')),
      -- When to ask the provider what became of what it took; null: there is nothing to ask.
      add ask_at timestamptz check (ask_at is null or state = 'handed_over');
    alter table links add ask_at timestamptz;
    create index deliveries_to_ask_about on deliveries (ask_at) where ask_at is not null;
    create index links_to_ask_about on links (ask_at) where ask_at is not null;

    drop index deliveries_handed_over_of_group;
    drop index deliveries_ended_of_group;
    create index deliveries_handed_over_of_group on deliveries (group_id, handed_over_at) include (due_at, channel)
      where state = 'handed_over';
    create index deliveries_ended_of_group on deliveries (group_id, created_at, id) include (state, channel)
      where state in ('failed_for_good', 'bounced', 'suppressed');
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index deliveries_ended_of_group;
    drop index deliveries_handed_over_of_group;
    create index deliveries_handed_over_of_group on deliveries (group_id, handed_over_at) include (due_at)
      where state = 'handed_over';
    create index deliveries_ended_of_group on deliveries (group_id, created_at, id) include (state)
      where state in ('failed_for_good', 'bounced', 'suppressed');
    alter table links drop ask_at;
    delete from deliveries where channel = 'text';
    alter table deliveries
      drop ask_at,
      drop constraint deliveries_channel_check,
      add constraint deliveries_channel_check check (channel in ('email'));
    drop table text_codes;
    drop trigger unprove_text_number on accounts;
    drop function unprove_text_number();
    drop function uk_mobile(text);
    alter table accounts
      drop constraint proved_number_is_there,
      drop constraint texts_only_to_patients,
      drop text_number, drop text_proved_at, drop text_failing_at;
  `)
}
