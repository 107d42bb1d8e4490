import type { Knex } from 'knex'

/** What tells of news is a delivery like any other: one way to send, one set of states, one way for bounces to come back. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table deliveries
      alter message_id drop not null,
      add news_id uuid references news_items,
      add constraint about_a_message_or_news check (num_nonnulls(message_id, news_id) = 1),
      -- Nothing can be read off news: its unit, and since when there is something to tell, come along.
      add constraint news_is_placed check (news_id is null or (group_id is not null and due_at is not null));
    create unique index one_delivery_per_news_and_person on deliveries (news_id, account_id, channel)
      where news_id is not null;
    create index deliveries_of_news on deliveries (news_id, channel, state) where news_id is not null;

    -- E-mails and text messages wait in a line each: text messages do not go at night.
    drop index deliveries_in_line;
    create index deliveries_in_line on deliveries (broadcast_id, channel, id)
      where broadcast_id is not null and state = 'waiting' and next_try_at is null;
    create index deliveries_of_news_in_line on deliveries (news_id, channel, id)
      where news_id is not null and state = 'waiting' and next_try_at is null;

    -- The last time that something of it was let go; null when nothing of it waits in line.
    alter table news_items add paced_at timestamptz;
    create index news_in_line on news_items (paced_at) where paced_at is not null;

    -- The address was not kept; where there is none any more, an empty one, which is nobody's.
    insert into deliveries (news_id, account_id, channel, address, state, reason, attempts, next_try_at, created_at,
                            handed_over_at, group_id, due_at)
    select e.news_id, e.account_id, 'email', case when e.state <> 'suppressed' then coalesce(a.email, '') end,
           case when e.state = 'waiting' and e.attempts > 0 then 'failed_for_now' else e.state end, e.reason, e.attempts,
           case when e.attempts > 0 then e.next_try_at end, coalesce(n.emailed_at, now()), e.handed_over_at,
           coalesce(home.group_id, n.group_id), coalesce(n.emailed_at, now())
      from news_emails e
      join news_items n on n.id = e.news_id
      join accounts a on a.id = e.account_id
      left join lateral (
        select m.group_id from memberships m join groups g on g.id = m.group_id
         where m.account_id = a.id and m.ended_at is null and g.kind = 'unit'
           and (g.id = n.group_id or g.specialty_id = n.group_id)
         order by m.joined_at, m.group_id limit 1) home on true;
    update news_items n set paced_at = now() - interval '1 second'
     where exists (select from deliveries d where d.news_id = n.id and d.state = 'waiting' and d.next_try_at is null);
    drop table news_emails;

    -- Whoever sent them is no more; the sweep starts the pace.
    do $$ begin
      if to_regprocedure('graphile_worker.remove_job(text)') is not null then
        perform graphile_worker.remove_job('news e-mails');
      end if;
    end $$;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create table news_emails (
      news_id uuid not null references news_items,
      account_id uuid not null references accounts,
      state text not null check (state in ('waiting', 'handed_over', 'failed_for_good', 'bounced', 'suppressed')),
      reason text check (char_length(reason) <= 500),
      attempts integer not null default 0,
      next_try_at timestamptz,
      handed_over_at timestamptz,
      primary key (news_id, account_id),
      check ((state = 'waiting') = (next_try_at is not null)),
      check (state <> 'handed_over' or handed_over_at is not null)
    );
    create index news_emails_under_way on news_emails (next_try_at) where state = 'waiting';
    create index news_emails_of_person on news_emails (account_id, handed_over_at) where handed_over_at is not null;
    insert into news_emails (news_id, account_id, state, reason, attempts, next_try_at, handed_over_at)
    select news_id, account_id, case when state = 'failed_for_now' then 'waiting' else state end, reason, attempts,
           case when state in ('waiting', 'failed_for_now') then coalesce(next_try_at, now()) end, handed_over_at
      from deliveries where news_id is not null and channel = 'email';
    update deliveries set folded_into = null
     where folded_into in (select id from deliveries where news_id is not null);
    delete from deliveries where news_id is not null;
    drop index news_in_line;
    alter table news_items drop paced_at;
    drop index deliveries_of_news_in_line;
    drop index deliveries_in_line;
    create index deliveries_in_line on deliveries (broadcast_id, id)
      where broadcast_id is not null and state = 'waiting' and next_try_at is null;
    drop index deliveries_of_news;
    drop index one_delivery_per_news_and_person;
    alter table deliveries
      drop constraint news_is_placed,
      drop constraint about_a_message_or_news,
      drop news_id,
      alter message_id set not null;
  `)
}
