import type { Knex } from 'knex'

/**
 * Patients by how their first name begins: one or two letters are too few for the index of any part of a name. Only whoever
 * asks by a name is to take it: its last condition is that of nobody else.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index patients_by_first_name on memberships (group_id, folded_name text_pattern_ops, sort_name, account_id)
      where role = 'patient' and ended_at is null and folded_name <> ''
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index patients_by_first_name')
}
