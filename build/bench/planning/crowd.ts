/**
 * Rows around the people of a test, so many that the planner's choices are those of a hospital: every table that grows
 * holds thousands. Ids and names come from numbers and not from chance, so that the choices are the same on every run.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Everybody } from '../../../server/test/everybody.ts'

/** From so many rows on a table is big, and nothing may read it through for one page. */
export const big = 2500

/** Tables that stay small in any hospital. */
export const small: Record<string, string> = {
  groups: 'a row for each unit',
  heartbeats: 'a row for each process',
  rate_limits: 'swept; found by its key',
}

/** Of patients in the large unit, of patients elsewhere; of staff in the large unit, of staff elsewhere; units elsewhere. */
const sizes = { patientsHere: 4000, patients: 16_000, staffHere: 900, staff: 4000, units: 500 }

/** Adds them, through a connection of the database's owner, and lets PostgreSQL look at all of them. */
export async function addCrowd(databaseUrl: string, { unit, people }: Everybody): Promise<void> {
  const { patient, nurse, unitAdmin } = people
  const ids: Record<string, string> = { unit: unit.id, patient: patient.id, nurse: nurse.id, admin: unitAdmin.id }
  const statements = [groupsAndPeople, conversations, afterwards, administration].join(';\n')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(
      `begin; ${statements.replace(/:(unit|patient|nurse|admin)\b/g, (_, name: string) => `'${ids[name]}'`)}; commit`,
    )
    // Of all rows and not of some that chance takes.
    await client.query('set default_statistics_target = 2000')
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

/** A conversation of a thousand messages, a broadcast to the whole unit, and a changeset of thousands of rows. */
export const longConversation = asUuid('own talk 1')
export const broadcastToAll = asUuid('broadcast 1')
export const changesetOfMany = asUuid('changeset 1')

function asUuid(name: string): string {
  const hex = createHash('md5').update(name).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-')
}

/** The id of the nth of a sort. */
const id = (sort: string, n: string) =>
  `cast(overlay(overlay(md5('${sort} ' || ${n}) placing '4' from 13) placing '8' from 17) as uuid)`
const series = (to: number) => `generate_series(1, ${to}) n`
const unitOf = (n: string, here: number) =>
  `case when ${n} <= ${here} then cast(:unit as uuid) else ${id('unit', `1 + ${n} % ${sizes.units}`)} end`

const groupsAndPeople = `
  set local session_replication_role = replica;
  insert into groups (id, kind, name) select ${id('specialty', 'n')}, 'specialty', 'Specialty of the crowd ' || n from ${series(10)};
  insert into groups (id, kind, name, specialty_id)
  select ${id('unit', 'n')}, 'unit', 'Unit of the crowd ' || n, ${id('specialty', '1 + n % 10')} from ${series(sizes.units)};

  create temporary table crowd on commit drop as
  select ${id('patient', 'n')} as id, 'patient' as kind, n, ${unitOf('n', sizes.patientsHere)} as group_id
    from ${series(sizes.patients)}
   union all
  select ${id('staff', 'n')}, 'staff', n, ${unitOf('n', sizes.staffHere)} from ${series(sizes.staff)};

  insert into accounts (id, kind, username, first_name, last_name, date_of_birth, nhs_number, email, email_verified_at,
                        email_bouncing_at, telephone, password_hash, text_number, text_proved_at)
  select id, kind, kind || '.of.the.crowd.' || n, (array['Ann','Bo','Cy','Dee','Ed','Fay','Gus','Hal','Ida','Jo','Kay'])[1 + n % 11],
         'Crowd' || chr(97 + n % 26) || chr(97 + n / 26 % 26) || chr(97 + n / 676 % 26),
         case when kind = 'patient' then date '1930-01-01' + n % 25000 end,
         case when kind = 'patient' then cast(7000000000 + n as text) end,
         case when n % 5 > 0 then kind || n || '@example.org' end,
         case when n % 5 > 1 then now() end, case when n % 50 = 2 then now() end, '0131 496 0120',
         case when n % 3 > 0 then 'a hash' end,
         case when kind = 'patient' and n % 7 = 0 then '+447' || lpad(cast(n as text), 9, '0') end,
         case when kind = 'patient' and n % 7 = 0 then now() end
    from crowd;
  insert into memberships (id, account_id, account_kind, group_id, group_kind, role, role_title, is_recipient, folded_name,
                           sort_name, unreachable)
  select ${id(`member ' || c.kind || '`, 'c.n')}, a.id, a.kind, c.group_id, 'unit', a.kind, case when a.kind = 'staff' then 'Nurse' end,
         a.kind = 'staff' and n % 3 = 0, fold(first_name || ' ' || last_name), fold(last_name) || ' ' || fold(first_name),
         unreachable_by(email, email_verified_at, email_bouncing_at, a.email_wish, a.kind, a.closed_at)
    from crowd c join accounts a using (id);
  insert into sessions (id, account_id, door, token_hash, started_at, idle_ends_at, ends_at, ended_at)
  select ${id('session', 'kind || n')}, id, 'portal', sha256(cast(kind || n as bytea)), now() - n % 90 * interval '1 day',
         now() - n % 90 * interval '1 day', now() - n % 90 * interval '1 day', case when n % 2 = 0 then now() end
    from crowd where n % 3 > 0;
  insert into passkeys (account_id, place, credential_id, public_key, counter, transports, backed_up, name)
  select id, 1, sha256(cast('key' || n as bytea)), 'x', 0, '{}', false, 'Phone' from crowd where kind = 'patient' and n % 6 = 0;
  insert into passkey_challenges (challenge_hash, purpose, account_id, expires_at)
  select sha256(cast('challenge' || n as bytea)), 'add', id, now() + interval '1 hour' from crowd where kind = 'patient' and n % 5 = 0;
  insert into text_codes (account_id, number, code_hash, sent_at)
  select id, '+447' || lpad(cast(n as text), 9, '0'), sha256('1'), now() from crowd where kind = 'patient' and n % 5 = 0;
  insert into second_factors (account_id, sealed_secret, confirmed_at, last_step, recovery_salt)
  select id, 'x', now(), 1, substring(sha256('salt') for 16) from crowd where kind = 'staff';
  insert into recovery_codes (account_id, code_hash)
  select id, sha256(cast('code' || k as bytea)) from crowd, generate_series(1, 5) k where kind = 'staff';
  insert into sign_in_tickets (account_id, address_hash, token_hash, expires_at, used_at)
  select id, sha256('address'), sha256(cast('ticket' || n as bytea)), now(), now() from crowd where kind = 'staff';
  insert into links (purpose, account_id, address, token_hash, created_by, expires_at, sent_at)
  select 'verify_email', id, 'any@example.org', sha256(cast('link' || kind || n as bytea)), id, now() + interval '1 day', now()
    from crowd where n % 5 = 1;
  insert into proved_before (account_id, address) select id, 'before@example.org' from crowd where n % 6 = 0;
  insert into lookups (account_id, group_id, who, details)
  select ${id('staff', `1 + n % ${sizes.staff}`)}, group_id, sha256(cast('name' || n as bytea)), sha256(cast('details' || n as bytea))
    from crowd where kind = 'patient';
  insert into absences (group_id, membership_id, first_day, last_day, set_by)
  select group_id, ${id('member staff', 'n')}, local_day(now()) + n % 60 - 30, local_day(now()) + n % 60 - 20, id
    from crowd where kind = 'staff'`

/** One of each patient of the crowd; the nurse is in those of her unit, and `patient` has hundreds, one of them long. */
const conversations = `
  create temporary table talks on commit drop as
  select ${id('talk', 'n')} as id, n, group_id, id as patient_id,
         case when n <= ${sizes.patientsHere} then cast(:nurse as uuid)
              else ${id('staff', `1 + n % ${sizes.staff}`)} end as staff_id,
         now() - n * interval '5 minutes' as at, 2 as last
    from crowd where kind = 'patient' and n <= 12000
   union all
  select ${id('own talk', 'n')}, 100000 + n, cast(:unit as uuid), cast(:patient as uuid), cast(:nurse as uuid),
         now() - n * interval '1 hour', case when n = 1 then 1000 else 2 end from ${series(600)};

  insert into conversations (id, group_id, subject, last_seq, start_id, start_hash)
  select id, group_id, 'A question about number ' || n, last, ${id('start', 'n')}, sha256('all') from talks;
  insert into participants (conversation_id, group_id, account_id, account_kind, joined_at, last_activity_at, last_seq,
                            last_read_seq, archived)
  select id, group_id, patient_id, 'patient', at, at, last, last - n % 2, n % 4 = 0 from talks
   union all
  select id, group_id, staff_id, 'staff', at, at, last, last - n % 3 / 2, n % 3 = 0 from talks;
  insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, text, sent_at)
  select ${id('message', `n || ' ' || seq`)}, id, seq, case when seq % 2 = 1 then patient_id else staff_id end,
         case when seq % 2 = 1 then 'patient' else 'staff' end, 'Somebody',
         'May I eat bananas' || case when n % 1000 = 7 then ' like a zebra' else '' end || '? Number ' || n * seq,
         at + seq * interval '1 second'
    from talks, generate_series(1, last) seq;
  insert into notices (conversation_id, after_seq, text, at)
  select id, 1, 'Somebody joined', at from talks where n % 3 = 0;
  insert into drafts (account_id, about_id, message_id, text)
  select patient_id, id, id, 'Dear' from talks where n % 4 = 0;
  insert into audit (at, action, account_id, conversation_id, group_id)
  select at, action, staff_id, id, group_id
    from talks, unnest(array['conversation.opened', 'message.sent']) action`

const day = `interval '1 day'`
const afterwards = `
  insert into deliveries (message_id, account_id, channel, address, state, reason, attempts, next_try_at, created_at,
                          handed_over_at, return_id, group_id, due_at)
  select ${id('message', `n || ' 1'`)}, staff_id, 'email', case when state <> 'suppressed' then 'a@example.org' end, state,
         case when state = 'suppressed' then 'no address' when state <> 'handed_over' then 'refused' end, 1,
         case when state in ('waiting', 'failed_for_now') then now() + interval '1 hour' end, at,
         case when state = 'handed_over' then at end, ${id('return', 'n')}, group_id, at
    from (select *, (array['handed_over', 'bounced', 'suppressed', 'failed_for_good', 'failed_for_now', 'waiting'])
                    [greatest(1, n % 100 - 93)] as state from talks) t;
  insert into broadcasts (id, group_id, author_id, state, subject, text, replies, created_at, changed_at, author_name, sent_at,
                          due_at, begun_at, ended_at, patients, reached)
  select ${id('broadcast', 'n')}, case when n <= 400 then cast(:unit as uuid) else ${id('unit', `1 + n % ${sizes.units}`)} end,
         :admin, 'done', 'Flu jabs', 'Come and get it: number ' || n, 'none', at, at, 'Somebody', at, at, at, at, 3, 3
    from (select n, now() - n * ${day} as at from ${series(3000)}) b;
  insert into broadcast_patients (broadcast_id, place, account_id, conversation_id)
  select ${id('broadcast', 'b.n')}, p.n, ${id('patient', 'p.n')}, ${id(`told ' || b.n || '`, 'p.n')}
    from generate_series(1, 3000) b (n), generate_series(1, 3) p (n);
  insert into broadcast_reminders (broadcast_id, number, asked_by, at)
  select ${id('broadcast', 'n')}, 1, :admin, now() - n * ${day} from ${series(3000)};

  -- The first of them went to the whole unit.
  update broadcasts set patients = ${sizes.patientsHere}, reached = ${sizes.patientsHere} where id = ${id('broadcast', '1')};
  insert into broadcast_patients (broadcast_id, place, account_id, conversation_id, opened_at)
  select ${id('broadcast', '1')}, n, ${id('patient', 'n')}, ${id('told 1', 'n')}, case when n % 2 = 0 then now() end
    from generate_series(4, ${sizes.patientsHere}) n;
  insert into conversations (id, group_id, subject, last_seq, broadcast_id)
  select conversation_id, :unit, 'Flu jabs', 1, broadcast_id from broadcast_patients where broadcast_id = ${id('broadcast', '1')};
  insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, text)
  select ${id('told', 'place')}, conversation_id, 1, :admin, 'staff', 'Somebody', 'Come and get it'
    from broadcast_patients where broadcast_id = ${id('broadcast', '1')};
  insert into participants (conversation_id, group_id, account_id, account_kind, last_activity_at, last_seq)
  select conversation_id, :unit, account_id, 'patient', now(), 1 from broadcast_patients where broadcast_id = ${id('broadcast', '1')};
  insert into deliveries (message_id, account_id, channel, address, state, handed_over_at, broadcast_id, group_id, due_at)
  select ${id('told', 'place')}, account_id, 'email', 'a@example.org', 'handed_over', now(), broadcast_id, :unit, now()
    from broadcast_patients where broadcast_id = ${id('broadcast', '1')}`

const administration = `
  insert into group_versions (group_id, version, changed_by, settings)
  select ${id('unit', 'n')}, v, :admin, '{}' from ${series(sizes.units)}, generate_series(1, 6) v;
  insert into changesets (id, group_id, list, source, created_by, state, created_at, applied_at, counts)
  select ${id('changeset', 'n')}, ${unitOf('n', 400)}, case when n % 2 = 0 then 'staff' else 'patients' end, 'csv', :admin, 'applied',
         now() - n * ${day}, now() - n * ${day}, jsonb_build_object('wrong', 0, 'conflict', 0, 'new', 0, 'closed', 0, 'unchanged', 0,
                                                                'changed', case when n = 1 then 5000 else 1 end) from ${series(3000)};
  insert into changeset_rows (changeset_id, line, kind, account_id, name, cells)
  select ${id('changeset', 'c')}, n, 'changed', ${id('patient', 'n')}, 'Somebody', '[]'
    from generate_series(1, 3000) c, generate_series(1, case when c = 1 then 5000 else 1 end) n;
  insert into contact_notes (account_id, group_id, text, written_by)
  select id, group_id, 'Rang', :admin from crowd where kind = 'patient' and n % 8 = 0;
  insert into contact_notes (account_id, group_id, text, written_by)
  select id, group_id, 'Rang', :admin from crowd where kind = 'staff' and n % 2 = 0;
  insert into staff_list_checks (group_id, checked_by, people) select ${unitOf('n', 20)}, :admin, 10 from ${series(3000)};
  insert into launch_conversations (conversation_id, group_id, telling_id)
  select id, group_id, ${id('telling', 'n % 300')} from talks where n between 7501 and 12000;
  insert into news_items (id, group_id, group_kind, title, text, audience, is_public, pinned, shows_from, shows_until, published_at)
  select ${id('news', 'n')}, ${unitOf('n', 200)}, 'unit', 'Flu jabs', 'Come and get it', 'both', n % 4 = 0, n % 100 = 0,
         local_day(now()) - n % 600, local_day(now()) - n % 600 + 30, now() - n % 600 * ${day} from ${series(4000)};
  insert into news_versions (news_id, version, changed_by, content) select ${id('news', 'n')}, 1, :admin, '{}' from ${series(4000)};
  insert into deliveries (news_id, account_id, channel, address, state, handed_over_at, group_id, due_at)
  select ${id('news', '1 + n % 40')}, ${id('patient', 'n')}, 'email', 'a@example.org', 'handed_over', now(), :unit, now() from ${series(8000)}`
