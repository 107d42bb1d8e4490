/** Figures and failures for the tests of this room. */
import type { DeliveryFigures, FailedDelivery } from 'server/contract'

export const now = new Date('2026-11-22T15:00:00Z')

export function someFigures(changes: Partial<DeliveryFigures> = {}): DeliveryFigures {
  return {
    today: { sent: 12, timely: 12 },
    week: { sent: 200, timely: 199, failedForGood: 0, bounced: 0 },
    waiting: { count: 0, since: null },
    failing: { count: 0, since: null, nextTryAt: null },
    suppressed: [],
    texts: { today: 0, week: 0, waiting: 0, later: 0, failed: 0 },
    people: { none: 3, bouncing: 1, unwanted: 2, unverified: 8 },
    days: Array.from({ length: 14 }, (_, n) => ({
      day: `2026-11-${String(n + 9).padStart(2, '0')}`,
      sent: n * 10,
      timely: n * 10,
      failed: n === 12 ? 3 : 0,
    })),
    worker: 'well',
    mail: 'well',
    ...changes,
  }
}

export function aFailure(changes: Partial<FailedDelivery> = {}): FailedDelivery {
  return {
    id: 'd1',
    person: {
      id: 'p1',
      name: 'Lionel Campbell',
      kind: 'patient',
      isMember: true,
      unreachable: 'bouncing',
      texts: false,
    },
    channel: 'email',
    about: 'message',
    at: '2026-11-22T14:05:00Z',
    state: 'bounced',
    reason: 'The address was refused.',
    attempts: 1,
    nextTryAt: null,
    ...changes,
  }
}
