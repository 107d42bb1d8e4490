/** Whoever is signed in sees at once that e-mail does not reach them, and that it does again. */
import { hash } from '@node-rs/argon2'
import { afterAll, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, linkIn } from '../../test/postOffice.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const unit = await house.aUnit()
const currentPassword = 'the password of before'
const passwordHash = await hash(currentPassword, { memoryCost: 64, timeCost: 1 })
const closing = new AbortController()
afterAll(() => closing.abort())

test('an own address that is refused, one that is taken again, and one that is proved', async () => {
  const nurse = await house.aMemberOfStaff({ unit, passwordHash })
  const hellos = await listening(await house.tokenOf(nurse))
  await expect.poll(hellos).toBe(1)

  post.mailbox.refuse({ code: 550, startsWith: 'refused' })
  const email = `refused.${emailOf(nurse)}`
  await house.as(nurse).changeEmail({ email, currentPassword })
  await post.workOff()
  expect((await house.as(nurse).showAccount()).emailState).toBe('bouncing')
  await expect.poll(hellos).toBe(2)

  post.mailbox.acceptAll()
  post.mailbox.clear()
  await house.as(nurse).verifyOwnEmail()
  await post.workOff()
  expect((await house.as(nurse).showAccount()).emailState).toBe('unverified')
  await expect.poll(hellos).toBe(3)

  const [mail] = post.mailbox.messages().filter(({ envelope }) => envelope.to[0] === email)
  await house.signedOut.verifyEmail({ token: linkIn(mail!).searchParams.get('token')! })
  expect((await house.as(nurse).showAccount()).emailState).toBe('verified')
  await expect.poll(hellos).toBe(4)
})

test('an address that is refused when a message is told of', async () => {
  const [nurse, doctor] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
  const hellos = await listening(await house.tokenOf(nurse))
  await expect.poll(hellos).toBe(1)
  post.mailbox.refuse({ code: 550, address: emailOf(nurse) })
  await house.aConversation([doctor, nurse])
  await post.workOff()
  await expect.poll(hellos).toBe(2)
})

/** Opens a live stream; tells how often it said that everything is to be looked at again. */
async function listening(token: string): Promise<() => number> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${house.origin}/api/live`, { headers, signal: closing.signal })
  let text = ''
  const read = async () => {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) text += part
  }
  void read().catch(() => undefined)
  return () => text.split('"type":"hello"').length - 1
}
