/** The whole API as one object; an endpoint's name here is its name everywhere. */
import { absenceEndpoints } from '../absences/contract.ts'
import { accountEndpoints } from '../accounts/contract.ts'
import { ownAccountEndpoints } from '../accounts/own/contract.ts'
import { passkeyEndpoints } from '../accounts/passkeys/contract.ts'
import { secondFactorEndpoints } from '../accounts/secondFactor/contract.ts'
import { textEndpoints } from '../accounts/texts/contract.ts'
import { broadcastEndpoints } from '../broadcasts/contract.ts'
import { changesetEndpoints } from '../changesets/contract.ts'
import { conversationEndpoints } from '../conversations/contract.ts'
import { groupEndpoints } from '../groups/contract.ts'
import { launchEndpoints } from '../launch/contract.ts'
import { newsEndpoints } from '../news/contract.ts'
import { notificationEndpoints } from '../notifications/contract.ts'
import { patientEndpoints } from '../patients/contract.ts'
import { recipientEndpoints } from '../recipients/contract.ts'
import { staffEndpoints } from '../staff/contract.ts'
import { liveEndpoints } from './live.ts'

export const api = {
  ...accountEndpoints,
  ...ownAccountEndpoints,
  ...secondFactorEndpoints,
  ...passkeyEndpoints,
  ...textEndpoints,
  ...groupEndpoints,
  ...absenceEndpoints,
  ...changesetEndpoints,
  ...patientEndpoints,
  ...recipientEndpoints,
  ...conversationEndpoints,
  ...staffEndpoints,
  ...broadcastEndpoints,
  ...newsEndpoints,
  ...launchEndpoints,
  ...notificationEndpoints,
  ...liveEndpoints,
}
export type Api = typeof api
export type EndpointName = keyof Api

/** Every endpoint's path starts with this. */
export const apiPrefix = '/api'

export * from './endpoint.ts'
export * from './live.ts'
export * from './problem.ts'
export * from './words.ts'
export * from '../absences/contract.ts'
export * from '../accounts/contract.ts'
export * from '../accounts/own/contract.ts'
export * from '../accounts/passkeys/contract.ts'
export * from '../accounts/texts/contract.ts'
export * from '../broadcasts/contract.ts'
export * from '../changesets/contract.ts'
export * from '../conversations/contract.ts'
export * from '../groups/bankHolidays.ts'
export * from '../groups/contract.ts'
export * from '../groups/openingHours.ts'
export * from '../launch/contract.ts'
export * from '../news/contract.ts'
export * from '../notifications/contract.ts'
export * from '../patients/contract.ts'
export * from '../recipients/contract.ts'
export * from '../staff/contract.ts'
