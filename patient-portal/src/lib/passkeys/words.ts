/** What the portal says about passkeys: apart from its other words, because only the pages on which one can be used need them. */
export const passkeyWords = {
  title: 'Passkeys',
  back: 'Passkeys',
  lead: 'With a passkey you sign in with the fingerprint, face or PIN of your phone or computer, instead of a password.',
  safe: 'Your fingerprint, face or PIN stays on your device: we never see it.',
  /** On the account page. */
  line: {
    none: 'Sign in with your fingerprint, face or PIN',
    count: (count: number) => `${count} ${count === 1 ? 'passkey' : 'passkeys'}`,
    see: 'See',
  },
  none: 'You have no passkeys yet.',
  list: 'Your passkeys',
  added: 'Added',
  used: 'Last used',
  never: 'Not yet',
  rename: 'Rename',
  remove: 'Remove',
  strange: 'If there is one that you do not know, or a phone is lost, remove its passkey. Then change your password.',
  full: 'You have 10 passkeys, and cannot have more. To add another, remove one that you do not use.',
  done: {
    added: 'Your passkey is added. You can sign in with it from now on.',
    renamed: 'The passkey has its new name.',
    removed: 'The passkey is removed. Nobody can sign in with it any more.',
  } as Record<string, string | undefined>,
  add: {
    title: 'Add a passkey',
    own: 'Do this only on a device that is yours. Whoever can unlock the device could read your messages.',
    password: 'Your password',
    why: 'We ask for your password, so that nobody else can add a passkey.',
    button: 'Continue',
    follow: 'Your device now asks for your fingerprint, face or PIN. Follow what it says.',
    again: 'Try again',
    saving: 'Your passkey is being added.',
    withoutScript: 'To add a passkey, switch on JavaScript in your browser. You can always sign in with your password.',
  },
  renaming: {
    title: 'Rename a passkey',
    name: 'Name of this passkey',
    hint: 'Such as the device that it is on. Only you see it.',
    button: 'Save',
  },
  removing: {
    title: (name: string) => `Remove “${name}”?`,
    means: 'Nobody will be able to sign in with this passkey any more. You can still sign in with your password.',
    device: 'Your device may go on offering it. You can delete it there, where it keeps your passwords.',
    button: 'Remove passkey',
  },
  cancel: 'Cancel',
  signIn: {
    or: 'or',
    button: 'Sign in with a passkey',
    wait: 'Follow what your device says.',
    sending: 'You are being signed in.',
  },
  choose: {
    keep: (count: number) =>
      count === 1
        ? 'You have a passkey. It can sign you in without your password.'
        : `You have ${count} passkeys. They can sign you in without your password.`,
    remove: (count: number) => (count === 1 ? 'Remove my passkey' : 'Remove all my passkeys'),
    when: 'Leave this ticked if a phone is lost, or if somebody else may have used your account. You can add a passkey again when you have signed in.',
    kept: 'Your passkeys still work. If there may be one that is not yours, sign in, open Account and then Passkeys, and remove it.',
    removed:
      'Your passkeys are removed. Nobody can sign in with them any more. You can add one again under Account, Passkeys.',
  },
  failed: {
    cancelled: 'You stopped, or the device did not let you go on. Try again when you are ready.',
    timeout: 'That took too long. Try again.',
    known: 'This device has a passkey for your account already. You do not need another one on it.',
    unsupported: 'This browser cannot use passkeys. Try another browser or device, or sign in with your password.',
    cannotMake:
      'This device cannot keep a passkey. It needs a fingerprint, face or PIN to unlock it. Set that up first, or use another device.',
    address: 'Passkeys do not work at this web address. Use the address that is in our e-mails.',
    offline: 'You are offline, or the service does not answer. Check your connection and try again.',
    otherwise: 'Your device could not do this. Try again, or sign in with your username and password.',
  },
  /** What a new passkey is called until its owner says otherwise. */
  devices: {
    other: 'My device',
    elsewhere: 'Phone or security key',
  },
} as const
