import type { JobHelpers } from 'graphile-worker'
import type { Database } from '../db/connect.ts'
import type { Announcer } from '../db/listen.ts'
import type { Jobs } from '../jobs.ts'
import { askProvider } from './askProvider.ts'
import { holdBack, lineUp, lineUpReminders } from './broadcastDeliveries.ts'
import type { Channels } from './channels/Channel.ts'
import { deliver } from './deliver.ts'
import { notify } from './notify.ts'
import { paceDeliveries } from './pace.ts'
import { sendLink } from './sendLink.ts'
import { sendTextCode } from './sendTextCode.ts'
import { sweepDeliveries } from './sweepDeliveries.ts'
import { tellOfAccountChange } from './tellOfAccountChange.ts'
import { tellOfColleague } from './tellOfColleague.ts'
import { tellOfNews } from './tellOfNews.ts'
import { tellOldAddress } from './tellOldAddress.ts'

interface Parts {
  db: Database
  channels: Channels
  announcer: Announcer
  publicUrl: URL
  broadcastEmailsPerSecond: number
  /** By which text messages are not sent at night. */
  clock?: () => Date
}

/** The background work of this room, by the name of the job. */
export function notificationJobs(parts: Parts) {
  const { db, channels, announcer, publicUrl, broadcastEmailsPerSecond, clock = () => new Date() } = parts
  const texts = channels.text !== null
  const tell = async (about: { messageId: string; accountId?: string }) => {
    announcer.tell(await db.transaction((trx) => notify(trx, { ...about, texts })))
  }
  return {
    notifyOfMessage: tell,
    notifyNewcomer: tell,
    deliver: async ({ deliveryId }: Jobs['deliver']) => {
      announcer.tell(await deliver(db, channels, publicUrl, deliveryId, clock()))
    },
    notifyOfBroadcast: (stretch: Jobs['notifyOfBroadcast']) =>
      db.transaction((trx) => lineUp(trx, { ...stretch, texts })),
    remindOfBroadcast: (reminder: Jobs['remindOfBroadcast']) =>
      db.transaction((trx) => lineUpReminders(trx, { ...reminder, texts })),
    holdBroadcast: ({ broadcastId }: Jobs['holdBroadcast']) => db.transaction((trx) => holdBack(trx, broadcastId)),
    paceDeliveries: () =>
      db.transaction((trx) => paceDeliveries(trx, { perSecond: broadcastEmailsPerSecond, now: clock() })),
    sendLink: async ({ linkId }: Jobs['sendLink']) => {
      announcer.tell(await sendLink(db, channels.email, publicUrl, linkId))
    },
    tellOldAddress: (told: Jobs['tellOldAddress'], { job }: Pick<JobHelpers, 'job'>) =>
      tellOldAddress(db, channels.email, publicUrl, told, job),
    tellOfAccountChange: async (told: Jobs['tellOfAccountChange'], { job }: Pick<JobHelpers, 'job'>) => {
      announcer.tell(await tellOfAccountChange(db, channels.email, publicUrl, told, job))
    },
    tellOfColleague: async (told: Jobs['tellOfColleague'], { job }: Pick<JobHelpers, 'job'>) => {
      announcer.tell(await tellOfColleague(db, channels.email, publicUrl, told, job))
    },
    tellOfNews: ({ newsId }: Jobs['tellOfNews']) => db.transaction((trx) => tellOfNews(trx, { newsId, texts })),
    sendTextCode: ({ codeId }: Jobs['sendTextCode']) => sendTextCode(db, channels.text, codeId),
    askProvider: async () => {
      announcer.tell(await askProvider(db, channels))
    },
    sweepDeliveries: async () => {
      await db.transaction((trx) => sweepDeliveries(trx, clock()))
    },
  }
}
