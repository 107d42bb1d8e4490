import type { Knex } from 'knex'

/** The staff of a unit in the order in which the list shows them, so that a page reads a page and not the whole staff. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index staff_by_name on memberships (group_id, sort_name, account_id) where role <> 'patient' and ended_at is null;
    drop index staff_of_group;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create index staff_of_group on memberships (group_id, account_id) where role <> 'patient' and ended_at is null;
    drop index staff_by_name;
  `)
}
