/**
 * Whoever adds patients learns whether somebody of these details is a patient elsewhere. That is what adding needs, and must
 * not become a way to find out about people. What tells looking up from adding: who is looked up is not added, or the same
 * person is tried again with another date of birth. So a first file of thousands is answered, however many of them are known,
 * as often as it is previewed; but while many are known and not added, nobody else is looked up. What was tried is kept as
 * hashes, for a day.
 */
import { record } from '../audit/record.ts'
import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'

type By = 'name' | 'number'

/** Dates of birth with one name: more than a long file has people of one name, and far fewer than there are days to try. */
const mostDates = 20
/** People who are known elsewhere, and were not added. */
const mostUnused = 200

const tooManyDates =
  'Too many dates of birth were tried with this name within a day. Somebody else who looks after this unit can add this person, or Central Support.'
const tooManyUnused =
  'Too many people of other units were looked up within a day and not added. Add those first who are to be added; somebody else who looks after this unit can add this person, or Central Support.'

export interface Lookup {
  row: Row
  /** The same name or number was tried before, with another date of birth. */
  isRetry: boolean
  details: string
}

interface Asked {
  line: number
  who: string
  details: string
  isKnown: boolean
  /** What was tried before with this name or number. */
  tried: string[]
}

/** Of one person who asks. */
export class Lookups {
  readonly #scene: Scene
  readonly #unit: Group
  /** Of all that one sheet asks for, by numbers and by names: what it finds itself does not count yet. */
  #isOver: boolean | undefined

  constructor(scene: Scene, unit: Group) {
    this.#scene = scene
    this.#unit = unit
  }

  /** Those that may be answered, in their order; the others say why not, whether there is somebody or not. */
  async admit(asking: Row[], by: By): Promise<Lookup[]> {
    if (asking.length === 0) return []
    await this.#waitForOneself()
    this.#isOver ??= (await this.#countUnused()) >= mostUnused
    const { trx, actor } = this.#scene
    const byLine = new Map(asking.map((row) => [row.line, row]))
    const asked = await rows<Asked>(trx, whatWasTried, { asked: keys(asking, by), by, accountId: actor.accountId })
    const tried = new Map<string, Set<string>>()
    const admitted: (Lookup & Pick<Asked, 'who'>)[] = []
    for (const { line, who, details, isKnown, tried: before } of asked) {
      const row = byLine.get(line)!
      const all = tried.get(who) ?? new Set(before)
      tried.set(who, all)
      const isNew = !isKnown && !all.has(details)
      // That a number is somebody's they know already, whatever the date; that is counted elsewhere.
      const isOver = this.#isOver && !(by === 'number' && all.size > 0)
      if (isNew && isOver) refuse(row, by === 'number' ? 'nhsNumber' : null, tooManyUnused)
      else if (isNew && by === 'name' && all.size >= mostDates) refuse(row, null, tooManyDates)
      else admitted.push({ row, who, details, isRetry: isNew && all.size > 0 })
      if (admitted.at(-1)?.row === row) all.add(details)
    }
    await rows(trx, remember, {
      ...{ accountId: actor.accountId, unitId: this.#unit.id },
      lookups: JSON.stringify(admitted.map(({ who, details }) => ({ who, details }))),
    })
    await this.#record('patients.lookups_refused', asking.length - admitted.length)
    return admitted
  }

  /** Of those that were not answered after all: they do not count as tried. */
  async forgetUnanswered(unanswered: Lookup[]): Promise<void> {
    if (unanswered.length === 0) return
    const { trx, actor } = this.#scene
    await rows(
      trx,
      `delete from lookups
        where account_id = :accountId and group_id = :unitId and encode(details, 'hex') = any(cast(:details as text[]))`,
      { accountId: actor.accountId, unitId: this.#unit.id, details: unanswered.map(({ details }) => details) },
    )
  }

  /** They are told that this person is known, and not by this unit's own list. */
  async noteFound(found: { details: string; id: string }[]): Promise<void> {
    if (found.length === 0) return
    const { trx, actor } = this.#scene
    const told = await rows(trx, note, {
      ...{ accountId: actor.accountId, unitId: this.#unit.id },
      found: JSON.stringify(found),
    })
    await this.#record('patients.known_elsewhere', told.length)
  }

  /** Whoever asks in many requests at once waits here, so that each is counted. */
  async #waitForOneself(): Promise<void> {
    const { trx, actor } = this.#scene
    await rows(trx, `select pg_advisory_xact_lock(hashtextextended('guesses ' || :accountId, 0))`, {
      accountId: actor.accountId,
    })
  }

  /** Of whoever asks, for any unit. */
  async #countUnused(): Promise<number> {
    const { trx, actor } = this.#scene
    const [counted] = await rows<{ count: number }>(
      trx,
      `select count(distinct l.found_id) from lookups l
        where l.account_id = :accountId and l.found_id is not null and l.at > now() - interval '1 day'
          and not exists (select from memberships m
                           where m.account_id = l.found_id and m.group_id = l.group_id and m.ended_at is null)`,
      { accountId: actor.accountId },
    )
    return counted!.count
  }

  async #record(action: 'patients.lookups_refused' | 'patients.known_elsewhere', count: number): Promise<void> {
    if (count > 0) await record(this.#scene, action, { groupId: this.#unit.id, detail: { count } })
  }
}

/** What was tried more than a day ago counts no more. */
export async function forgetLookups(trx: Transaction): Promise<void> {
  await rows(trx, `delete from lookups where at < now() - interval '1 day'`)
}

/** What the SQL below makes hashes of. */
function keys(asking: Row[], by: By): string {
  return JSON.stringify(
    asking.map(({ line, person, wanted }) => {
      const cells = { ...person?.cells, ...wanted }
      const { firstName = '', lastName = '', nhsNumber = '', dateOfBirth = '' } = cells
      return { line, born: dateOfBirth, who: by === 'name' ? `${firstName} ${lastName}` : nhsNumber }
    }),
  )
}

const whatWasTried = `
  with asked as (
    select line, encode(sha256(convert_to(:by || ' ' || fold(who), 'UTF8')), 'hex') as who,
           encode(sha256(convert_to(:by || ' ' || fold(who) || ' ' || born, 'UTF8')), 'hex') as details
      from jsonb_to_recordset(cast(:asked as jsonb)) as w (line int, who text, born text)
  ), tried as (
    select encode(l.who, 'hex') as who, array_agg(distinct encode(l.details, 'hex')) as all
      from lookups l
     where l.account_id = :accountId and l.at > now() - interval '1 day'
       and l.who in (select decode(who, 'hex') from asked)
     group by l.who
  )
  select a.line, a.who, a.details, coalesce(a.details = any(t.all), false) as "isKnown", coalesce(t.all, '{}') as tried
    from asked a left join tried t on t.who = a.who order by a.line`

const remember = `
  insert into lookups (account_id, group_id, who, details)
  select distinct on (details) :accountId, cast(:unitId as uuid), decode(who, 'hex'), decode(details, 'hex')
    from jsonb_to_recordset(cast(:lookups as jsonb)) as l (who text, details text)
      on conflict (account_id, group_id, details) do update set at = now()`

const note = `
  update lookups l set found_id = f.id
    from (select distinct on (details) details, id
            from jsonb_to_recordset(cast(:found as jsonb)) as f (details text, id uuid)) f
   where l.account_id = :accountId and l.group_id = :unitId and l.details = decode(f.details, 'hex')
     and l.found_id is distinct from f.id
  returning l.found_id`
