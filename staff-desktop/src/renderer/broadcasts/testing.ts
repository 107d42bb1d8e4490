/** Broadcasts for the tests of this room. */
import type { Broadcast, BroadcastCheck, BroadcastReport } from 'server/contract'

const fiona = { id: 'fiona', name: 'Fiona MacLeod', kind: 'staff' as const, roleTitle: 'Unit manager' }

const nothing: Broadcast['can'] = {
  edit: false,
  discard: false,
  askForApproval: false,
  approve: false,
  sendBack: false,
  send: false,
  test: false,
  pause: false,
  resume: false,
  stop: false,
  report: false,
  remind: false,
}

export function aBroadcast(changes: Partial<Broadcast> = {}, can: Partial<Broadcast['can']> = {}): Broadcast {
  return {
    id: 'b1',
    unitId: 'u1',
    state: 'draft',
    version: 1,
    subject: 'Messages are here',
    text: 'You can write to us now.',
    replies: { to: 'default_contact' },
    keepUntil: null,
    author: fiona,
    mine: true,
    changedAt: '2026-11-22T14:05:00Z',
    approval: { needed: false, approvedBy: null, sentBack: null, switchedOffLately: false },
    heldBack: null,
    minute: null,
    begunAt: null,
    endedAt: null,
    progress: null,
    can: { ...nothing, edit: true, discard: true, send: true, test: true, ...can },
    ...changes,
  }
}

export function aCheck(changes: Partial<BroadcastCheck> = {}): BroadcastCheck {
  return {
    version: 1,
    patients: 4000,
    typeCount: true,
    withoutEmail: { none: 200, bouncing: 10, unwanted: 0, unverified: 2 },
    emailNotWanted: 5,
    byText: { all: 0, withoutEmail: 0 },
    repliesGoTo: [{ ...fiona, away: null }],
    duplicateOf: null,
    missing: {},
    ...changes,
  }
}

export function aReport(changes: Partial<BroadcastReport> = {}): BroadcastReport {
  return {
    patients: 4000,
    conversations: 3998,
    gone: 2,
    notSent: 0,
    emails: {
      handedOver: 3780,
      waiting: 0,
      triedAgain: 0,
      failed: 3,
      noAddress: 210,
      notWanted: 5,
      stopped: 0,
      notNeeded: 0,
    },
    texts: { handedOver: 0, waiting: 0, failed: 0 },
    notReachable: 190,
    opened: 1200,
    replied: 14,
    notOpened: { patients: 2797, byEmail: 2607, byTextOnly: 0 },
    openedOverTime: [
      { at: '2026-11-20T10:00:00Z', opened: 0 },
      { at: '2026-11-20T11:00:00Z', opened: 700 },
      { at: '2026-11-21T10:00:00Z', opened: 1200 },
    ],
    reminders: { sent: [], nextAt: null },
    ...changes,
  }
}
