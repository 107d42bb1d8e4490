/** Turns the demo's people and stories into rows. */
import { createHash } from 'node:crypto'
import { demoGroups, groupByKey } from './groups.ts'
import { idOf } from './chance.ts'
import { demoPatients } from './patients.ts'
import type { DemoPerson } from './people.ts'
import { demoStaff } from './staff.ts'
import { instantOf } from './stories/calendar.ts'
import type { Story } from './stories/story.ts'

export const demoPeople: DemoPerson[] = [...demoStaff, ...demoPatients]
const peopleByUsername = new Map(demoPeople.map((person) => [person.username, person]))

function person(username: string): DemoPerson {
  const found = peopleByUsername.get(username)
  if (!found) throw new Error(`The demo has nobody called ${username}`)
  return found
}

export function accountRows(passwordHash: string, now: Date) {
  const joined = new Date(now.getTime() - 400 * 86_400_000)
  return demoPeople.map((account) => ({
    id: account.id,
    kind: account.kind,
    username: account.username,
    password_hash: account.isNew ? null : passwordHash,
    first_name: account.firstName,
    last_name: account.lastName,
    date_of_birth: account.dateOfBirth,
    nhs_number: account.nhsNumber,
    email: account.email,
    email_verified_at: account.emailState === 'verified' || account.emailState === 'bouncing' ? joined : null,
    email_bouncing_at: account.emailState === 'bouncing' ? new Date(now.getTime() - 9 * 86_400_000) : null,
    telephone: account.telephone,
    created_at: account.isNew ? new Date(now.getTime() - 5 * 86_400_000) : joined,
  }))
}

/** When people signed in last: those who use the service, on one of the last days; the others never have. */
export function sessionRows(now: Date) {
  return demoPeople
    .filter(
      ({ memberships, emailState }) => emailState === 'verified' && memberships.some(({ recipient }) => recipient),
    )
    .map(({ id, username }, index) => {
      const startedAt = new Date(now.getTime() - (1 + (index % 11)) * 86_400_000)
      const endedAt = new Date(startedAt.getTime() + 2_400_000)
      return {
        id: idOf('session', username),
        account_id: id,
        door: 'desktop',
        token_hash: createHash('sha256').update(idOf('token', username)).digest(),
        started_at: startedAt,
        ...{ idle_ends_at: endedAt, ends_at: endedAt, ended_at: endedAt },
      }
    })
}

export function groupRows() {
  return demoGroups.map((group) => ({
    id: group.id,
    kind: group.kind,
    name: group.name,
    specialty_id: group.specialty ? groupByKey(group.specialty).id : null,
    telephone: group.telephone,
    out_of_hours_telephone: group.outOfHours,
    opening_hours: JSON.stringify(group.hours ?? []),
    nation: group.kind === 'specialty' ? null : 'scotland',
    answer_time: group.answerTime,
  }))
}

export function membershipRows(now: Date) {
  const joined = new Date(now.getTime() - 400 * 86_400_000)
  return demoPeople.flatMap((account) =>
    account.memberships.map((membership) => ({
      id: membershipId(account.username, membership.group),
      account_id: account.id,
      account_kind: account.kind,
      group_id: groupByKey(membership.group).id,
      group_kind: groupByKey(membership.group).kind,
      role: membership.role,
      role_title: membership.title,
      is_recipient: membership.recipient,
      joined_at: joined,
    })),
  )
}

export const membershipId = (username: string, group: string) => idOf('membership', `${username} ${group}`)

type MessageRow = { id: string; conversation_id: string; seq: number; text: string; sent_at: Date } & ReturnType<
  typeof authorColumns
>

/** One story as a conversation, its participants, messages and notices. */
export function conversationRows(story: Story, now: Date) {
  const group = groupByKey(story.group)
  const id = idOf('conversation', `${story.group} ${story.patient ?? ''} ${story.subject}`)
  const usernames = [...(story.patient ? [story.patient] : []), ...story.staff]
  const messages: MessageRow[] = []
  const notices = []
  const joinedAt = new Map<string, Date>()
  let previous = new Date(0)

  for (const line of story.lines) {
    const at = instantOf(Array.isArray(line) ? line[0] : line.when, now)
    if (at <= previous) throw new Error(`"${story.subject}" goes back in time at ${at.toISOString()}`)
    previous = at
    if (Array.isArray(line)) {
      const [, author, text] = line
      if (!usernames.includes(author)) throw new Error(`${author} takes no part in "${story.subject}"`)
      const seq = messages.length + 1
      messages.push({
        id: idOf('message', `${id} ${seq}`),
        conversation_id: id,
        seq,
        ...authorColumns(author, story.group),
        text,
        sent_at: at,
      })
    } else {
      joinedAt.set(line.added, at)
      const text = `${nameOf(line.added, story.group)} was added by ${nameOf(line.by, story.group)}.`
      notices.push({
        id: idOf('notice', `${id} ${line.added}`),
        conversation_id: id,
        after_seq: messages.length,
        text,
        at,
      })
    }
  }

  const [first, last] = [messages[0]!, messages.at(-1)!]
  const participants = usernames.map((username) => {
    const account = person(username)
    const lastRead = messages.length - (story.unread?.[username] ?? 0)
    return {
      conversation_id: id,
      group_id: group.id,
      account_id: account.id,
      account_kind: account.kind,
      joined_at: joinedAt.get(username) ?? first.sent_at,
      last_activity_at: last.sent_at,
      last_seq: messages.length,
      last_read_seq: lastRead,
      last_read_at:
        lastRead > 0 ? new Date(Math.min(messages[lastRead - 1]!.sent_at.getTime() + 1_500_000, now.getTime())) : null,
      archived: story.archivedBy?.includes(username) ?? false,
    }
  })
  const conversation = {
    id,
    group_id: group.id,
    subject: story.subject,
    last_seq: messages.length,
    created_at: first.sent_at,
  }
  return { conversation, participants, messages, notices }
}

function authorColumns(username: string, group: string) {
  const { id, kind, firstName, lastName } = person(username)
  return {
    author_id: id,
    author_kind: kind,
    author_name: `${firstName} ${lastName}`,
    author_role_title: titleOf(username, group),
  }
}

function nameOf(username: string, group: string): string {
  const { firstName, lastName } = person(username)
  const title = titleOf(username, group)
  return `${firstName} ${lastName}${title ? ` (${title})` : ''}`
}

function titleOf(username: string, group: string): string | undefined {
  const { memberships } = person(username)
  return (memberships.find((membership) => membership.group === group) ?? memberships[0])?.title
}
