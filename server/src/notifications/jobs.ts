import type { JobHelpers } from 'graphile-worker'
import type { Database } from '../db/connect.ts'
import type { Announcer } from '../db/listen.ts'
import type { Jobs } from '../jobs.ts'
import { holdBack, lineUp, lineUpReminders, paceBroadcastEmails } from './broadcastEmails.ts'
import { deliver } from './deliver.ts'
import type { Mailer } from './mailer.ts'
import { notify } from './notify.ts'
import { sendNewsEmails } from './sendNewsEmails.ts'
import { sendLink } from './sendLink.ts'
import { sweepDeliveries } from './sweepDeliveries.ts'
import { tellOfAccountChange } from './tellOfAccountChange.ts'
import { tellOfNews } from './tellOfNews.ts'
import { tellOldAddress } from './tellOldAddress.ts'

interface Parts {
  db: Database
  mailer: Mailer
  announcer: Announcer
  publicUrl: URL
  broadcastEmailsPerSecond: number
}

/** The background work of this room, by the name of the job. */
export function notificationJobs({ db, mailer, announcer, publicUrl, broadcastEmailsPerSecond }: Parts) {
  const tell = async (about: { messageId: string; accountId?: string }) => {
    announcer.tell(await db.transaction((trx) => notify(trx, about)))
  }
  return {
    notifyOfMessage: tell,
    notifyNewcomer: tell,
    deliver: async ({ deliveryId }: Jobs['deliver']) => {
      announcer.tell(await deliver(db, mailer, publicUrl, deliveryId))
    },
    notifyOfBroadcast: (stretch: Jobs['notifyOfBroadcast']) => db.transaction((trx) => lineUp(trx, stretch)),
    remindOfBroadcast: (reminder: Jobs['remindOfBroadcast']) => db.transaction((trx) => lineUpReminders(trx, reminder)),
    holdBroadcastEmails: ({ broadcastId }: Jobs['holdBroadcastEmails']) =>
      db.transaction((trx) => holdBack(trx, broadcastId)),
    paceBroadcastEmails: () => db.transaction((trx) => paceBroadcastEmails(trx, broadcastEmailsPerSecond)),
    sendLink: ({ linkId }: Jobs['sendLink']) => sendLink(db, mailer, publicUrl, linkId),
    tellOldAddress: (told: Jobs['tellOldAddress']) => tellOldAddress(db, mailer, publicUrl, told),
    tellOfAccountChange: (told: Jobs['tellOfAccountChange'], { job }: Pick<JobHelpers, 'job'>) =>
      tellOfAccountChange(db, mailer, publicUrl, told, job),
    tellOfNews: ({ newsId }: Jobs['tellOfNews']) => db.transaction((trx) => tellOfNews(trx, newsId)),
    sendNewsEmails: () => sendNewsEmails(db, mailer, publicUrl),
    sweepDeliveries: async () => {
      await db.transaction(sweepDeliveries)
    },
  }
}
