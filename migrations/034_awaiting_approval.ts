import type { Knex } from 'knex'

/** The few broadcasts that wait for a second admin, for the count that every admin sees beside their units. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index broadcasts_awaiting_approval on broadcasts (group_id) where state = 'awaiting_approval';
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index broadcasts_awaiting_approval')
}
