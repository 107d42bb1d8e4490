import type { Knex } from 'knex'

/** What a unit's admins see of its deliveries: by unit and time, without a look at any message. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Copies, kept by a trigger, so that one index range counts a day of a unit: the unit of the conversation, and from
    -- when on there was something to tell. To a newcomer that is when they were added; to somebody who wants fewer
    -- e-mails, when the next one is due.
    alter table deliveries add group_id uuid, add due_at timestamptz;
    update deliveries d
       set group_id = c.group_id, due_at = greatest(m.sent_at, p.joined_at)
      from messages m
      join conversations c on c.id = m.conversation_id
      join participants p on p.conversation_id = c.id
     where m.id = d.message_id and p.account_id = d.account_id;

    create function place_delivery() returns trigger language plpgsql as $$
      begin
        select c.group_id,
               case when new.next_try_at > now() then new.next_try_at else greatest(m.sent_at, p.joined_at) end
          into new.group_id, new.due_at
          from messages m
          join conversations c on c.id = m.conversation_id
          left join participants p on p.conversation_id = c.id and p.account_id = new.account_id
         where m.id = new.message_id;
        return new;
      end $$;
    create trigger place before insert on deliveries
      for each row execute function place_delivery();

    create function put_delivery_off() returns trigger language plpgsql as $$
      begin
        new.due_at := new.next_try_at;
        return new;
      end $$;
    create trigger put_off before update of next_try_at on deliveries
      for each row when (new.state = 'waiting' and new.next_try_at > old.next_try_at)
      execute function put_delivery_off();

    create index deliveries_handed_over_of_group on deliveries (group_id, handed_over_at) include (due_at)
      where state = 'handed_over';
    create index deliveries_under_way_of_group on deliveries (group_id, created_at, id)
      where state in ('waiting', 'failed_for_now');
    create index deliveries_ended_of_group on deliveries (group_id, created_at, id) include (state)
      where state in ('failed_for_good', 'bounced', 'suppressed');
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index deliveries_ended_of_group;
    drop index deliveries_under_way_of_group;
    drop index deliveries_handed_over_of_group;
    drop trigger put_off on deliveries;
    drop function put_delivery_off();
    drop trigger place on deliveries;
    drop function place_delivery();
    alter table deliveries drop due_at, drop group_id;
  `)
}
