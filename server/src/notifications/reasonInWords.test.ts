import { expect, test } from 'vitest'
import { failureInWords, suppressionInWords } from './reasonInWords.ts'

const now = new Date('2026-11-22T12:00:00Z')
const [before, after] = [new Date(now.getTime() - 1), new Date(now.getTime() + 1)]
const words = (
  state: string,
  reason: string | null,
  nextTryAt: Date | null = null,
  channel: 'email' | 'text' = 'email',
) => failureInWords({ channel, state, reason, nextTryAt }, now)

test.each([
  ['bounced', 'EENVELOPE 550', 'The address was refused.'],
  ['bounced', 'EMESSAGE 552', 'The address was refused.'],
  ['failed_for_now', 'EENVELOPE 550', 'The mail server refuses this service.'],
  ['failed_for_now', 'EENVELOPE 450', 'The mail server asked to try again later.'],
  ['failed_for_now', 'EAUTH 535', 'The mail server does not accept the sign-in of this service.'],
  ['failed_for_now', 'ECONNECTION', 'The mail server did not answer.'],
  ['failed_for_good', 'ETIMEDOUT', 'The mail server did not answer.'],
  ['failed_for_now', 'ESOCKET', 'The mail server did not answer.'],
  ['failed_for_now', 'unknown', 'The mail server did not take the e-mail.'],
  ['failed_for_now', null, 'The mail server did not take the e-mail.'],
  ['bounced', 'report 5.1.1', 'The e-mail came back: the address was refused.'],
  ['failed_for_good', 'report 4.4.1', 'The e-mail came back: their mail server could not be reached.'],
  ['failed_for_good', 'report technical-failure', 'GOV.UK Notify could not send it.'],
  ['bounced', 'notify 400 address', 'The address was refused.'],
  ['failed_for_now', 'notify 429', 'GOV.UK Notify asked to try again later.'],
  ['failed_for_now', 'notify 500', 'GOV.UK Notify did not answer.'],
  ['failed_for_now', 'notify ERR_CANCELED', 'GOV.UK Notify did not answer.'],
])('%s, %s', (state, reason, sentence) => {
  expect(words(state, reason)).toBe(sentence)
})

const refusesUs = 'GOV.UK Notify refuses this service: whoever runs it must check the key and the templates.'
test.each([
  ['bounced', 'notify 400 address', 'There is no such mobile number.'],
  ['bounced', 'report permanent-failure', 'The text message did not arrive: there is no such mobile number.'],
  ['failed_for_good', 'report temporary-failure', 'The text message did not arrive: the phone could not be reached.'],
  ['failed_for_now', 'notify 403', refusesUs],
])('of a text message: %s, %s', (state, reason, sentence) => {
  expect(words(state, reason, null, 'text')).toBe(sentence)
})

test('an attempt that was cut off, or still goes on', () => {
  expect(words('failed_for_now', 'the attempt was cut off', after)).toBe('It is being tried at this moment.')
  expect(words('failed_for_now', 'the attempt was cut off', before)).toBe('The last try was cut off.')
})

test('why nothing was tried; reasons that are new here stand as they are', () => {
  expect(suppressionInWords('no address')).toBe('No e-mail address')
})
