/** Who has not opened a broadcast yet: a call sheet, and a reminder to them alone. */
import { emailState } from '../accounts/emailState.ts'
import { record } from '../audit/record.ts'
import { writeCsv } from '../changesets/csv.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue } from '../jobs.ts'
import type { NotOpenedLine } from './contract.ts'
import { fileNamed } from './fileNamed.ts'
import { findBroadcast } from './findBroadcast.ts'
import { abilities } from './policy.ts'
import { hasBegun } from './states.ts'

interface Page {
  broadcastId: string
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

export async function exportNotOpened(scene: Scene, unit: Group, broadcastId: string) {
  await mustHaveBegun(scene, unit, broadcastId)
  const { found, next } = await pageOf(scene, { broadcastId, limit: most })
  await record(scene, 'broadcast.not_opened_exported', {
    groupId: unit.id,
    detail: { broadcastId, rows: found.length },
  })
  const day = (iso: string | null) => iso?.split('-').toReversed().join('/') ?? ''
  return {
    fileName: fileNamed(unit, 'not opened yet'),
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

/** Only whoever still is a patient of the unit: nobody rings a person who has moved away. */
async function pageOf({ trx }: Scene, { broadcastId, cursor, limit }: Page) {
  const found = await rows<PersonRow>(
    trx,
    `select a.id, p.place, a.first_name || ' ' || a.last_name as name, a.date_of_birth as "dateOfBirth", a.telephone,
            a.email is not null as "hasEmail", a.email_verified_at is not null as "emailVerified",
            a.email_bouncing_at is not null as "emailBouncing", d.state, d.reason,
            exists (select from deliveries t
                     where t.message_id = first.id and t.account_id = a.id and t.channel = 'text'
                       and t.state = 'handed_over') as "isTexted"
       from ${waiting}
       left join messages first on first.conversation_id = p.conversation_id and first.seq = 1
       left join lateral (
         select state, reason from deliveries
          where message_id = first.id and account_id = a.id and channel = 'email'
          order by reminder desc limit 1) d on true
      where p.broadcast_id = :broadcastId and p.place > :after
      order by p.place limit :limit`,
    { broadcastId, after: readCursor(cursor), limit: limit + 1 },
  )
  const shown = found.slice(0, limit)
  return { found: shown, next: found.length > limit ? String(shown.at(-1)!.place) : null }
}

/** As tables to select from, one patient after the other, because a page needs few: patients `p` of a broadcast who have it and have not opened it, with their accounts `a`. */
const waiting = `
  broadcast_patients p
  join broadcasts b on b.id = p.broadcast_id
  join accounts a on a.id = p.account_id and a.closed_at is null and p.opened_at is null
  join conversations c on c.id = p.conversation_id
  cross join lateral (
    select from memberships m where m.account_id = p.account_id and m.group_id = b.group_id and m.ended_at is null limit 1
  ) still_here`

function readCursor(text: string | undefined): number {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0
}

function present({ id, name, dateOfBirth, telephone, state, reason, isTexted, ...row }: PersonRow): NotOpenedLine {
  const emailed = `${emailedInWords(state, reason)}${isTexted ? '. Sent a text message' : ''}`
  return { id, name, dateOfBirth, telephone, email: emailState(row), emailed }
}

function emailedInWords(state: string | null, reason: string | null): string {
  if (state === 'handed_over') return 'E-mailed'
  if (state === 'bounced') return 'E-mailed, but it came back'
  if (state === 'failed_for_good') return 'Not e-mailed: nobody took it'
  if (reason === 'no address') return 'Not e-mailed: no address'
  if (reason === 'not wanted') return 'Not e-mailed: does not want e-mails'
  if (state === 'suppressed') return 'Not e-mailed'
  return 'E-mail on its way'
}

/** Tells exactly those, once a day at most. */
export async function remindNotOpened(scene: Scene, unit: Group, broadcastId: string): Promise<{ notOpened: number }> {
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
  const [counted] = await rows<{ count: number }>(
    trx,
    `select count(*) from ${waiting} where p.broadcast_id = :broadcastId`,
    { broadcastId },
  )
  const notOpened = counted!.count
  await record(scene, 'broadcast.reminded', {
    groupId: unit.id,
    detail: { broadcastId, number: asked.number, notOpened },
  })
  return { notOpened }
}
