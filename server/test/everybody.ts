/** Two units with everybody in them who could call an endpoint, and an example of every endpoint's use. */
import { hash } from '@node-rs/argon2'
import type { Api, EndpointName, InputOf } from '../src/contract/index.ts'
import { aBroadcast, anyText, type BroadcastPlace } from './aBroadcast.ts'
import { rows } from '../src/db/rows.ts'
import { aLink } from './aLink.ts'
import { aNewsItem, newsContent } from './aNewsItem.ts'
import { newId, type TestHouse } from './as.ts'
import { aDevice, challengeFor, type Device } from './aPasskey.ts'
import { aSecondFactor, noSecondFactor } from './aSecondFactor.ts'
import { aMobile, aTextCode } from './aTextNumber.ts'
import { bornOn, type Person } from './build.ts'

export type Everybody = Awaited<ReturnType<typeof everybody>>
export type Who = keyof Everybody['people']

export const testPassword = 'a password of the tests'

export async function everybody(house: TestHouse, { passwordHash }: { passwordHash?: string } = {}) {
  const unit = await house.aUnit({ name: 'Ward 206' })
  const elsewhere = await house.aUnit({ name: 'Ward 4' })
  const silent = await house.aUnit({ name: 'Ward without messaging', messaging: false })
  const people = {
    patient: await house.aPatient({ unit, passwordHash }),
    nurse: await house.aMemberOfStaff({ unit, roleTitle: 'PD nurse', passwordHash }),
    dietitian: await house.aMemberOfStaff({ unit, passwordHash }),
    neighbour: await house.aPatient({ unit, passwordHash }),
    colleague: await house.aMemberOfStaff({ unit, passwordHash }),
    notRecipient: await house.aMemberOfStaff({ unit, recipient: false, passwordHash }),
    unitAdmin: await house.aUnitAdmin({ unit, passwordHash }),
    specialtyAdmin: await house.aSpecialtyAdmin({ specialty: unit.specialty, passwordHash }),
    support: await house.aMemberOfSupport({ passwordHash }),
    patientElsewhere: await house.aPatient({ unit: elsewhere, passwordHash }),
    nurseElsewhere: await house.aMemberOfStaff({ unit: elsewhere, passwordHash }),
    unitAdminElsewhere: await house.aUnitAdmin({ unit: elsewhere, passwordHash }),
  }
  const { patient, neighbour, nurse, dietitian, colleague, patientElsewhere, nurseElsewhere } = people
  await house.joins(nurse, silent)
  await house.joins(patient, silent)
  return {
    house,
    unit,
    elsewhere,
    silent,
    people,
    /** A new conversation in which only these take part: `patient`, `nurse` and `dietitian`. */
    conversation: () => house.aConversation([patient, nurse, dietitian]),
    neighboursConversation: await house.aConversation([neighbour, colleague]),
    newsElsewhere: await aNewsItem(house, people.unitAdminElsewhere, elsewhere.id),
    conversationElsewhere: await house.aConversation([patientElsewhere, nurseElsewhere]),
  }
}

const patientsOfUnit: Who[] = ['patient', 'neighbour']
const staffOfUnit: Who[] = ['nurse', 'dietitian', 'colleague', 'notRecipient']
const adminsOfUnit: Who[] = ['unitAdmin', 'specialtyAdmin', 'support']
const whoKnowTheUnit = [...patientsOfUnit, ...staffOfUnit, ...adminsOfUnit]

/** Those for whom what an example is about is there; everybody else finds nothing. */
export const reach: Record<'oneself' | 'group' | 'conversation' | 'unit', (who: Who) => boolean> = {
  oneself: () => true,
  group: (who) => whoKnowTheUnit.includes(who),
  conversation: (who) => ['patient', 'nurse', 'dietitian'].includes(who),
  /** As something to administer. */
  unit: (who) => whoKnowTheUnit.includes(who),
}

type Named = Extract<EndpointName, string>
type ParamOf<Name extends Named> = Extract<keyof Api[Name]['params']['shape'], string>
export type IdsThatAreHidden =
  | 'conversation'
  | 'passkey'
  | 'group'
  | 'recipient'
  | 'unit'
  | 'memberOfStaff'
  | 'member'
  | 'changeset'
  | 'broadcast'
  | 'patient'
  | 'news'
  | 'nothing'

