import type { Knex } from 'knex'

/** How many conversations somebody has started lately. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`create index audit_of_starts on audit (account_id, at) where action = 'conversation.started'`)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index audit_of_starts')
}
