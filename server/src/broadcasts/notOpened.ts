/** Who has not opened a broadcast yet: a call sheet, and a reminder to them alone. */
import { emailState } from '../accounts/emailState.ts'
import { record } from '../audit/record.ts'
import { writeCsv } from '../changesets/csv.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue } from '../jobs.ts'
import type { BroadcastReport, NotOpenedLine } from './contract.ts'
import { fileNamed } from './fileNamed.ts'
import { findBroadcast } from './findBroadcast.ts'
import { abilities } from './policy.ts'
import { hasBegun } from './states.ts'
import { countNotOpened, isNotReached, notOpenedYet } from './told.ts'

type Only = 'not_reached' | undefined

interface Page {
  broadcastId: string
  only?: Only
  cursor?: string | undefined
  limit: number
}

interface PersonRow {
  id: string
  place: number
  name: string
  dateOfBirth: string | null
  telephone: string | null
  hasEmail: boolean
  emailVerified: boolean
  emailBouncing: boolean
  state: string | null
  reason: string | null
  /** A text message was handed over, of the broadcast or a reminder. */
  isTexted: boolean
  isNotReached: boolean
}

export async function listNotOpened(scene: Scene, unit: Group, page: Page) {
  await mustHaveBegun(scene, unit, page.broadcastId)
  const { found, next } = await pageOf(scene, page)
  await record(scene, 'broadcast.not_opened_listed', {
    groupId: unit.id,
    detail: { broadcastId: page.broadcastId, rows: found.length },
  })
  return { people: found.map(present), next }
}

/** More make a file with which nobody can work. */
const most = 20_000

export async function exportNotOpened(
  scene: Scene,
  unit: Group,
  { broadcastId, only }: Pick<Page, 'broadcastId' | 'only'>,
) {
  await mustHaveBegun(scene, unit, broadcastId)
  const { found, next } = await pageOf(scene, { broadcastId, only, limit: most })
  await record(scene, 'broadcast.not_opened_exported', {
    groupId: unit.id,
    detail: { broadcastId, rows: found.length },
  })
  const day = (iso: string | null) => iso?.split('-').toReversed().join('/') ?? ''
  return {
    fileName: fileNamed(unit, only ? 'to be rung' : 'not opened yet'),
    csv: writeCsv(
      ['Name', 'Date of birth', 'Telephone', 'E-mail'].map((header) => ({ header })),
      found.map(present).map((one) => [one.name, day(one.dateOfBirth), one.telephone ?? '', one.emailed]),
    ),
    rows: found.length,
    isComplete: next === null,
  }
}

async function mustHaveBegun({ trx }: Scene, unit: Group, broadcastId: string): Promise<void> {
  const { state } = await findBroadcast(trx, unit.id, broadcastId)
  if (!hasBegun(state)) throw new Problem('broadcastMovedOn')
}

async function pageOf({ trx }: Scene, { broadcastId, only, cursor, limit }: Page) {
  const found = await rows<PersonRow>(
    trx,
    `select a.id, p.place, a.first_name || ' ' || a.last_name as name, a.date_of_birth as "dateOfBirth", a.telephone,
            a.email is not null as "hasEmail", a.email_verified_at is not null as "emailVerified",
            a.email_bouncing_at is not null as "emailBouncing", last.state, last.reason, told."isTexted",
            coalesce(told."isNotReached", false) as "isNotReached"
       from ${notOpenedYet}
      cross join lateral (select id from messages where conversation_id = p.conversation_id and seq = 1 limit 1) first
       left join lateral (
         select state, reason from deliveries
          where message_id = first.id and account_id = a.id and channel = 'email'
          order by reminder desc limit 1) last on true
      cross join lateral (
         select coalesce(bool_or(d.channel = 'text' and d.state = 'handed_over'), false) as "isTexted",
                ${isNotReached('(a.email_bouncing_at is not null)')} as "isNotReached"
           from deliveries d where d.message_id = first.id and d.account_id = a.id) told
      where p.broadcast_id = :broadcastId and p.place > :after ${only ? onlyNotReached : ''}
      order by p.place limit :limit`,
    { broadcastId, after: readCursor(cursor), limit: limit + 1 },
  )
  const shown = found.slice(0, limit)
  return { found: shown, next: found.length > limit ? String(shown.at(-1)!.place) : null }
}

// Few of many thousands: they are found by what became of their first e-mail, and by their address.
const onlyNotReached = `
  and told."isNotReached"
  and p.account_id = any(array(
    select account_id from deliveries
     where broadcast_id = :broadcastId and reminder = 0 and state in ('suppressed', 'bounced', 'failed_for_good')
    union all
    select account_id from memberships
     where group_id = (select group_id from broadcasts where id = :broadcastId) and unreachable = 'bouncing'
       and role = 'patient' and ended_at is null))`

function readCursor(text: string | undefined): number {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0
}

function present(person: PersonRow): NotOpenedLine {
  const { id, name, dateOfBirth, telephone, state, reason, isTexted, isNotReached: notReached, ...row } = person
  const emailed = `${emailedInWords(state, reason, row.emailBouncing)}${isTexted ? '. Sent a text message' : ''}`
  return { id, name, dateOfBirth, telephone, email: emailState(row), emailed, notReached }
}

function emailedInWords(state: string | null, reason: string | null, bouncing: boolean): string {
  if (state === 'handed_over' && bouncing) return 'E-mailed, but e-mails to them come back'
  if (state === 'handed_over') return 'E-mailed'
  if (state === 'bounced') return 'E-mailed, but it came back'
  if (state === 'failed_for_good') return 'Not e-mailed: nobody took it'
  if (reason === 'no address') return 'Not e-mailed: no address'
  if (reason === 'not wanted') return 'Not e-mailed: does not want e-mails'
  if (reason === 'stopped') return 'Not e-mailed: it was stopped'
  if (state === 'suppressed') return 'Not e-mailed'
  if (state === 'failed_for_now') return 'Not e-mailed yet: it is tried again'
  return 'E-mail on its way'
}

/** Tells exactly those, once a day at most. */
export async function remindNotOpened(
  scene: Scene,
  unit: Group,
  broadcastId: string,
  house: { texts: boolean },
): Promise<NonNullable<BroadcastReport['notOpened']>> {
  const { trx, actor } = scene
  const broadcast = await findBroadcast(trx, unit.id, broadcastId, { lock: true })
  if (!abilities(actor, broadcast).remind) throw new Problem('broadcastMovedOn')
  const [asked] = await rows<{ number: number }>(
    trx,
    `insert into broadcast_reminders (broadcast_id, number, asked_by)
     select :broadcastId, count(*) + 1, :actorId from broadcast_reminders where broadcast_id = :broadcastId
     having coalesce(max(at) <= now() - interval '24 hours', true)
     returning number`,
    { broadcastId, actorId: actor.accountId },
  )
  if (!asked) throw new Problem('remindedLately')
  await enqueue(trx, 'remindOfBroadcast', { broadcastId, number: asked.number })
  const reminded = await countNotOpened(scene, broadcastId, house)
  await record(scene, 'broadcast.reminded', {
    groupId: unit.id,
    detail: { broadcastId, number: asked.number, notOpened: reminded.patients },
  })
  return reminded
}
