import type { Knex } from 'knex'

/** Why a broadcast became a draft again when its minute was over. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table broadcasts
      add held_back text check (held_back in ('author', 'messaging', 'approval')),
      add constraint only_drafts_are_held_back check (held_back is null or state = 'draft');
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table broadcasts drop held_back')
}
