import type { Knex } from 'knex'

/** Whoever has forgotten how they sign in is found by their address, and so are the links that were asked for lately. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index accounts_by_email on accounts (lower(email));
    create index links_of_account on links (account_id, purpose, created_at desc);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index links_of_account;
    drop index accounts_by_email;
  `)
}
