/** What is asked of each endpoint, beyond the example that every endpoint has in server/test/everybody.ts. */
import { api, type Api, type EndpointName, type InputOf, type ResponseOf } from '../../../server/src/contract/index.ts'
import { examples, type Who } from '../../../server/test/everybody.ts'
import { broadcastToAll, changesetOfMany, longConversation } from './crowd.ts'

type Named = Extract<EndpointName, string>
/** Every endpoint whose reply has a next page. */
type ListName = { [Name in Named]: ResponseOf<Api[Name]> extends { next: string | null } ? Name : never }[Named]

interface Case<Name extends Named> {
  as: Who
  input?: Partial<InputOf<Api[Name]>>
  /** Why there is no page after the first. */
  isOnePage?: string
}
type Cases<Name extends Named> = Record<string, Case<Name>>

/** A list has its line here, or this does not compile. Of each case the first page is asked for, and the one behind it. */
export const lists: { [Name in ListName]: Cases<Name> } = {
  listConversations: {
    'inbox of staff': { as: 'nurse' },
    'inbox of a patient': { as: 'patient' },
    unread: { as: 'nurse', input: { view: 'unread' } },
    archived: { as: 'nurse', input: { view: 'archived' } },
    all: { as: 'nurse', input: { view: 'all' } },
    'search for a common word': { as: 'nurse', input: { search: 'bananas' } },
    'search for a rare word': { as: 'nurse', input: { search: 'zebra' }, isOnePage: 'few have it' },
    'search for a short word': { as: 'nurse', input: { search: 'Jo' } },
    'search by a patient': { as: 'patient', input: { search: 'bananas' } },
  },
  listRecipients: {
    'for staff': { as: 'nurse' },
    'for a patient': { as: 'patient' },
    'staff only': { as: 'nurse', input: { only: 'staff' } },
    'by a common name': { as: 'nurse', input: { filter: 'crowd' } },
    'by a rare name': { as: 'nurse', input: { filter: 'crowdabc' }, isOnePage: 'few have it' },
    'by two letters': { as: 'nurse', input: { filter: 'jo' } },
    'by NHS number': { as: 'nurse', input: { filter: '700 000 0007' }, isOnePage: 'one has it' },
    'by date of birth': { as: 'nurse', input: { filter: '2/1/1930' }, isOnePage: 'few have it' },
  },
  listPatients: {
    all: { as: 'unitAdmin' },
    'by a common name': { as: 'unitAdmin', input: { filter: 'crowd' } },
    'by a rare name': { as: 'unitAdmin', input: { filter: 'crowdabc' }, isOnePage: 'few have it' },
    'by two letters': { as: 'unitAdmin', input: { filter: 'jo' } },
    'by NHS number': { as: 'unitAdmin', input: { filter: '700 000 0007' }, isOnePage: 'one has it' },
    'by date of birth': { as: 'unitAdmin', input: { filter: '2/1/1930' }, isOnePage: 'few have it' },
    'without e-mail': { as: 'unitAdmin', input: { only: 'no_email' } },
    'never signed in': { as: 'unitAdmin', input: { only: 'never_signed_in' } },
  },
  listUnreachable: {
    all: { as: 'unitAdmin' },
    'without e-mail': { as: 'unitAdmin', input: { reason: 'none' } },
    patients: { as: 'unitAdmin', input: { kind: 'patient' } },
    'by a common name': { as: 'unitAdmin', input: { filter: 'crowd' } },
    'by a rare name': { as: 'unitAdmin', input: { filter: 'crowdabc' }, isOnePage: 'few have it' },
  },
  listStaff: {
    all: { as: 'unitAdmin' },
    recipients: { as: 'unitAdmin', input: { only: 'recipients' } },
    'never signed in': { as: 'unitAdmin', input: { only: 'never_signed_in' } },
    'without e-mail': { as: 'unitAdmin', input: { only: 'no_email' } },
    'by name': { as: 'unitAdmin', input: { filter: 'crowda' } },
  },
  listCovers: { all: { as: 'unitAdmin' }, 'by name': { as: 'unitAdmin', input: { filter: 'jo' } } },
  listChangesets: { all: { as: 'unitAdmin' }, 'of patients': { as: 'unitAdmin', input: { list: 'patients' } } },
  previewChangeset: { 'of one row': { as: 'unitAdmin', isOnePage: 'further pages are those of showChangeset' } },
  showChangeset: {
    'many rows': { as: 'unitAdmin', input: { changesetId: changesetOfMany } },
    'of a kind': { as: 'unitAdmin', input: { changesetId: changesetOfMany, kind: 'changed' } },
  },
  listBroadcasts: { all: { as: 'unitAdmin' } },
  listNotOpened: {
    all: { as: 'unitAdmin', input: { broadcastId: broadcastToAll } },
    'to be rung': {
      as: 'unitAdmin',
      input: { broadcastId: broadcastToAll, only: 'not_reached' },
      isOnePage: 'all were told',
    },
  },
  listFailedDeliveries: { all: { as: 'unitAdmin' } },
  listNotEmailed: {
    'without an address': { as: 'unitAdmin', input: { reason: 'no address' }, isOnePage: 'few in a week' },
  },
  listOpenings: { all: { as: 'patient' } },
  listNews: { 'of a patient': { as: 'patient' }, 'of staff': { as: 'nurse' } },
  listPublicNews: { all: { as: 'patient' } },
  listManagedNews: { 'of a unit': { as: 'unitAdmin' }, 'of everything': { as: 'support' } },
  listNewsGroups: { all: { as: 'support' } },
  listGroups: { all: { as: 'nurse', isOnePage: 'nobody works in so many units' } },
  listUnits: { all: { as: 'support' } },
}

