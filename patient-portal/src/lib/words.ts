/** Every word that the portal says to patients. Plain English: short sentences, what happened, what to do. */

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many)

export const words = {
  service: 'PatientView Messages',
  skip: 'Skip to main content',
  and: 'and',

  header: {
    messages: 'Messages',
    unread: (count: string) => `${count} unread`,
    signedInAs: 'Signed in as',
    signOut: 'Sign out',
    signIn: 'Sign in',
  },
  footer: {
    notUrgent: 'Do not use this service for anything urgent. In an emergency, call 999.',
    accessibility:
      'You can use this service with a keyboard, with a screen reader, and with the text made bigger. If something does not work for you, tell your unit.',
  },

  signIn: {
    title: 'Sign in',
    lead: 'Sign in to write to the staff of your unit and to read their answers.',
    username: 'Username',
    password: 'Password',
    show: 'Show',
    hide: 'Hide',
    showPassword: 'Show password',
    hidePassword: 'Hide password',
    button: 'Sign in',
    help: 'If you cannot sign in, ask your unit for help.',
    becauseInactive: 'You have been signed out because you were inactive. What you were writing is kept.',
    becauseSignedOut: 'You have signed out.',
  },

  inbox: {
    title: 'Messages',
    create: 'Create new message',
    views: 'Your messages',
    inbox: 'Inbox',
    archived: 'Archived',
    search: 'Search all messages',
    searchHint: 'By name, subject or words in the message',
    searchButton: 'Search',
    clearSearch: 'Clear search',
    found: (search: string) => `Results for “${search}”`,
    nothingFound: (search: string) => `Nothing found for “${search}”`,
    nothingFoundHelp: 'Check the spelling, or try fewer words.',
    noMessages: 'You have no messages yet',
    noMessagesHelp: 'When you write to your unit, or your unit writes to you, you will see it here.',
    nothingArchived: 'Nothing is archived',
    nothingArchivedHelp: 'To tidy your inbox, open a message, choose “More options” and then “Move to archive”.',
    isNew: 'New',
    you: 'You:',
    older: 'Older messages',
    newest: 'Newest messages',
    pages: 'Pages',
    nobodyElse: 'Only you',
    list: 'Conversations, newest first',
    movedToArchive: 'The conversation is in your archive now. It comes back when there is a new message.',
  },

  new: {
    title: 'Create new message',
    back: 'Back',
    backToMessages: 'Messages',
    continue: 'Continue',
    noGroups: 'You cannot send messages yet',
    noGroupsHelp: 'Your unit has not switched messaging on. Telephone your unit if you need to speak to someone.',
    group: { title: 'Which unit do you want to write to?', missing: 'Choose a unit' },
    recipients: {
      title: 'Who do you want to write to?',
      hint: 'Choose one or more people. Everyone you choose will see the message and all replies.',
      filter: 'Find a person by name',
      filterButton: 'Find',
      everyone: 'Show everyone',
      more: 'Show more people',
      firstPage: 'Back to the first people',
      nobodyFound: (filter: string) => `Nobody found for “${filter}”`,
      nobody: 'There is nobody to write to in this unit at the moment. Telephone the unit instead.',
      missing: 'Choose who to write to',
      legend: (unit: string) => `People at ${unit}`,
      alsoChosen: 'Also chosen',
      chosenHint: 'Untick a name to take that person off.',
    },
    notUrgent: {
      title: 'This is not for urgent matters',
      lead: 'Staff read messages only when the unit is open. It may take some days until you have an answer.',
      understand: 'I understand, continue',
    },
    write: {
      title: 'Write your message',
      to: 'To',
      others: (count: number) => `and ${count} others`,
      unit: 'Unit',
      change: 'Change',
      changeTo: 'who you are writing to',
      changeUnit: 'unit',
      subject: 'Subject',
      subjectHint: (most: number) => `A few words on what it is about. At most ${most} characters.`,
      send: 'Send message',
    },
    sent: 'Your message has been sent. We will e-mail you when there is an answer, if we have your e-mail address.',
  },

  unit: {
    call: (unit: string) => `If it cannot wait, call ${unit}`,
    telephone: 'Telephone',
    outOfHours: 'Outside these hours',
    opening: 'Open',
    noTelephone: 'We do not have a telephone number for this unit. Use the number on your letters.',
    nhs111: 'For medical help when the unit is closed, call 111.',
    emergency: 'If someone’s life is in danger, call 999.',
    closed: (unit: string, opens: string | undefined) =>
      opens ? `${unit} is closed now and opens again ${opens}.` : `${unit} is closed now.`,
    closedHelp: 'You can write now, but nobody may read it before then. If it cannot wait:',
    callUnit: 'Call the unit on',
  },

  conversation: {
    back: 'Messages',
    with: 'With',
    unit: 'Unit',
    progress: 'Your last message',
    list: 'Messages, oldest first',
    older: 'Show older messages',
    newest: 'Back to the newest messages',
    toLatest: 'Go to the newest message',
    options: 'More options',
    add: 'Add someone from your care team',
    archive: 'Move to archive',
    unarchive: 'Move to inbox',
    print: 'Print or save',
    closed: 'You cannot reply to this conversation.',
    archivedNote: 'This conversation is archived. It comes back to your inbox when there is a new message.',
    sent: 'Your message has been sent.',
    added: 'They have been added to the conversation.',
    movedToInbox: 'The conversation is back in your inbox.',
    newMessageFrom: (name: string) => `New message from ${name}`,
    left: 'no longer takes part',
  },

  reply: {
    title: 'Write a reply',
    label: 'Your reply',
    hint: 'Everyone in this conversation will see it.',
    send: 'Send reply',
    sendAnyway: 'Send anyway',
    edit: 'Edit my reply',
    newer: (count: number) =>
      plural(
        count,
        'There is a new message that you have not seen. Your reply has not been sent yet.',
        `There are ${count} new messages that you have not seen. Your reply has not been sent yet.`,
      ),
    newerTitle: (count: number) => plural(count, 'New message', 'New messages'),
    newerHelp: 'Read what is new. Then send your reply as it is, or change it first.',
  },

  compose: {
    message: 'Your message',
    limit: (most: string) => `At most ${most} characters.`,
    left: (count: string) => `You have ${count} characters left`,
    oneLeft: 'You have 1 character left',
    tooMany: (count: string, many: boolean) => `You have ${count} ${many ? 'characters' : 'character'} too many`,
    sending: 'Sending…',
    restored: 'This is what you were writing before. It has not been sent yet.',
    offline:
      'You are offline, so your message has not been sent. Your text is still here. Try again when you are back online.',
    noAnswer:
      'We could not reach the service, so your message may not have been sent. Your text is still here. Try again: it will only be sent once.',
  },

  add: {
    title: 'Add someone from your care team',
    lead: 'They will see this whole conversation, and can reply. Everyone in it will be told.',
    legend: 'Who do you want to add?',
    missing: 'Choose who to add',
    button: 'Add to conversation',
    nobody: 'Everyone you can write to in this unit is already in this conversation.',
    cancel: 'Cancel',
  },

  print: {
    title: 'Print or save',
    button: 'Print this page',
    help: 'To save a copy, choose “Save as PDF” as your printer.',
    withoutScript: 'Use “Print” in the menu of your browser.',
    back: 'Back to the conversation',
    printed: (when: string) => `Printed ${when}`,
  },

  open: {
    title: 'This message is for the desktop app',
    lead: 'Staff read and answer messages in the PatientView Messages app on their computer.',
    button: 'Open in the desktop app',
    nothing: 'If nothing happens, open the app yourself and sign in. The message is in your inbox.',
    patient: 'Are you a patient?',
    read: 'Read the message here',
    signIn: 'Sign in to read it here',
  },

  session: {
    title: 'You will be signed out soon',
    inactive: (minutes: number) =>
      `You will be signed out in ${minutes} ${plural(minutes, 'minute', 'minutes')}, because you have not done anything for a while. What you are writing is kept.`,
    atEnd: (minutes: number) =>
      `You will be signed out in ${minutes} ${plural(minutes, 'minute', 'minutes')}, because you have been signed in for a long time. What you are writing is kept. You can sign in again straight away.`,
    stay: 'Stay signed in',
  },

  offline: 'You are offline. What you type is kept here; we will show new messages when you are back.',

  errors: {
    summary: 'There is a problem',
    prefix: 'Error',
    hidden: 'Error:',
    notFound: 'Page not found',
    notFoundHelp: 'We could not find that page. The address may be wrong, or you may not have access to it.',
    problem: 'Sorry, there is a problem',
    unexpected: 'Something went wrong on our side. Try again in a few minutes.',
    unavailable: 'The service is not available at the moment. Try again in a few minutes.',
    urgent: 'If it cannot wait, telephone your unit.',
    toMessages: 'Go to your messages',
    tryAgain: 'Try again',
  },
} as const