interface Example<Name extends Named> {
  about: keyof typeof reach
  /** What works for everybody within reach. */
  input: (world: Everybody, actor: Person) => InputOf<Api[Name]> | Promise<InputOf<Api[Name]>>
  /** Those within reach who are refused all the same, and how. */
  refused?: Partial<Record<Who, number>>
  /** For each id in the path, and others: whose ids of that sort are answered as if they did not exist. */
  hides: Record<ParamOf<Name>, IdsThatAreHidden> & Record<string, IdsThatAreHidden>
}

const conversationId = async (world: Everybody) => ({ conversationId: (await world.conversation()).id })
const aboutConversation = {
  about: 'conversation',
  input: conversationId,
  hides: { conversationId: 'conversation' },
} as const
const aboutUnit = {
  about: 'unit',
  input: ({ unit }: Everybody) => ({ unitId: unit.id }),
  refused: Object.fromEntries(staffOfUnit.map((who) => [who, 403])),
  hides: { unitId: 'unit' },
} as const
const aboutBroadcast = { ...aboutUnit, hides: { unitId: 'unit', broadcastId: 'broadcast' } } as const
const unitNow = ({ house, unit, people }: Everybody) => house.as(people.support).showUnit({ unitId: unit.id })
const launchNow = ({ house, unit, people }: Everybody) => house.as(people.support).showLaunch({ unitId: unit.id })
/** Whoever has changed it, by the example of that, goes on with the one of before. */
async function passwordOf({ house }: Everybody, { id }: Person): Promise<string> {
  const passwordHash = await hash(testPassword, { memoryCost: 64, timeCost: 1 })
  await house.db('accounts').where({ id }).update({ password_hash: passwordHash })
  return testPassword
}
const passwordAndCode = async (world: Everybody, actor: Person) => ({
  password: await passwordOf(world, actor),
  code: (await aSecondFactor(world.house, actor)).code(),
})
/** Staff have none: what they send then is the patient's. */
async function aDeviceOf({ house, people }: Everybody, { id, kind }: Person): Promise<Device> {
  const owner = kind === 'patient' ? { id } : people.patient
  await house.db('passkeys').where('account_id', owner.id).delete()
  return aDevice(house).addedFor(owner)
}
const passkeyId = async (world: Everybody, actor: Person) => ({ passkeyId: (await aDeviceOf(world, actor)).passkeyId })
const aboutPasskey = { about: 'oneself', input: passkeyId, hides: { passkeyId: 'passkey' } } as const
const aboutNews = { ...aboutUnit, hides: { newsId: 'news' } } as const
const someNews = async ({ house, unit, people }: Everybody, options: Parameters<typeof aNewsItem>[3] = {}) => {
  const { id, version } = await aNewsItem(house, people.unitAdmin, unit.id, options)
  return { newsId: id, version }
}
const ofColleague = ({ unit, people }: Everybody) => ({ unitId: unit.id, accountId: people.colleague.id })
/** Set by oneself or by who looks after the unit. */
const aboutAbsences = {
  about: 'unit',
  input: ofColleague,
  refused: { nurse: 403, dietitian: 403, notRecipient: 403 },
  hides: { unitId: 'unit', accountId: 'member' },
} as const
/** A day on which the colleague is not away yet. */
let daysGiven = 0
async function someDay({ house, people: { nurse } }: Everybody) {
  daysGiven = (daysGiven + 1) % 350
  const [{ day }] = (await rows<{ day: string }>(house.db, `select local_day(now()) + ${daysGiven} as day`)) as [
    { day: string },
  ]
  await house.db.raw('update absences set ended_at = now() where first_day = ? and ended_at is null', [day])
  return { firstDay: day, lastDay: day, coverId: nurse.id }
}
async function anAbsence(world: Everybody) {
  const { house, people } = world
  const days = await someDay(world)
  await house.as(people.support).setAbsence({ ...ofColleague(world), ...days })
  const { absences } = await house.as(people.support).showAbsences(ofColleague(world))
  return { ...ofColleague(world), absenceId: absences.find(({ firstDay }) => firstDay === days.firstDay)!.id }
}
const aboutOneself = { about: 'oneself', input: () => ({}), hides: {} } as const

