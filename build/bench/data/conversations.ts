/**
 * Conversations of two members of staff with the patients of their unit, so many each. Rows lie in the tables as they
 * would after a year: by the time at which they were written.
 */
import type pg from 'pg'
import { ids } from './people.ts'
import type { Scale } from './scales.ts'
import { stripped } from './stripped.ts'

const subjects =
  "array['Blood results', 'My next appointment', 'A question about tablets', 'Potassium and diet', 'Transport on Tuesday', 'Holiday dialysis', 'Swollen ankles', 'Letter from the clinic', 'Repeat prescription', 'Change of address', 'Feeling tired', 'Transplant list']"

/** Two of them make a message. */
const sentences = `array[
  'Thank you for letting me know so quickly.', 'My appointment is on Tuesday at half past nine.',
  'May I still eat bananas and tomatoes with my new tablets?', 'The results came back and everything looks steady.',
  'Please ring the ward if you feel worse or are not sure.', 'I have run out of the blue tablets since Friday.',
  'We will look at your blood test again next week.', 'Could somebody tell me when the transport comes?',
  'Your potassium was a little higher than last month.', 'I weighed 71 kilograms this morning before breakfast.',
  'It does not hurt, but my ankles are swollen in the evening.', 'Keep a note of what you drink until we meet.',
  'My daughter will drive me, so no taxi is needed.', 'The pharmacy says that the prescription has not arrived.',
  'Dr Ferguson has changed the dose, and the letter is in the post.', 'I am sorry to bother you again with this.',
  'Yes, that is fine.', 'There is a free place on Thursday afternoon if that suits you better.']`

/** Out of an array, by a number that jumps. */
const pick = (from: string, seed: string) =>
  `(${from})[1 + mod(abs(hashint8extended(cast(n as bigint), ${seed})), cardinality(${from}))]`

export async function fillConversations(client: pg.Client, scale: Scale, say: (what: string) => void): Promise<void> {
  const total = scale.fewConversations + scale.manyConversations
  say(`${total.toLocaleString('en-GB')} conversations`)
  await client.query(
    `create unlogged table plan as
     with patients as (
       select a.id, a.first_name || ' ' || a.last_name as name, row_number() over (order by a.id) - 1 as place
         from memberships m join accounts a on a.id = m.account_id
        where m.group_id = '${ids.manyPatients}' and m.role = 'patient'
     ), wanted as (
       select n, cast('${ids.manyConversations}' as uuid) as staff_id, 'Logan Large' as staff_name,
              now() - n * interval '330 days' / ${scale.manyConversations} as at
         from generate_series(1, ${scale.manyConversations}) n
       union all
       select n, '${ids.fewConversations}', 'Fiona Small', now() - n * interval '330 days' / ${scale.fewConversations}
         from generate_series(1, ${scale.fewConversations}) n
     )
     select n, gen_random_uuid() as id, staff_id, staff_name, patients.id as patient_id, patients.name as patient_name, at
       from wanted join patients on patients.place = n % ${scale.manyPatients}
      order by at`,
  )
  await client.query('analyze plan')
  await client.query('set session_replication_role = replica')
  await stripped(client, ['conversations', 'participants', 'messages'], () => fill(client, scale, say), say)
  await client.query('set session_replication_role = origin')
  await client.query('drop table plan')
}

async function fill(client: pg.Client, { messagesEach: last }: Scale, say: (what: string) => void): Promise<void> {
  await client.query(
    `insert into conversations (id, group_id, subject, last_seq, created_at)
     select id, '${ids.manyPatients}', ${pick(subjects, '3')}, ${last}, at - ${last} * interval '1 hour' from plan`,
  )
  // Of each eight one is unread, of each five one is archived: enough in either inbox for every count to reach its end.
  await client.query(
    `insert into participants (conversation_id, group_id, account_id, account_kind, joined_at, last_activity_at,
                               last_seq, last_read_seq, last_read_at, archived)
     select id, '${ids.manyPatients}', who.account_id, who.kind, at - ${last} * interval '1 hour', at, ${last},
            case when who.kind = 'staff' and n % 8 = 3 then ${last - 1} else ${last} end, at, who.kind = 'staff' and n % 5 = 4
       from plan
      cross join lateral (values (staff_id, 'staff'), (patient_id, 'patient')) as who (account_id, kind)`,
  )
  for (let seq = 1; seq <= last; seq++) {
    say(`messages, ${seq} of ${last} in each`)
    // The patient has the last word.
    const author = (last - seq) % 2 === 0 ? 'patient' : 'staff'
    await client.query(
      `insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, author_role_title, text, sent_at)
       select gen_random_uuid(), id, ${seq}, ${author}_id, '${author}', ${author}_name,
              ${author === 'staff' ? `'Dietitian'` : 'null'},
              ${pick(sentences, `${seq} + 100`)} || ' ' || ${pick(sentences, `${seq} + 200`)}, at - ${last - seq} * interval '1 hour'
         from plan`,
    )
  }
}
