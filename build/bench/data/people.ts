/** Units, their patients and their staff, each as one statement. */
import type pg from 'pg'
import type { Scale } from './scales.ts'

/** Whose eyes and hands the measures use; everybody else is found by what they are. */
export const ids = {
  specialty: '00000000-0000-4000-8000-000000000001',
  /** With many patients; both inboxes belong to it. */
  manyPatients: '00000000-0000-4000-8000-000000000002',
  fewPatients: '00000000-0000-4000-8000-000000000003',
  manyStaff: '00000000-0000-4000-8000-000000000004',
  /** Members of the unit with many patients. */
  fewConversations: '00000000-0000-4000-8000-000000000011',
  manyConversations: '00000000-0000-4000-8000-000000000012',
  /** Unit admins and default messaging contacts. */
  adminOfManyPatients: '00000000-0000-4000-8000-000000000021',
  adminOfFewPatients: '00000000-0000-4000-8000-000000000022',
  adminOfManyStaff: '00000000-0000-4000-8000-000000000023',
} as const

const firstNames =
  "Lionel Susan Anna Boris Ciara Dmitri Eilidh Farouk Grace Hamish Ines José Kirsty Leila Mairi Nuala Owen Priya Quentin Rosa Siân Tomasz Una Victor Wanda Xin Yusuf Zoë Maureen Marcus Martha Marek D'Arcy Anne-Marie Robin Ruth Peter Oliver Niamh Jack"
const familyStarts =
  "Mac Fer Car Hen Ros Bal Wil Tor O'B Nú Kle Pat Har Gil Dun Cam Stru Lin Mor Ab Ed Ul Ing Yar Zie Fras Ker Lau Mel Nor"
const familyEnds =
  'gus nell der son ñez ien wood ley ton bell field more well worth ham by stein ska man ard lin croft ridge wick gate'

/** Of so many people no name is rarer than one in 30,000. */
const names = `
  with first as (select array_agg(name order by place) as names
                   from unnest(string_to_array('${quoted(firstNames)}', ' ')) with ordinality as n (name, place)),
       last as (select array_agg(s || e order by mixed) as names
                  from (select s, e, hashtext(s || e) as mixed from unnest(string_to_array('${quoted(familyStarts)}', ' ')) s,
                               unnest(string_to_array('${quoted(familyEnds)}', ' ')) e) as every)`

/** Scattered, so that neighbours in a list of names are not neighbours in the table. */
const nameColumns = `
  first.names[1 + mod(abs(hashint8extended(n, 1)), cardinality(first.names))] as first_name,
  last.names[1 + mod(abs(hashint8extended(n, 2)), cardinality(last.names))] as last_name`

export async function fillPeople(client: pg.Client, scale: Scale): Promise<void> {
  await client.query(`insert into groups (id, kind, name) values ('${ids.specialty}', 'specialty', 'Renal')`)
  await client.query(
    `insert into groups (id, kind, name, specialty_id, telephone)
     values ('${ids.manyPatients}', 'unit', 'Unit with many patients', '${ids.specialty}', '0131 496 0100'),
            ('${ids.fewPatients}', 'unit', 'Unit with few patients', '${ids.specialty}', '0131 496 0101'),
            ('${ids.manyStaff}', 'unit', 'Unit with many staff', '${ids.specialty}', '0131 496 0102')`,
  )
  await addPatients(client, ids.manyPatients, 'p', 4_000_000_000, scale.manyPatients)
  await addPatients(client, ids.fewPatients, 'q', 5_000_000_000, scale.fewPatients)
  await client.query(
    `${names}, people as (
       insert into accounts (kind, username, first_name, last_name, email, email_verified_at)
       select 'staff', 's' || n, ${nameColumns}, 's' || n || '@example.org', now()
         from generate_series(1, ${scale.staff}) n, first, last
       returning id, username
     )
     insert into memberships (account_id, account_kind, group_id, group_kind, role, role_title, is_recipient)
     select id, 'staff', '${ids.manyStaff}', 'unit', 'staff', 'Nurse', length(username) % 2 = 0 from people`,
  )
  await addKnown(client, ids.fewConversations, 'Fiona', 'Small', ids.manyPatients, 'staff')
  await addKnown(client, ids.manyConversations, 'Logan', 'Large', ids.manyPatients, 'staff')
  for (const [id, unit] of [
    [ids.adminOfManyPatients, ids.manyPatients],
    [ids.adminOfFewPatients, ids.fewPatients],
    [ids.adminOfManyStaff, ids.manyStaff],
  ] as const) {
    await addKnown(client, id, 'Ada', 'Admin', unit, 'unit_admin')
    await client.query(
      `update groups set messaging_on = true,
              default_contact_id = (select id from memberships where group_id = $1 and account_id = $2)
        where id = $1`,
      [unit, id],
    )
  }
  // What the triggers asked the worker to do about newcomers: there is nothing that is kept for them.
  await client.query(`delete from graphile_worker._private_jobs`)
}

async function addPatients(client: pg.Client, unit: string, prefix: string, numbersFrom: number, howMany: number) {
  await client.query(
    `${names}, people as (
       insert into accounts (kind, username, first_name, last_name, date_of_birth, nhs_number, email, email_verified_at, telephone)
       select 'patient', '${prefix}' || n, ${nameColumns}, date '1930-01-01' + cast(mod(n * 7919, 29000) as int),
              cast(cast(${numbersFrom} as bigint) + n as text), '${prefix}' || n || '@example.org', now(), '0131 496 0120'
         from generate_series(cast(1 as bigint), ${howMany}) n, first, last
       returning id
     )
     insert into memberships (account_id, account_kind, group_id, group_kind, role)
     select id, 'patient', '${unit}', 'unit', 'patient' from people`,
  )
}

async function addKnown(
  client: pg.Client,
  id: string,
  firstName: string,
  lastName: string,
  unit: string,
  role: 'staff' | 'unit_admin',
) {
  await client.query(
    `insert into accounts (id, kind, username, first_name, last_name, email, email_verified_at)
     values ($1, 'staff', $5, $2, $3, $4, now())`,
    [id, firstName, lastName, `${id}@example.org`, id],
  )
  await client.query(
    `insert into memberships (account_id, account_kind, group_id, group_kind, role, role_title, is_recipient)
     values ($1, 'staff', $2, 'unit', $3, 'Dietitian', true)`,
    [id, unit, role],
  )
}

function quoted(text: string): string {
  return text.replaceAll("'", "''")
}
