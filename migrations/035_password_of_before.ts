import type { Knex } from 'knex'

/**
 * A password that was taken away, because somebody else may know it, is not chosen again: its hash stays beside the one that
 * takes its place, until another password is chosen.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table accounts add last_password_hash text')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table accounts drop last_password_hash')
}
