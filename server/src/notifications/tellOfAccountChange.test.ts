/** Whoever did not do it themselves is told what happened to how they sign in, and when, at an address that is theirs. */
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Mail } from '../../../build/mailbox/catcher.ts'
import { aLink } from '../../test/aLink.ts'
import { aServer } from '../../test/as.ts'
import { aSecondFactor } from '../../test/aSecondFactor.ts'
import { bornOn, type Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, jobsNamed, publicUrl } from '../../test/postOffice.ts'
import { tellOfAccountChange as enqueueIt } from '../accounts/tellOfAccountChange.ts'
import { rows } from '../db/rows.ts'
import type { AccountChange } from '../jobs.ts'
import { composeAccountChangeEmail } from './composeAccountChangeEmail.ts'
import { tellOfAccountChange } from './tellOfAccountChange.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { db, signedOut } = house
const unit = await house.aUnit({ name: 'Renal Unit' })
const password = 'the password of before'
const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1 })
beforeEach(async () => {
  post.mailbox.clear()
  post.mailbox.acceptAll()
  await rows(db, 'delete from graphile_worker._private_jobs')
})

const aNurse = () => house.aMemberOfStaff({ unit, emailVerified: true, passwordHash })
const aPatient = () => house.aPatient({ unit, emailVerified: true, passwordHash })

interface Change {
  who?: () => Promise<Person>
  does: (person: Person) => Promise<unknown>
  subject: string
}

const withCode = async (person: Person) => ({ password, code: (await aSecondFactor(house, person)).code() })
const changes: Record<string, Change> = {
  'changes their password': {
    who: aPatient,
    does: (person) => house.as(person).changePassword({ currentPassword: password, password: 'kartoffeln und löwen' }),
    subject: 'Your password was changed',
  },
  'chooses another password with a link': {
    who: aPatient,
    does: async (person) =>
      signedOut.choosePassword({
        token: await aLink(house, person, 'choose_password'),
        password: 'löwen essen keine',
        dateOfBirth: bornOn,
      }),
    subject: 'Your password was changed',
  },
  'sets up codes': {
    does: async (person) => {
      const phone = await aSecondFactor(house, person, { confirmed: false })
      await house.as(person).confirmSecondFactor({ code: phone.code() })
    },
    subject: 'Signing in now takes a code',
  },
  'turns codes off': {
    does: async (person) => house.as(person).removeSecondFactor(await withCode(person)),
    subject: 'Signing in takes no code any more',
  },
  'has codes turned off for them': {
    does: async (person) => {
      await aSecondFactor(house, person)
      await house.as(unit.contact!).resetSignIn({ unitId: unit.id, accountId: person.id })
    },
    subject: 'Signing in takes no code any more',
  },
  'makes new recovery codes': {
    does: async (person) => house.as(person).renewRecoveryCodes(await withCode(person)),
    subject: 'You have new recovery codes',
  },
  'signs in with a recovery code': {
    does: async (person) => {
      const { recoveryCodes } = await aSecondFactor(house, person)
      const first = await house.ask('signIn', { username: person.username, password, door: 'desktop' }, from)
      const { ticket } = first.body as { ticket: string }
      const second = await house.ask('signInWithCode', { ticket, code: recoveryCodes[0]! }, from)
      expect(second.status).toBe(200)
    },
    subject: 'A recovery code was used',
  },
}
const from = { 'x-forwarded-for': '10.1.2.3' }
const header = (mail: Mail | undefined, key: string) =>
  mail?.headers.find(({ name }) => name.toLowerCase() === key)?.value ?? ''
const aboutChanges = () => post.mailbox.messages().filter((mail) => header(mail, 'message-id').startsWith('<account-'))

test.each(Object.entries(changes))('whoever %s is told', async (_, { who = aNurse, does, subject }) => {
  const person = await who()
  await does(person)
  await post.workOff()
  const [mail, ...more] = aboutChanges()
  expect(more).toEqual([])
  expect(mail).toMatchObject({ subject, envelope: { to: [emailOf(person)] } })
  expect(mail!.text).toMatch(/ on \w+ \d+ \w+ at \d\d:\d\d\./)
  expect(header(mail, 'auto-submitted')).toBe('auto-generated')
  expect(header(mail, 'reply-to')).toContain('Please do not reply')
})

