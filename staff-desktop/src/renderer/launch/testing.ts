/** A unit on its way, for the tests of this room. */
import type { Launch } from 'server/contract'

const susan = { id: 'susan', name: 'Susan Turner', kind: 'staff' as const, roleTitle: 'Dietitian' }

/** Everything done but the broadcast. */
export function aLaunch(changes: Partial<Launch> = {}): Launch {
  return {
    staffList: {
      ...{ done: true, people: 80, withoutAddress: 0, bouncing: 0, joinedSince: 0 },
      checked: { how: 'said', by: 'Fiona MacLeod', at: '2026-11-20T10:00:00Z' },
    },
    recipients: { done: true, people: 62, withoutRoleTitle: 0 },
    contact: { done: true, messagingOn: true, defaultContact: susan },
    addresses: { done: true, patients: 4000, verified: 3612, unverified: 200, unwanted: 0, bouncing: 10, none: 178 },
    details: { done: true, missing: [] },
    staffTold: { done: true, recipients: 61, toTell: 0, last: { by: 'Fiona MacLeod', at: '2026-11-20T10:00:00Z' } },
    news: { done: true, item: { id: 'n1', state: 'showing', showsFrom: '2026-11-20' } },
    broadcast: { done: false, latest: null },
    ...changes,
  }
}

/** Nothing done yet. */
export const atTheBeginning = () =>
  aLaunch({
    staffList: { done: false, people: 80, withoutAddress: 2, bouncing: 1, joinedSince: 0, checked: null },
    recipients: { done: false, people: 62, withoutRoleTitle: 3 },
    contact: { done: false, messagingOn: false, defaultContact: null },
    addresses: { done: false, patients: 4000, verified: 100, unverified: 3900, unwanted: 0, bouncing: 0, none: 0 },
    details: { done: false, missing: ['openingHours', 'nation'] },
    staffTold: { done: false, recipients: 61, toTell: 61, last: null },
    news: { done: false, item: null },
  })