type Other = Exclude<Named, ListName>

/** What is no list but asked for all day long, or about as many rows as a list is; their plans are kept as well. */
export const often: { [Name in Other]?: Cases<Name> } = {
  whoAmI: { 'by staff': { as: 'nurse' }, 'by a patient': { as: 'patient' } },
  showConversation: {
    'a long one': { as: 'nurse', input: { conversationId: longConversation } },
    'further back': { as: 'nurse', input: { conversationId: longConversation, before: 500 } },
    'by the patient': { as: 'patient', input: { conversationId: longConversation } },
  },
  startConversation: { 'by a patient': { as: 'patient' }, 'by staff': { as: 'nurse' } },
  sendMessage: { 'by staff': { as: 'nurse' } },
  markRead: { 'by staff': { as: 'nurse' } },
  archiveConversation: { 'by staff': { as: 'nurse' } },
  showDraft: { 'by staff': { as: 'nurse' } },
  saveDraft: { 'by staff': { as: 'nurse' } },
  showUnit: { any: { as: 'unitAdmin' } },
  showAccount: { 'of a patient': { as: 'patient' } },
  listSessions: { 'of a patient': { as: 'patient' } },
  listPasskeys: { 'of a patient': { as: 'patient' } },
  showLaunch: { any: { as: 'unitAdmin' } },
  showDeliveryFigures: { any: { as: 'unitAdmin' } },
  showBroadcast: { any: { as: 'unitAdmin', input: { broadcastId: broadcastToAll } } },
  showBroadcastReport: { any: { as: 'unitAdmin', input: { broadcastId: broadcastToAll } } },
  countToApprove: { any: { as: 'unitAdmin' } },
  countLetters: { any: { as: 'unitAdmin' } },
}

const staffList = {
  accounts: 'what the last admin and the default messaging contact may not do is checked on the whole staff',
}
const patientsCounted = {
  memberships: 'counts the patients of the unit',
  accounts: 'counts those of them whose account is open',
}
const wholeUnit = {
  memberships: 'every patient of the unit',
  accounts: 'every patient of the unit',
  sessions: 'when each of them signed in last',
}
const wholeBroadcast = {
  broadcast_patients: 'everybody who was to get it',
  memberships: 'whether each of them is still here',
  broadcasts: 'looked up again for each of them',
  accounts: 'each of them',
  conversations: 'the conversation of each',
  messages: 'the message of each',
  deliveries: 'the e-mail of each',
}

/** Big tables of which these look at many rows, by their nature: why. */
export const mayRead: { [Name in Named]?: Record<string, string> } = {
  previewChangeset: staffList,
  applyChangeset: staffList,
  showLeaver: staffList,
  findStaffListRight: { ...staffList, ...patientsCounted },
  showLaunch: { ...staffList, ...patientsCounted },
  tellStaff: { ...staffList, ...patientsCounted },
  exportStaff: { accounts: 'the whole staff' },
  exportPatients: wholeUnit,
  exportWithoutEmail: wholeUnit,
  countLetters: { accounts: 'up to a thousand are counted, of all who have no address' },
  checkBroadcast: patientsCounted,
  sendBroadcast: patientsCounted,
  showBroadcast: wholeBroadcast,
  showBroadcastReport: wholeBroadcast,
  exportNotOpened: wholeBroadcast,
  remindNotOpened: wholeBroadcast,
  countNewsReaders: patientsCounted,
  listManagedNews: { news_items: 'some thousands in all, and those of a group are sorted by age' },
  showDeliveryFigures: { deliveries: 'counts those of two weeks, from an index alone' },
}

/** Whose example is refused here; what they read until then counts. */
export const unanswered: { [Name in Named]?: string } = {
  signInWithCode: 'its example has no ticket',
  addPasskey: 'a passkey is bound to the address of the server that asked for it',
  signInWithPasskey: 'a passkey is bound to the address of the server that asked for it',
}

/** As whom an endpoint is asked that has no case of its own: somebody who may. */
export function actorFor(name: EndpointName): Who {
  const some: Who[] = api[name].caller === 'staff' ? ['unitAdmin', 'nurse'] : ['patient', 'nurse']
  return some.find((who) => !examples[name].refused?.[who])!
}

export interface AnyCase {
  as: Who
  input?: Record<string, unknown>
  isOnePage?: string
}
