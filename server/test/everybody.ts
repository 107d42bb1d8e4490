/** Two units with everybody in them who could call an endpoint, and an example of every endpoint's use. */
import type { Api, EndpointName, InputOf } from '../src/contract/index.ts'
import { newId, type TestHouse } from './as.ts'
import type { Person } from './build.ts'

type Everybody = Awaited<ReturnType<typeof everybody>>
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
    conversationElsewhere: await house.aConversation([patientElsewhere, nurseElsewhere]),
  }
}

/** Those whom an example about a group, or about a conversation, lets in; everybody else finds nothing there. */
export const reach: Record<'oneself' | 'group' | 'conversation', (who: Who) => boolean> = {
  oneself: () => true,
  group: (who) =>
    ['patient', 'nurse', 'dietitian', 'neighbour', 'colleague', 'notRecipient', 'unitAdmin'].includes(who),
  conversation: (who) => ['patient', 'nurse', 'dietitian'].includes(who),
}

type Named = Extract<EndpointName, string>
type ParamOf<Name extends Named> = Extract<keyof Api[Name]['params']['shape'], string>
type IdsThatAreHidden = 'conversation' | 'group' | 'recipient' | 'nothing'

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
const aboutOneself = { about: 'oneself', input: () => ({}), hides: {} } as const

/** Every endpoint has its line here, or this does not compile. */
export const examples: { [Name in Named]: Example<Name> } = {
  signIn: {
    about: 'oneself',
    input: (_, { username, kind }) => ({
      username,
      password: testPassword,
      door: kind === 'patient' ? 'portal' : 'desktop',
    }),
    hides: {},
  },
  whoAmI: aboutOneself,
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
}