/** Settings of which each differs from those of a new unit. */
export const aUnitsSettings = {
  telephone: '0131 496 0777',
  outOfHoursTelephone: '111',
  openingHours: [
    { weekday: 1, opens: '08:30', closes: '12:30' },
    { weekday: 1, opens: '13:00', closes: '17:00' },
    { weekday: 7, opens: '00:00', closes: '23:59' },
  ],
  bankHolidays: [
    { day: '2026-12-25', name: 'Christmas Day' },
    { day: '2026-12-28', name: 'Boxing Day (in place of Saturday)' },
  ],
  nation: 'scotland' as const,
  openOnBankHolidays: ['2026-11-30'],
  answerTime: 'Usually within two working days',
  emailsNameSender: false,
  demandsSecondFactor: false,
  broadcastsNeedApproval: true,
}

/** Every endpoint has its line here, or this does not compile. */
export const examples: { [Name in Named]: Example<Name> } = {
  signIn: {
    about: 'oneself',
    input: async (world, actor) => ({
      username: actor.username,
      password: await passwordOf(world, actor),
      door: actor.kind === 'patient' ? 'portal' : 'desktop',
    }),
    hides: {},
  },
  whoAmI: aboutOneself,
  signInWithCode: { ...aboutOneself, input: () => ({ ticket: 'a ticket', code: '123456' }) },
  showSecondFactor: aboutOneself,
  startSecondFactor: {
    ...aboutOneself,
    input: async (world, actor) => {
      await noSecondFactor(world.house, actor)
      return { password: await passwordOf(world, actor) }
    },
  },
  confirmSecondFactor: {
    ...aboutOneself,
    input: async ({ house }, actor) => ({ code: (await aSecondFactor(house, actor, { confirmed: false })).code() }),
  },
  listPasskeys: aboutOneself,
  beginPasskey: {
    ...aboutOneself,
    input: async (world, actor) => {
      await world.house.db('passkeys').where('account_id', actor.id).delete()
      return { currentPassword: await passwordOf(world, actor) }
    },
  },
  addPasskey: {
    ...aboutOneself,
    input: async ({ house }, { id }) => {
      await house.db('passkeys').where('account_id', id).delete()
      return { name: 'My phone', made: aDevice(house).make({ challenge: await challengeFor(house, 'add', id) }) }
    },
  },
  renamePasskey: {
    ...aboutPasskey,
    input: async (world, actor) => ({ ...(await passkeyId(world, actor)), name: 'My other phone' }),
  },
  removePasskey: aboutPasskey,
  beginPasskeySignIn: aboutOneself,
  signInWithPasskey: {
    ...aboutOneself,
    input: async (world, actor) => {
      const device = await aDeviceOf(world, actor)
      return { answer: device.sign({ challenge: await challengeFor(world.house, 'sign_in') }) }
    },
  },
  renewRecoveryCodes: { ...aboutOneself, input: passwordAndCode },
  removeSecondFactor: { ...aboutOneself, input: passwordAndCode },
  showLink: {
    ...aboutOneself,
    input: async ({ house }, actor) => ({ token: await aLink(house, actor, 'verify_email') }),
  },
  verifyEmail: {
    ...aboutOneself,
    input: async ({ house }, actor) => ({ token: await aLink(house, actor, 'verify_email') }),
  },
  choosePassword: {
    ...aboutOneself,
    input: async ({ house }, actor) => ({
      token: await aLink(house, actor, 'choose_password'),
      password: `${testPassword}, anew`,
      ...(actor.kind === 'patient' && { dateOfBirth: bornOn }),
    }),
  },
  askForSignInHelp: { about: 'oneself', input: (_, { username }) => ({ who: username }), hides: {} },
  showAccount: aboutOneself,
  verifyOwnEmail: aboutOneself,
  changeEmail: {
    ...aboutOneself,
    input: async (world, actor) => ({
      email: `${newId()}@example.org`,
      currentPassword: await passwordOf(world, actor),
    }),
  },
  changeTelephone: { ...aboutOneself, input: () => ({ telephone: '0131 496 0120' }) },
  changePassword: {
    ...aboutOneself,
    input: async (world, actor) => ({
      currentPassword: await passwordOf(world, actor),
      password: `${testPassword}, another`,
    }),
  },
  chooseEmailWish: { ...aboutOneself, input: () => ({ emailWish: 'daily' as const }) },
  showTexts: aboutOneself,
  askForTextCode: { ...aboutOneself, input: () => ({ number: aMobile() }) },
  proveTextNumber: { ...aboutOneself, input: async ({ house }, actor) => ({ code: await aTextCode(house, actor) }) },
  stopTexts: aboutOneself,
  listSessions: aboutOneself,
  endOtherSessions: aboutOneself,
  listOpenings: {
    ...aboutOneself,
    refused: Object.fromEntries([...staffOfUnit, ...adminsOfUnit].map((who) => [who, 403])),
  },
  extendSession: aboutOneself,
  signOut: aboutOneself,
  live: aboutOneself,
  listGroups: aboutOneself,
  listRecipients: {
    about: 'group',
    input: ({ unit }) => ({ groupId: unit.id }),
    hides: { groupId: 'group' },
  },
  startConversation: {
    about: 'group',
    input: ({ unit, people: { colleague } }, actor) => ({
      groupId: unit.id,
      recipientIds: [actor.id === colleague.id ? unit.contact!.id : colleague.id],
      subject: 'A question',
      messageId: newId(),
      text: 'May I eat bananas?',
    }),
    hides: { groupId: 'group', recipientIds: 'recipient' },
  },
  listConversations: aboutOneself,
  showConversation: aboutConversation,
  sendMessage: {
    ...aboutConversation,
    input: async (world) => ({ ...(await conversationId(world)), id: newId(), text: 'Yes.', lastSeenSeq: 1 }),
  },
  markRead: { ...aboutConversation, input: async (world) => ({ ...(await conversationId(world)), seq: 1 }) },
  archiveConversation: aboutConversation,
  unarchiveConversation: aboutConversation,
  addParticipant: {
    about: 'conversation',
    input: async (world) => ({ ...(await conversationId(world)), accountId: world.people.colleague.id }),
    hides: { conversationId: 'conversation', accountId: 'recipient' },
  },
  leaveConversation: { ...aboutConversation, refused: { patient: 403 } },
  // A draft's id is only a place of the caller's own; conversations/drafts.test.ts shows that nobody else's is there.
  showDraft: { about: 'oneself', input: ({ unit }) => ({ draftId: unit.id }), hides: { draftId: 'nothing' } },
  saveDraft: {
    about: 'oneself',
    input: ({ unit }) => ({ draftId: unit.id, text: 'Dear', messageId: newId() }),
    hides: { draftId: 'nothing' },
  },
  listUnits: aboutOneself,
  showUnit: aboutUnit,
  saveUnitSettings: {
    ...aboutUnit,
    input: async (world) => ({
      unitId: world.unit.id,
      version: (await unitNow(world)).version,
      ...aUnitsSettings,
    }),
  },
  switchMessaging: {
    ...aboutUnit,
    input: async (world) => ({
      unitId: world.unit.id,
      version: (await unitNow(world)).version,
      on: true,
      defaultContactId: world.unit.contact!.id,
    }),
    hides: { unitId: 'unit', defaultContactId: 'memberOfStaff' },
  },
  handOverDefaultContact: {
    ...aboutUnit,
    input: async (world) => {
      const { unit, people } = world
      const fromId = (await unitNow(world)).defaultContact!.id
      return { unitId: unit.id, fromId, toId: (fromId === unit.contact!.id ? people.colleague : unit.contact!).id }
    },
    hides: { unitId: 'unit', toId: 'memberOfStaff' },
  },
  sendVerification: {
    ...aboutUnit,
    input: async ({ house, unit, people: { neighbour } }) => {
      await aDayAfterLinks(house, neighbour)
      return { unitId: unit.id, accountId: neighbour.id }
    },
    hides: { unitId: 'unit', accountId: 'member' },
  },
  resetSignIn: {
    ...aboutUnit,
    input: async ({ house, unit, people: { neighbour } }) => {
      await aDayAfterLinks(house, neighbour)
      // They may have changed their address, and only one that is proved is sent such a link.
      await house.signedOut.verifyEmail({ token: await aLink(house, neighbour, 'verify_email') })
      return { unitId: unit.id, accountId: neighbour.id }
    },
    hides: { unitId: 'unit', accountId: 'member' },
  },
  invite: {
    ...aboutUnit,
    input: ({ unit, people }) => ({ unitId: unit.id, accountIds: [people.neighbour.id] }),
  },
  showAbsences: aboutAbsences,
  listCovers: aboutAbsences,
  previewAbsence: { ...aboutAbsences, input: async (world) => ({ ...ofColleague(world), ...(await someDay(world)) }) },
  setAbsence: { ...aboutAbsences, input: async (world) => ({ ...ofColleague(world), ...(await someDay(world)) }) },
  changeAbsence: {
    ...aboutAbsences,
    input: async (world) => ({ ...(await anAbsence(world)), ...(await someDay(world)) }),
    // That one of another's is not there is shown in absences/absences.test.ts.
    hides: { ...aboutAbsences.hides, absenceId: 'nothing' },
  },
  endAbsence: { ...aboutAbsences, input: anAbsence, hides: { ...aboutAbsences.hides, absenceId: 'nothing' } },
  listStaff: aboutUnit,
  exportStaff: aboutUnit,
  showLeaver: {
    ...aboutUnit,
    input: ({ unit, people }) => ({ unitId: unit.id, accountId: people.colleague.id }),
    hides: { unitId: 'unit', accountId: 'member' },
  },
  listPatients: aboutUnit,
  exportPatients: aboutUnit,
  listUnreachable: aboutUnit,
  countLetters: aboutUnit,
  printLetters: {
    ...aboutUnit,
    input: async ({ house, unit }) => ({
      unitId: unit.id,
      accountIds: [(await house.aPatient({ unit, email: null })).id],
    }),
  },
  addContactNote: {
    ...aboutUnit,
    input: ({ unit, people: { neighbour } }) => ({
      unitId: unit.id,
      accountId: neighbour.id,
      text: 'Rang, left a message with her daughter',
    }),
    hides: { unitId: 'unit', accountId: 'member' },
  },
  listBroadcasts: aboutUnit,
  countToApprove: aboutOneself,
  showLaunchText: aboutUnit,
  exportWithoutEmail: aboutUnit,
  showBroadcast: { ...aboutBroadcast, input: sentBroadcast },
  saveBroadcast: {
    ...aboutUnit,
    input: ({ unit }) => ({
      ...{ unitId: unit.id, broadcastId: newId(), version: 0, subject: 'Flu jabs', text: anyText() },
      replies: { to: 'default_contact' as const },
      keepUntil: null,
    }),
    // A new id is what a client brings along; that one of another’s is not there is shown in drafting.test.ts.
    hides: { unitId: 'unit', broadcastId: 'nothing' },
  },
  discardBroadcast: { ...aboutBroadcast, input: (world, actor) => broadcasts(world, actor).draft() },
  checkBroadcast: { ...aboutBroadcast, input: sentBroadcast },
  previewBroadcast: {
    ...aboutBroadcast,
    input: async (world) => ({ ...(await othersBroadcasts(world).draft()), patientId: world.people.neighbour.id }),
    hides: { ...aboutBroadcast.hides, patientId: 'patient' },
  },
  testBroadcast: { ...aboutBroadcast, input: (world, actor) => broadcasts(world, actor).draft() },
  askForApproval: { ...aboutBroadcast, input: (world, actor) => broadcasts(world, actor).draft() },
  approveBroadcast: { ...aboutBroadcast, input: (world) => othersBroadcasts(world).asked() },
  sendBackBroadcast: {
    ...aboutBroadcast,
    input: async (world) => ({ ...(await othersBroadcasts(world).asked()), reason: 'Say when' }),
  },
  sendBroadcast: { ...aboutBroadcast, input: (world, actor) => broadcasts(world, actor).toSend() },
  pauseBroadcast: { ...aboutBroadcast, input: (world) => othersBroadcasts(world).sent() },
  resumeBroadcast: {
    ...aboutBroadcast,
    input: async (world) => {
      const place = await othersBroadcasts(world).sent()
      await world.house.as(world.unit.contact!).pauseBroadcast(place)
      return place
    },
  },
  stopBroadcast: { ...aboutBroadcast, input: (world) => othersBroadcasts(world).waiting() },
  showBroadcastReport: { ...aboutBroadcast, input: sentBroadcast },
  listNotOpened: { ...aboutBroadcast, input: sentBroadcast },
  exportNotOpened: { ...aboutBroadcast, input: sentBroadcast },
  remindNotOpened: { ...aboutBroadcast, input: (world) => othersBroadcasts(world).stopped() },
  listNews: aboutOneself,
  showNews: { about: 'group', input: (world) => someNews(world), hides: { newsId: 'news' } },
  listPublicNews: aboutOneself,
  showPublicNews: {
    about: 'oneself',
    input: (world) => someNews(world, { isPublic: true }),
    hides: { newsId: 'nothing' },
  },
  listNewsGroups: aboutOneself,
  listManagedNews: aboutOneself,
  showManagedNews: { ...aboutNews, input: (world) => someNews(world) },
  saveNews: {
    ...aboutNews,
    input: ({ unit }) => ({ newsId: newId(), version: 0, groupId: unit.id, ...newsContent() }),
    // A new id is what a client brings along; that one of another’s is not there is shown in news.test.ts.
    hides: { newsId: 'nothing' },
  },
  publishNews: {
    ...aboutNews,
    input: async (world) => ({ ...(await someNews(world, { draft: true })), tellByEmail: false }),
  },
  withdrawNews: { ...aboutNews, input: (world) => someNews(world) },
  countNewsReaders: { ...aboutNews, input: (world) => someNews(world) },
  showLaunch: aboutUnit,
  showLaunchMessage: aboutUnit,
  findStaffListRight: {
    ...aboutUnit,
    input: async (world) => ({ unitId: world.unit.id, people: (await launchNow(world)).staffList.people }),
  },
  tellStaff: {
    ...aboutUnit,
    // Somebody is always to tell.
    input: async (world) => {
      const { house, unit } = world
      await house.aMemberOfStaff({ unit })
      const { toTell } = (await launchNow(world)).staffTold
      return { unitId: unit.id, people: toTell, subject: 'We start', text: anyText(), messageId: newId() }
    },
  },
  showDeliveryFigures: aboutUnit,
  listFailedDeliveries: aboutUnit,
  listNotEmailed: { ...aboutUnit, input: ({ unit }) => ({ unitId: unit.id, reason: 'no address' }) },
  previewChangeset: {
    ...aboutUnit,
    input: ({ unit, people }) => ({ unitId: unit.id, changesetId: newId(), ...aChange(people.colleague) }),
    // A new id is what a client brings along; that one of another’s is not there is shown in changesets.test.ts.
    hides: { unitId: 'unit', changesetId: 'nothing' },
  },
  showChangeset: {
    ...aboutUnit,
    input: (world, actor) => aPreview(world, actor),
    hides: { unitId: 'unit', changesetId: 'changeset' },
  },
  applyChangeset: {
    ...aboutUnit,
    input: async (world, actor) => ({ ...(await aPreview(world, actor)), changes: 1 }),
    hides: { unitId: 'unit', changesetId: 'changeset' },
  },
  listChangesets: aboutUnit,
  exportErrors: {
    ...aboutUnit,
    input: (world, actor) => aPreview(world, actor),
    hides: { unitId: 'unit', changesetId: 'changeset' },
  },
}

