// @vitest-environment node
import { expect, test, vi } from 'vitest'
import { conversationIn } from './deepLinks.ts'
import { mayOpenOutside } from './navigation.ts'
import { isApp } from './protocol.ts'
import { serverOrigin } from './server.ts'

vi.mock('electron', () => ({ app: {}, shell: {}, session: {}, protocol: {} }))
vi.stubGlobal('__SERVER__', 'https://messages.example.nhs.uk')

const id = '0a0bd4f2-6f0e-4f0a-9f5e-3f7c9c1f2b3d'

test('a link leads to a conversation by its id, and to nothing else', () => {
  expect(conversationIn(`patientview-messages://conversation/${id}`)).toBe(id)
  expect(conversationIn(`patientview-messages://conversation/${id.toUpperCase()}/`)).toBe(id)
  for (const bad of [
    `patientview-messages://conversation/${id}/../x`,
    `patientview-messages://conversation/${id}?a=1`,
    `patientview-messages://conversation/${id}\n`,
    `patientview-messages://conversation/not-an-id`,
    `patientview-messages://other/${id}`,
    `https://conversation/${id}`,
    `--flag patientview-messages://conversation/${id}`,
    '',
  ])
    expect(conversationIn(bad), bad).toBeNull()
})

test('only the web is opened outside, and only where it reads as what it is', () => {
  for (const good of ['https://www.nhs.uk/a?b=c#d', 'http://example.org']) expect(mayOpenOutside(good), good).toBe(true)
  for (const bad of [
    'file:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id PCWDiagnostic',
    'javascript:alert(1)',
    'data:text/html,x',
    'app://messages/',
    'mailto:a@example.org',
    'patientview-messages://conversation/x',
    'https://www.nhs.uk@evil.example/',
    'not a url',
    '',
  ])
    expect(mayOpenOutside(bad), bad).toBe(false)
})

test('the app is one origin', () => {
  expect(isApp('app://messages/index.html')).toBe(true)
  for (const bad of [
    'app://other/',
    'app:messages',
    'https://messages/',
    'app://messages.evil.example/',
    'about:blank',
    '',
  ])
    expect(isApp(bad), bad).toBe(false)
})

test('a packaged app talks to the server that it was packaged for, over https', () => {
  const origin = (packaged: boolean, server?: string) =>
    serverOrigin({ packaged, env: server ? { PATIENTVIEW_SERVER: server } : {} })
  expect(origin(true, 'https://evil.example')).toBe('https://messages.example.nhs.uk')
  expect(origin(false, 'https://test.example/path')).toBe('https://test.example')
  expect(origin(false, 'http://localhost:3000')).toBe('http://localhost:3000')
  expect(origin(false)).toBe('https://messages.example.nhs.uk')
  for (const bad of ['http://messages.example.nhs.uk', 'http://localhost.evil.example', 'ftp://localhost'])
    expect(() => origin(false, bad), bad).toThrow('https')
})
