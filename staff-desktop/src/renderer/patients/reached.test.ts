import { expect, test } from 'vitest'
import { canBeVerified, fromPatient, whyNoReset, whyNoVerification, whyNoWriting } from './reached.ts'
import { aPatient } from './testing.ts'

const no = {
  changeAccount: true,
  sendVerification: false,
  resetSignIn: false,
  invite: false,
  printLetter: false,
  write: false,
}
const reached = (patient: Parameters<typeof aPatient>[0]) => fromPatient(aPatient(patient))

test('what cannot be done has a reason, and what can be done has none', () => {
  const all = {
    changeAccount: true,
    sendVerification: true,
    resetSignIn: true,
    invite: true,
    printLetter: true,
    write: true,
  }
  expect(whyNoVerification(reached({ can: all }))).toBeNull()
  expect(whyNoReset(reached({ can: all }))).toBeNull()
  expect(whyNoWriting(reached({ can: all }), true)).toBeNull()

  const nobody = reached({ can: no, email: null, emailState: 'none' })
  expect(whyNoVerification(nobody)).toBe('There is no e-mail address')
  expect(whyNoReset(nobody)).toBe('There is no e-mail address')
  expect(whyNoReset(reached({ can: no, emailState: 'unverified' }))).toBe('The address is not verified')
  expect(whyNoWriting(nobody, true)).toBe('You are not in this unit yourself')
  const theirs = reached({ can: { ...no, changeAccount: false }, emailState: 'bouncing' })
  expect(whyNoVerification(theirs)).toBe('Also in a unit that you do not look after')
  expect(whyNoReset(theirs)).toBe('Also in a unit that you do not look after')
})

test('an address that is verified is not verified again', () => {
  expect(canBeVerified(reached({ emailState: 'verified' }))).toBe(false)
  expect(canBeVerified(reached({ emailState: 'unverified' }))).toBe(true)
  // This is how a bouncing address comes back.
  expect(canBeVerified(reached({ emailState: 'bouncing' }))).toBe(true)
})

test('nobody is written to where messaging is off: it would go to another unit', () => {
  expect(whyNoWriting(reached({ can: { ...no, write: true } }), false)).toBe('Messaging is off in this unit')
})
