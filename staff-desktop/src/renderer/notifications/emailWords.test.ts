import { expect, test } from 'vitest'
import { dayBriefly, failedWords, failingWords, graphWords, sentWords, waitingWords } from './emailWords.ts'
import { now, someFigures } from './testing.ts'

const since = '2026-11-22T14:05:00Z'

test('sent: how many of them in time, and never more than were', () => {
  expect(sentWords(someFigures())).toEqual([
    'All within 10 seconds of the message.',
    'In the last 7 days 200 e-mails, 99 % within 10 seconds of the message.',
  ])
  expect(sentWords(someFigures({ today: { sent: 1, timely: 1 } }))[0]).toBe('Within 10 seconds of its message.')
  const none = { sent: 0, timely: 0 }
  expect(sentWords(someFigures({ today: none, week: { ...none, failedForGood: 0, bounced: 0 } }))).toEqual([
    'None in the last 7 days.',
  ])
})

test('waiting: since when, why, and that nothing is lost', () => {
  const words = (count: number, changes = {}) =>
    waitingWords(someFigures({ waiting: { count, since }, ...changes }), now)
  expect(waitingWords(someFigures(), now)).toBe('Nothing waits.')
  expect(words(3, { mail: 'away' })).toBe(
    '3 e-mails are waiting, the oldest since 14:05: the mail server has not answered. Nothing is lost.',
  )
  expect(words(1, { worker: 'away', mail: 'away' })).toBe(
    '1 e-mail is waiting since 14:05: the part of the service that sends e-mails is not running. Nothing is lost.',
  )
  expect(words(1)).toBe('1 e-mail is waiting since 14:05. It is on the way. Nothing is lost.')
  const yesterday = { count: 2, since: '2026-11-21T14:05:00Z' }
  expect(waitingWords(someFigures({ waiting: yesterday }), now)).toBe(
    '2 e-mails are waiting, the oldest since yesterday 14:05. They are on the way. Nothing is lost.',
  )
})

test('failing: since when and when next', () => {
  expect(failingWords(someFigures(), now)).toBe('No e-mail has to be tried again.')
  const failing = { count: 2, since, nextTryAt: '2026-11-22T15:04:00Z' }
  expect(failingWords(someFigures({ failing }), now)).toBe(
    '2 e-mails have been tried without success, the oldest since 14:05. The next try is at 15:04. Each is tried for about four hours; then it is given up and stays in the list below, and the staff of the conversation are told.',
  )
  // A try that was due a moment ago is not announced as one to come.
  expect(failingWords(someFigures({ failing: { ...failing, count: 1, nextTryAt: since } }), now)).toBe(
    '1 e-mail has been tried without success, since 14:05. Each is tried for about four hours; then it is given up and stays in the list below, and the staff of the conversation are told.',
  )
})

test('failed: by what it takes to put it right', () => {
  const week = { sent: 5, timely: 5 }
  expect(failedWords(someFigures())).toBe('In the last 7 days every e-mail was taken.')
  expect(failedWords(someFigures({ week: { ...week, bounced: 2, failedForGood: 1 } }))).toBe(
    'In the last 7 days: for 2 the address was refused, and 1 was given up after hours. No e-mail told those people: see below who they are, and whom a text message tells.',
  )
})

test('the graph in words, and its days', () => {
  expect(graphWords(someFigures().days)).toBe(
    'In the last 14 days 910 e-mails were sent and 3 could not be sent. The table has each day.',
  )
  expect(dayBriefly('2026-11-22')).toBe('Sun 22 Nov')
})
