import type { Knex } from 'knex'

/** What an admin began with an account ends when somebody else looks after it too; and where its proved address was before. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A link to choose a password, by e-mail or in a letter, opens every group of the account. When the account gets one more,
    -- those go that somebody asked for who does not look after that group; not those of the person, nor those that were made
    -- together with the membership. The account is locked, as it is by whoever makes a link: one of the two sees the other.
    create function withdraw_links(membership_ids uuid[]) returns void language plpgsql as $$
      begin
        perform from accounts where id in (select account_id from memberships where id = any(membership_ids))
          order by id for no key update;
        update links l set replaced_at = now()
          from memberships m join groups g on g.id = m.group_id
         where m.id = any(membership_ids) and l.account_id = m.account_id and l.purpose = 'choose_password'
           and l.used_at is null and l.replaced_at is null
           and l.created_by <> l.account_id and l.created_at <> now()
           and not exists (
             select from memberships maker
              where maker.account_id = l.created_by and maker.ended_at is null
                and (maker.role = 'support'
                     or (maker.role = 'specialty_admin' and maker.group_id in (g.id, g.specialty_id))
                     or (maker.role = 'unit_admin' and maker.group_id = g.id)));
      end $$;

    create function withdraw_links_of_new() returns trigger language plpgsql as $$
      begin
        perform withdraw_links(array(select id from begun));
        return null;
      end $$;
    create trigger withdraw_links after insert on memberships
      referencing new table as begun for each statement execute function withdraw_links_of_new();

    create function withdraw_links_of_returned() returns trigger language plpgsql as $$
      begin
        perform withdraw_links(array[new.id]);
        return null;
      end $$;
    create trigger withdraw_links_of_returned after update of ended_at on memberships
      for each row when (old.ended_at is not null and new.ended_at is null)
      execute function withdraw_links_of_returned();

    -- Addresses that were proved when staff changed them: who reads them is told when the account gets another way in.
    create table proved_before (
      id uuid primary key default gen_random_uuid(),
      account_id uuid not null references accounts,
      address text not null check (char_length(address) <= 254),
      changed_at timestamptz not null default now()
    );
    create index proved_before_of_account on proved_before (account_id, changed_at desc);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table proved_before;
    drop trigger withdraw_links_of_returned on memberships;
    drop trigger withdraw_links on memberships;
    drop function withdraw_links_of_returned();
    drop function withdraw_links_of_new();
    drop function withdraw_links(uuid[]);
  `)
}
