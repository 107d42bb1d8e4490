import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const env = { DATABASE_URL: 'postgres://localhost/messages' }
const ids = ['5d8cd6f6-8ac0-4c36-9d0b-6f8a1d6b9c01', '0f1a6e3c-7b52-4b77-8c44-2b8f7c1f3e02'] as const
const NOTIFY_API_KEY = `a_key-${ids.join('-')}`
const [NOTIFY_EMAIL_TEMPLATE_ID, NOTIFY_TEXT_TEMPLATE_ID] = ids

describe('GOV.UK Notify', () => {
  test('is not used unless it is set up', () => {
    expect(readConfig(env).notify).toBeNull()
  })

  test('for text messages, e-mails or both', () => {
    const url = 'https://api.notifications.service.gov.uk'
    expect(readConfig({ ...env, NOTIFY_API_KEY, NOTIFY_TEXT_TEMPLATE_ID }).notify).toEqual({
      ...{ apiKey: NOTIFY_API_KEY, url, emailTemplateId: null, textTemplateId: NOTIFY_TEXT_TEMPLATE_ID },
    })
    const both = { NOTIFY_API_KEY, NOTIFY_TEXT_TEMPLATE_ID, NOTIFY_EMAIL_TEMPLATE_ID }
    expect(readConfig({ ...env, ...both, NOTIFY_URL: 'http://127.0.0.1:6011/' }).notify).toMatchObject({
      ...{ url: 'http://127.0.0.1:6011', emailTemplateId: NOTIFY_EMAIL_TEMPLATE_ID },
    })
  })

  test.each([
    ['a key without a template', { NOTIFY_API_KEY }, 'NOTIFY_API_KEY needs NOTIFY_EMAIL_TEMPLATE_ID'],
    ['a template without a key', { NOTIFY_TEXT_TEMPLATE_ID }, 'Set NOTIFY_API_KEY too'],
    ['an address without a key', { NOTIFY_URL: 'https://notify.example.org' }, 'Set NOTIFY_API_KEY too'],
    ['half a key', { NOTIFY_API_KEY: ids[0], NOTIFY_TEXT_TEMPLATE_ID }, 'NOTIFY_API_KEY: must be a whole key'],
    ['a template by its name', { NOTIFY_API_KEY, NOTIFY_TEXT_TEMPLATE_ID: 'text' }, 'must be the id of a template'],
    [
      'an address that anybody on the way can read',
      { NOTIFY_API_KEY, NOTIFY_TEXT_TEMPLATE_ID, NOTIFY_URL: 'http://notify.example.org' },
      'NOTIFY_URL: must start with https://',
    ],
  ])('%s stops the start with a sentence', (_, set, sentence) => {
    expect(() => readConfig({ ...env, ...set })).toThrow(sentence)
  })
})
