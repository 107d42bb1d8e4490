/** Everything that can go wrong and is worth telling a person, with the sentence that tells them. */
import { z } from 'zod'

export const problems = {
  badInput: { status: 422, message: 'Some of what you entered needs changing.' },
  badRequest: { status: 400, message: 'We could not understand that request.' },
  signedOut: { status: 401, message: 'You have been signed out. Sign in again to carry on.' },
  wrongSignIn: { status: 401, message: 'The username or password is not right. Check both and try again.' },
  usePortal: {
    status: 403,
    message: 'This app is for staff. Patients sign in to the patient portal in a web browser.',
  },
  useDesktop: {
    status: 403,
    message: 'This website is for patients. Staff sign in to the PatientView Messages desktop app.',
  },
  tooManyAttempts: {
    status: 429,
    message: 'Too many attempts to sign in from here. Wait a few seconds and try again.',
  },
  tooManyRequests: { status: 429, message: 'That was a lot of requests in a short time. Wait a moment and try again.' },
  secondFactorNeeded: { status: 401, message: 'Enter the code that your authenticator app shows.' },
  signInAgain: { status: 410, message: 'That took too long. Enter your username and password again.' },
  secondFactorDemanded: {
    status: 403,
    message: 'Your unit asks for a code at sign-in. Set it up first; then you can carry on.',
  },
  noSecretsKey: {
    status: 409,
    message:
      'Codes at sign-in are not available, because this server has no key for them. Whoever runs it must set SECRETS_KEY.',
  },
  secondFactorIsOn: {
    status: 409,
    message: 'You already need a code to sign in. Remove it first if you want to set it up anew.',
  },
  secondFactorIsOff: { status: 409, message: 'You do not need a code to sign in. It may have been removed meanwhile.' },
  notBegun: { status: 409, message: 'That took too long. Begin again: there will be a new picture to scan.' },
  tooManyCodes: { status: 429, message: 'Too many wrong attempts. Wait half a minute and try again.' },
  wrongPasskey: {
    status: 401,
    message: 'We do not know this passkey. It may have been removed. Sign in with your username and password instead.',
  },
  passkeyTooLate: { status: 410, message: 'That took too long. Try again.' },
  passkeyNotMade: { status: 422, message: 'Your device did not make a passkey that we can use. Try again.' },
  passkeyKnown: { status: 409, message: 'This passkey has been added already.' },
  tooManyPasskeys: {
    status: 409,
    message: 'You have 10 passkeys, and cannot have more. Remove one that you do not use, and try again.',
  },
  notAllowed: { status: 403, message: 'You are not able to do that.' },
  wrongOrigin: { status: 403, message: 'That request did not come from this website, so it was refused.' },
  notFound: { status: 404, message: 'We could not find that. It may have moved, or you may not have access to it.' },
  newerMessages: {
    status: 409,
    message: 'There are new messages in this conversation. Read them before you send yours.',
  },
  messageIdUsed: {
    status: 409,
    message:
      'A different message was already sent from this page. Copy your text, open the conversation again and send it.',
  },
  notARecipient: {
    status: 404,
    message: 'Somebody you chose cannot receive messages from you in this group. Choose again.',
  },
  tooManyStarts: {
    status: 429,
    message:
      'You have started many conversations today. Please write in one of them. If it cannot wait, telephone your unit.',
  },
  tooManyStartsOfStaff: {
    status: 429,
    message:
      'You have started as many new conversations as one person may within a day, so none was started. To write to all patients of a unit, ask a unit admin to send a message to all.',
  },
  alreadyTakingPart: { status: 409, message: 'That person is already in this conversation.' },
  lastMemberOfStaff: {
    status: 409,
    message: 'You are the only member of staff in this conversation. Add a colleague before you leave.',
  },
  changedMeanwhile: {
    status: 409,
    message: 'Somebody else has changed this meanwhile. Look at it as it is now, and make your change again.',
  },
  needsDefaultContact: {
    status: 422,
    message: 'Choose a default messaging contact first: somebody who receives messages whenever nobody else can.',
  },
  notStaffOfUnit: {
    status: 404,
    message: 'That person is not a member of staff of this unit. Choose somebody who is.',
  },
  busy: {
    status: 409,
    message: 'Somebody else is changing this at the moment. Nothing was changed. Try again in a few seconds.',
  },
  changesetHasErrors: {
    status: 409,
    message: 'Some rows cannot be applied as they are, so nothing was changed. Mend them or leave them out.',
  },
  alreadyApplied: { status: 409, message: 'These changes were applied already.' },
  linkUsed: {
    status: 410,
    message: 'This link does not work any more. Each link works once and for a limited time; ask for a new one.',
  },
  tooManyDates: {
    status: 410,
    message: 'That was the fifth wrong date of birth, so this does not work any more. Telephone your unit.',
  },
  tooManyEmails: {
    status: 429,
    message: 'We have sent you many e-mails within the last hour. Look in your junk e-mails, or try again in an hour.',
  },
  tooManyPasswords: {
    status: 429,
    message: 'Too many wrong passwords. Wait a quarter of an hour and try again.',
  },
  textsNotOffered: { status: 409, message: 'This service does not send text messages.' },
  tooManyTexts: {
    status: 429,
    message:
      'We have sent you several codes lately, and send no more for now. If the last one still works, type it in under Text messages in your account. Otherwise try again in an hour; if it still does not work then, tomorrow.',
  },
  codeIsOver: {
    status: 410,
    message: 'There is no code any more that works: each works for 10 minutes and 5 tries. Ask for a new one.',
  },
  noEmail: { status: 409, message: 'There is no e-mail address to send this to. Add one first.' },
  linkSentLately: {
    status: 429,
    message:
      'They were sent this e-mail less than 10 minutes ago, or 3 times within a day, so nothing was sent now. Ask them to look in their junk e-mails, or try again later.',
  },
  emailNotVerified: {
    status: 409,
    message: 'Nobody has shown yet that this e-mail address is theirs. Send a verification e-mail first.',
  },
  noLetters: { status: 409, message: 'Nobody waits for a letter at the moment.' },
  hasPasswordAlready: {
    status: 409,
    message: 'They have chosen a password already. A new letter would take it away: print one for them alone.',
  },
  resetByEmail: {
    status: 409,
    message: 'They have an e-mail address that they have confirmed. Reset their sign-in instead: the link goes there.',
  },
  addressChangedLately: {
    status: 409,
    message:
      'Their confirmed e-mail address was changed within the last 7 days. So that nobody can take over an account alone, another admin must reset their sign-in or print the letter in that time: one who did not change it, and who has signed in here for more than a week. Central Support can, too.',
  },
  notYoursAlone: {
    status: 403,
    message:
      'This person also belongs to a unit that you do not look after, or has a role above yours. Central Support can change their account.',
  },
  broadcastMovedOn: {
    status: 409,
    message:
      'That is not possible at this point: the broadcast is further on, or not so far yet. Look at it as it is now.',
  },
  broadcastCountChanged: {
    status: 409,
    message: 'That is not the number of patients at this moment. Look at the number, and confirm it again.',
  },
  broadcastNeedsApproval: {
    status: 409,
    message: 'Your unit asks for a second admin to approve what is sent to all patients. Ask for approval first.',
  },
  approvalSwitchedOffLately: {
    status: 409,
    message:
      'You, or somebody whom you have made an admin lately, switched approval off less than a day ago. So what you send to all patients still needs a second admin. Ask for approval first.',
  },
  notSecondAdmin: {
    status: 403,
    message:
      'Whoever wrote this has added you, made you an admin or changed your e-mail address within the last 7 days. Another admin must approve it, or Central Support.',
  },
  broadcastIsDuplicate: {
    status: 409,
    message:
      'The same or nearly the same text went to the patients of this unit within the last 24 hours, so it was not sent again.',
  },
  noPatients: { status: 409, message: 'This unit has no patients yet, so there is nobody to send this to.' },
  messagingIsOff: {
    status: 409,
    message: 'Messaging is switched off in this unit. Switch it on first.',
  },
  remindedLately: { status: 409, message: 'A reminder was sent less than a day ago. Send the next one tomorrow.' },
  anybodyCouldRead: {
    status: 409,
    message: 'Anybody could read this, also without signing in. Confirm that this is right.',
  },
  newsEmailedEnough: {
    status: 409,
    message:
      'Three items already tell people by e-mail on that day, and more would be too many. Leave the e-mail out, or choose another first day.',
  },
  newsIsOver: { status: 409, message: 'Its last day is over, so nobody would see it. Choose a later last day first.' },
  tooLarge: { status: 413, message: 'That is too much text to send at once.' },
  unavailable: { status: 503, message: 'The service is not available at the moment. Try again in a few minutes.' },
  unexpected: {
    status: 500,
    message: 'Something went wrong on our side. Nothing was changed. Try again in a few minutes.',
  },
} as const

export type ProblemCode = keyof typeof problems

/** Why a session is over: by its limits, or because of what somebody did. */
export const sessionEnd = z.enum(['idle', 'tooLong', 'signedOut', 'elsewhere', 'password', 'reset', 'closed'])
export type SessionEnd = z.infer<typeof sessionEnd>

/** The one shape of every error reply. `fields` names what to change, field by field; `newer` only with `newerMessages`, `ticket` only with `secondFactorNeeded`, `patients` only with `broadcastCountChanged`, `earlier` only with `broadcastIsDuplicate`. */
export const problemReply = z.object({
  code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
  message: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
  newer: z.array(z.unknown()).optional(),
  ticket: z.string().optional(),
  /** Their number at this moment. */
  patients: z.number().int().optional(),
  /** An `earlierBroadcast`. */
  earlier: z.unknown().optional(),
  /** Only with `signedOut`: for whoever holds the token of the session that is over. */
  ended: sessionEnd.optional(),
  requestId: z.string().optional(),
})
export type ProblemReply = z.infer<typeof problemReply>
