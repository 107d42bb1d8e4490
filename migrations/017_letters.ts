import type { Knex } from 'knex'

/** A link can be handed over on paper: then it went to no address. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table links
      -- Null: it was printed, as a code in a letter.
      alter address drop not null,
      add constraint letters_choose_passwords check
        (address is not null or (purpose = 'choose_password' and token_hash is not null and sent_at is not null));
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from links where address is null;
    alter table links drop constraint letters_choose_passwords, alter address set not null;
  `)
}
