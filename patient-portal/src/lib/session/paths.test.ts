import { expect, test } from 'vitest'
import { safeReturnPath, signInUrl } from './paths.ts'

test.each([
  ['/conversations', '/conversations'],
  ['/conversations/1?before=3', '/conversations/1?before=3'],
  ['/conversations/1?/reply', '/conversations/1'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?return=/sign-in', '/'],
  ['/sign-out', '/'],
  ['/api/session', '/'],
  ['', '/'],
  [null, '/'],
])('the way back %s leads to %s', (wanted, path) => {
  expect(safeReturnPath(wanted)).toBe(path)
})

test('the way to the sign-in page carries the way back and the reason', () => {
  expect(signInUrl('/')).toBe('/sign-in')
  expect(signInUrl('/conversations/1', 'ended')).toBe('/sign-in?return=%2Fconversations%2F1&because=ended')
})
