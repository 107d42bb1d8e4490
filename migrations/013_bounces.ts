import type { Knex } from 'knex'

/** What comes back after a mail was handed over, and which deliveries another one stands for. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table deliveries
      -- In the return address of its mail, so that what comes back says which mail it is about. Another address gets
      -- another one.
      add return_id uuid,
      -- The one whose e-mail stands for this one too.
      add folded_into uuid references deliveries,
      drop constraint deliveries_state_check,
      drop constraint deliveries_check1,
      add constraint deliveries_state_check check (state in
        ('waiting', 'handed_over', 'failed_for_now', 'failed_for_good', 'bounced', 'suppressed')),
      add constraint handed_over_at_a_time check (state <> 'handed_over' or handed_over_at is not null),
      -- What was handed over can come back.
      add constraint only_handed_over_at_a_time check
        (handed_over_at is null or state in ('handed_over', 'bounced', 'failed_for_good')),
      add constraint folded_is_suppressed check (folded_into is null or state = 'suppressed');
    create unique index deliveries_by_return on deliveries (return_id) where return_id is not null;
    create index deliveries_folded on deliveries (folded_into) where folded_into is not null;
    create index deliveries_of_person on deliveries (account_id, created_at);

    alter table links add return_id uuid;
    create unique index links_by_return on links (return_id) where return_id is not null;

    create index accounts_bouncing on accounts (id) where email_bouncing_at is not null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index accounts_bouncing;
    alter table links drop return_id;
    alter table deliveries
      drop constraint handed_over_at_a_time,
      drop constraint only_handed_over_at_a_time,
      drop constraint deliveries_state_check;
    update deliveries set state = 'failed_for_good', handed_over_at = null
     where state = 'bounced' or (state = 'failed_for_good' and handed_over_at is not null);
    alter table deliveries
      add constraint deliveries_check1 check ((state = 'handed_over') = (handed_over_at is not null)),
      add constraint deliveries_state_check check (state in
        ('waiting', 'handed_over', 'failed_for_now', 'failed_for_good', 'suppressed')),
      drop return_id,
      drop folded_into;
    drop index deliveries_of_person;
  `)
}