describe('nobody is told', () => {
  test('of what they have chosen for the first time', async () => {
    const invited = await house.aPatient({ unit, emailVerified: true })
    const token = await aLink(house, invited, 'choose_password')
    await signedOut.choosePassword({ token, password: 'kartoffeln und löwen', dateOfBirth: bornOn })
    await post.workOff()
    expect(aboutChanges()).toEqual([])
  })

  test('at an address that nobody has proved', async () => {
    const person = await house.aPatient({ unit, emailVerified: false, passwordHash })
    await house.as(person).changePassword({ currentPassword: password, password: 'kartoffeln und löwen' })
    await post.workOff()
    expect(aboutChanges()).toEqual([])
  })

  test('when the account was closed meanwhile', async () => {
    const person = await aPatient()
    await house.as(person).changePassword({ currentPassword: password, password: 'kartoffeln und löwen' })
    await house.closes(person)
    await post.workOff()
    expect(aboutChanges()).toEqual([])
  })
})

test('whoever changes the address right after the password hides nothing', async () => {
  const person = await aPatient()
  const next = 'kartoffeln und löwen'
  await house.as(person).changePassword({ currentPassword: password, password: next })
  await house.as(person).changeEmail({ email: 'thief@example.org', currentPassword: next })
  await post.workOff()
  expect(aboutChanges().map(({ envelope }) => envelope.to)).toEqual([[emailOf(person)]])
})

describe('whatever the mail server says', () => {
  const job = { id: '77', created_at: new Date('2026-11-22T14:05:00Z'), attempts: 1 }
  const aTold = async () => {
    const person = await aPatient()
    const told = { accountId: person.id, what: 'password', address: emailOf(person) } as const
    return { person, tell: () => tellOfAccountChange(db, post.mailer, publicUrl, told, job) }
  }

  test('a repeat has the same Message-ID and the same time', async () => {
    const { tell } = await aTold()
    await tell()
    await tell()
    const [first, second] = aboutChanges()
    expect(header(first, 'message-id')).toBe(header(second, 'message-id'))
    expect(first!.text).toBe(second!.text)
    expect(first!.text).toContain('was changed on Sunday 22 November at 14:05.')
  })

  test('a delay is tried again, with nothing about the address in what is written down', async () => {
    const { person, tell } = await aTold()
    post.mailbox.refuse({ code: 451, times: 1 })
    const error = await tell().catch((one: unknown) => one)
    expect(String(error)).not.toContain(person.username)
    await tell()
    expect(aboutChanges()).toHaveLength(1)
  })

  test('a refusal is the end of it, and shows beside the name', async () => {
    const { person, tell } = await aTold()
    post.mailbox.refuse({ code: 550, times: 1 })
    const isBouncing = async () =>
      (await rows(db, 'select from accounts where id = :id and email_bouncing_at is not null', { id: person.id }))
        .length
    await rows(db, `update accounts set email_verified_at = '2026-01-01' where id = :id`, { id: person.id })
    await tell()
    expect(aboutChanges()).toEqual([])
    expect(await isBouncing()).toBe(1)
  })
})

test('every mail is short, says when, and whom to tell', () => {
  const all: AccountChange[] = [
    'password',
    'secondFactorOn',
    'secondFactorOff',
    'recoveryCodesRenewed',
    'recoveryCodeUsed',
    'passkeyAdded',
    'passkeyRemoved',
    'letterPrinted',
    'secondStepRefused',
  ]
  for (const what of all) {
    const at = new Date('2026-07-01T23:30:00Z')
    const { subject, text, html } = composeAccountChangeEmail(what, at, 'patient')
    expect(subject.length).toBeLessThan(60)
    // British summer time.
    expect(text).toContain('on Thursday 2 July at 00:30.')
    expect(text).toContain('Then telephone your unit and tell them.')
    // Whoever added a passkey signs in with it after a new password too.
    expect(text).toContain('a passkey that somebody else has added signs them in even after you have a new password')
    expect(text).toContain('open Account, then Passkeys')
    const toStaff = composeAccountChangeEmail(what, at, 'staff').text
    expect(toStaff).toContain('Then tell an admin of your unit.')
    expect(toStaff).not.toContain('open Account')
    expect(text).not.toMatch(/https?:/)
    expect(html).not.toMatch(/href/)
  }
})

test('a job of the same transaction goes with it, or not at all', async () => {
  const { id } = await aPatient()
  const failing = db.transaction(async (trx) => {
    await enqueueIt({ trx }, id, 'passkeyAdded')
    throw new Error('not after all')
  })
  await expect(failing).rejects.toThrow()
  // The patient who joined a unit has jobs of others.
  expect(await jobsNamed(house, 'tellOfAccountChange')).toBe(0)
})