/** Broadcasts of the actor's own; of Central Support's when they may have none. */
function broadcasts({ house, unit, people }: Everybody, actor: Person) {
  const isAdmin = [people.unitAdmin, people.specialtyAdmin, people.support].some(({ id }) => id === actor.id)
  return aBroadcast(house, unit, isAdmin ? actor : people.support)
}

/** Of another admin's, which the actor may look at. */
const othersBroadcasts = ({ house, unit }: Everybody) => aBroadcast(house, unit, unit.contact!)

/** One for all that only look at it. */
const sentBroadcasts = new WeakMap<TestHouse, Promise<BroadcastPlace>>()
function sentBroadcast(world: Everybody): Promise<BroadcastPlace> {
  const sent = sentBroadcasts.get(world.house) ?? othersBroadcasts(world).sent()
  sentBroadcasts.set(world.house, sent)
  return sent
}

const aChange = ({ id }: Person) => ({
  list: 'staff' as const,
  source: 'grid' as const,
  rows: [{ id, cells: { roleTitle: { to: `Title ${newId().slice(0, 8)}` } } }],
})

/** A preview of the actor's own; of Central Support's when they may have none. */
export async function aPreview({ house, unit, people }: Everybody, actor: Person) {
  const change = aChange(people.colleague)
  const place = { unitId: unit.id, changesetId: newId() }
  const previewAs = (who: Person) => house.as(who).previewChangeset({ ...place, ...change })
  await previewAs(actor).catch(() => previewAs(people.support))
  return place
}

/** Nobody is sent more than a few in a day. */
async function aDayAfterLinks({ db }: TestHouse, { id }: Person): Promise<void> {
  await rows(db, `update links set created_at = created_at - interval '25 hours' where account_id = :id`, { id })
}
