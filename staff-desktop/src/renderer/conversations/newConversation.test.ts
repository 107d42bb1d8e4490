import { expect, test } from 'vitest'
import type { Group, Recipient } from 'server/contract'
import { done, fakeDesktop } from '../fakeDesktop.ts'
import { NewConversation } from './newConversation.svelte.ts'

const contact = {
  telephone: null,
  outOfHoursTelephone: null,
  openingHours: [],
  closedDays: [],
  knownUntil: null,
  answerTime: null,
}
const groups = ['u1', 'u2'].map((id): Group => ({ id, name: id, kind: 'unit', section: 'mine', contact }))
const isla: Recipient = {
  id: 'p1',
  name: 'Isla McKenzie',
  kind: 'patient',
  roleTitle: null,
  dateOfBirth: '1961-03-09',
  reach: null,
  away: null,
}
const aConversation = () =>
  new NewConversation(
    fakeDesktop({
      listGroups: () => done({ groups, next: null }),
      listRecipients: () => done({ recipients: [], next: null }),
      showDraft: () => done({ draft: null }),
    }),
  )

test('begins with somebody chosen already, in their group', async () => {
  const conversation = aConversation()
  await conversation.begin('u2', isla)
  expect(conversation).toMatchObject({ groupId: 'u2', chosen: [isla] })
})

test('nobody is chosen in a group that they were not meant in', async () => {
  const conversation = aConversation()
  await conversation.begin('elsewhere', isla)
  expect(conversation).toMatchObject({ groupId: 'u1', chosen: [] })
})
