/** Broadcasts at any point of their way: `const place = await aBroadcast(house, unit, admin).draft()`. */
import { sendBroadcast } from '../src/broadcasts/sending.ts'
import { newId, type TestHouse } from './as.ts'
import type { Person, Unit } from './build.ts'

const silent = { tell: () => undefined }

export interface BroadcastPlace {
  unitId: string
  broadcastId: string
}

interface Options {
  subject?: string
  text?: string
  replies?: { to: 'default_contact' } | { to: 'people'; accountIds: string[] } | { to: 'none' }
  keepUntil?: string | null
}

/** Unlike any other text, so that none is taken for another's twin. */
export const anyText = () => `${newId()} ${newId()} ${newId()}`

export function aBroadcast(house: TestHouse, unit: Unit, author: Person, options: Options = {}) {
  const admin = house.as(author)
  const { subject = 'Flu jabs', text = anyText(), replies = { to: 'default_contact' }, keepUntil = null } = options

  async function draft(): Promise<BroadcastPlace & { version: number }> {
    const place = { unitId: unit.id, broadcastId: newId() }
    const { version } = await admin.saveBroadcast({ ...place, version: 0, subject, text, replies, keepUntil })
    return { ...place, version }
  }

  async function asked() {
    const place = await draft()
    await admin.askForApproval(place)
    return place
  }

  /** By another admin of the unit, who is made for it. */
  async function approved() {
    const place = await asked()
    await house.as(await house.aUnitAdmin({ unit })).approveBroadcast(place)
    return place
  }

  async function toSend() {
    const { needed } = (await admin.showBroadcast(await draft())).approval
    const place = needed ? await approved() : await draft()
    return { ...place, patients: (await admin.checkBroadcast(place)).patients }
  }

  async function waiting(): Promise<BroadcastPlace> {
    const place = await toSend()
    await admin.sendBroadcast(place)
    return { unitId: place.unitId, broadcastId: place.broadcastId }
  }

  /** The minute is over, and everybody has their conversation; no e-mail has gone yet. */
  async function sent(): Promise<BroadcastPlace> {
    const place = await waiting()
    await minuteOver(house, place)
    await sendBroadcast({ db: house.db, announcer: silent, broadcastStep: 1000 }, place.broadcastId)
    return place
  }

  async function stopped(): Promise<BroadcastPlace> {
    const place = await sent()
    await admin.stopBroadcast(place)
    return place
  }

  return { draft, asked, approved, toSend, waiting, sent, stopped }
}

export async function minuteOver(
  { db }: TestHouse,
  { broadcastId }: Pick<BroadcastPlace, 'broadcastId'>,
): Promise<void> {
  await db.raw('update broadcasts set due_at = now() where id = ?', [broadcastId])
}
