import { expect, test, vi } from 'vitest'
import { done, fakeDesktop, offline } from '../../fakeDesktop.ts'
import { OwnAccount } from './ownAccount.svelte.ts'
import { anAccount } from './testing.ts'

async function loaded(answers: Parameters<typeof fakeDesktop>[0] = {}) {
  const desktop = fakeDesktop({ showAccount: () => done(anAccount()), ...answers })
  const account = new OwnAccount(desktop)
  await account.fetch()
  const sent = () => desktop.asked.filter(({ name }) => name === 'chooseEmailWish').map(({ input }) => input)
  return { desktop, account, sent }
}

test('choices that are passed over while one is on its way are not sent, and the last one stands', async () => {
  let answer = () => {}
  const { desktop, account, sent } = await loaded({
    chooseEmailWish: () => new Promise((resolve) => (answer = () => resolve(done()))),
  })
  const first = account.choose('daily')
  await vi.waitFor(() => expect(sent()).toHaveLength(1))
  const second = account.choose('none')
  const third = account.choose('each')
  desktop.answer('chooseEmailWish', () => done())
  answer()
  expect(await first).toBeNull()
  expect(await second).toBeNull()
  expect(await third).toEqual(done('each'))
  expect(sent()).toEqual([{ emailWish: 'daily' }, { emailWish: 'each' }])
  expect(account.held!.emailWish).toBe('each')
})

test('of two, the second fails: what the first one saved is shown', async () => {
  const { desktop, account } = await loaded()
  await account.choose('daily')
  desktop.answer('chooseEmailWish', () => offline)
  await account.choose('none')
  expect(account.held!.emailWish).toBe('daily')
})

test('after one that failed what was saved is shown again', async () => {
  const { account } = await loaded({ chooseEmailWish: () => offline })
  expect(await account.choose('none')).toEqual(offline)
  expect(account.held!.emailWish).toBe('each')
})

test('an answer of before the choice does not undo it on the screen', async () => {
  let late = () => {}
  const { desktop, account } = await loaded()
  desktop.answer('showAccount', () => new Promise((resolve) => (late = () => resolve(done(anAccount())))))
  const asking = account.fetch()
  await Promise.resolve()
  await account.choose('daily')
  late()
  await asking
  expect(account.held!.emailWish).toBe('daily')
})
