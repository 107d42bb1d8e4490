import { authorOf, named } from '../conversations/authorOf.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'

/** Who comes into a conversation and who goes out of it, at one stroke. */
export interface Change {
  conversationId: string
  groupId: string
  leavesId: string | null
  joinsId: string | null
}

/** The three people as a notice names them; `joinsByOwnHand` when the one who joins is the one who does it. */
export interface Names {
  leaves: string
  joins: string
  by: string
  joinsByOwnHand: boolean
}

/** More conversations than anybody has on the screen. */
const mostAnnounced = 200
const mostOfNotice = 500

/** Says in each conversation who came and who went, and puts it on record; the conversations must be locked. */
export async function tellConversations(
  scene: Scene,
  changes: Change[],
  inWords: (change: Change, names: Names) => string,
): Promise<void> {
  if (changes.length === 0) return
  const nameOf = await findNames(scene, changes)
  const said = changes.map((change) => {
    const { conversationId, groupId, leavesId, joinsId } = change
    const text = inWords(change, {
      leaves: nameOf(leavesId, groupId),
      joins: nameOf(joinsId, groupId),
      by: named(authorOf(scene.actor, groupId)),
      joinsByOwnHand: joinsId === scene.actor.accountId,
    })
    return { conversation_id: conversationId, text: shortened(text), leaves: leavesId, joins: joinsId }
  })
  await rows(scene.trx, statement, {
    said: JSON.stringify(said),
    actorId: scene.actor.accountId,
    sessionId: scene.actor.sessionId,
    requestId: scene.requestId,
  })
  await announceTo(scene, changes)
}

// In the order in which they are given, because several may be about one conversation.
const statement = `
  with said as materialized (
    select one.*, c.last_seq
      from rows from (jsonb_to_recordset(cast(:said as jsonb)) as (conversation_id uuid, text text, leaves uuid, joins uuid))
             with ordinality as one (conversation_id, text, leaves, joins, place)
      join conversations c on c.id = one.conversation_id
     order by one.place
  ), noticed as (
    insert into notices (conversation_id, after_seq, text) select conversation_id, last_seq, text from said order by place
  )
  insert into audit (action, account_id, session_id, conversation_id, detail, request_id)
  select act.action, :actorId, :sessionId, conversation_id, jsonb_build_object('accountId', act.whom), :requestId
    from said, lateral (values ('participant.added', joins), ('conversation.left', leaves)) as act (action, whom)
   where act.whom is not null
   order by place`

/** Each with the role title that they have in that group, or else wherever they have one. */
async function findNames({ trx }: Scene, changes: Change[]): Promise<(id: string | null, groupId: string) => string> {
  const wanted = new Map<string, { account_id: string; group_id: string }>()
  for (const { groupId, leavesId, joinsId } of changes)
    for (const id of [leavesId, joinsId]) if (id) wanted.set(`${id} ${groupId}`, { account_id: id, group_id: groupId })
  const found = await rows<{ id: string; groupId: string; name: string; roleTitle: string | null }>(
    trx,
    `select a.id, wanted.group_id as "groupId", a.first_name || ' ' || a.last_name as name,
            (select m.role_title from memberships m where m.account_id = a.id
              order by m.group_id = wanted.group_id desc, m.ended_at nulls first limit 1) as "roleTitle"
       from jsonb_to_recordset(cast(:wanted as jsonb)) as wanted (account_id uuid, group_id uuid)
       join accounts a on a.id = wanted.account_id`,
    { wanted: JSON.stringify([...wanted.values()]) },
  )
  const names = new Map(found.map((one) => [`${one.id} ${one.groupId}`, named(one)]))
  return (id, groupId) => (id && names.get(`${id} ${groupId}`)) ?? ''
}

/** Three of the longest names do not fit into a notice. */
function shortened(text: string): string {
  const characters = Array.from(text)
  return characters.length > mostOfNotice ? `${characters.slice(0, mostOfNotice - 1).join('')}…` : text
}

/** Beyond what anybody can look at, everybody hears of one of their conversations, and looks at their inbox. */
async function announceTo(scene: Scene, changes: Change[]): Promise<void> {
  const gone = Map.groupBy(changes, ({ conversationId }) => conversationId)
  const conversations = await rows<{ id: string; accountIds: string[] }>(
    scene.trx,
    `select conversation_id as id, array_agg(account_id) as "accountIds"
       from participants where conversation_id = any(:ids) and left_at is null group by conversation_id`,
    { ids: [...gone.keys()] },
  )
  const told = new Set<string>()
  for (const [place, { id, accountIds }] of conversations.entries()) {
    const all = [...accountIds, ...gone.get(id)!.flatMap(({ leavesId }) => leavesId ?? [])]
    const wanted = place < mostAnnounced ? all : all.filter((accountId) => !told.has(accountId))
    if (wanted.length > 0) scene.announce({ accountIds: wanted, conversationId: id })
    for (const accountId of wanted) told.add(accountId)
  }
}
