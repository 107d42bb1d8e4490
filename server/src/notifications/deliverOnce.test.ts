/** However often, at once or cut off: nothing is handed over twice but what a crash left unknown, and nothing is lost. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, jobsNamed, publicUrl } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'
import { deliver } from './deliver.ts'
import type { EmailChannel, Outcome } from './channels/Channel.ts'
import { sweepDeliveries } from './sweepDeliveries.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { mailbox } = post
const unit = await house.aUnit()
const patient = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit })
const forgetJobs = () => house.db.raw('delete from graphile_worker._private_jobs')
beforeEach(async () => {
  await forgetJobs()
  mailbox.clear()
  mailbox.acceptAll()
})

async function aDelivery() {
  const { messageId } = await house.aConversation([nurse, patient])
  await post.jobs.notifyOfMessage({ messageId })
  const read = () => post.deliveryTo(patient, messageId)
  const { id } = await read()
  const attempt = (email: EmailChannel = post.mailer) => deliver(house.db, { email, text: null }, publicUrl, id)
  const passes = (interval: string) =>
    rows(house.db, 'update deliveries set next_try_at = next_try_at - cast(:interval as interval) where id = :id', {
      ...{ id, interval },
    })
  return { id, read, attempt, passes }
}
const messageIds = () =>
  mailbox.messages().map(({ headers }) => headers.find(({ name }) => name === 'Message-ID')!.value)

/** Does what a crash does at this point: nothing of what comes after. */
class Crash extends Error {}

/** The process ends `before` or `after` the mail server has the mail, and writes nothing down. */
async function crashes(attempt: (channel: EmailChannel) => Promise<unknown>, when: 'before' | 'after'): Promise<void> {
  const reached = Promise.withResolvers<never>()
  const send: EmailChannel['send'] = async (email) => {
    if (when === 'after') await post.mailer.send(email)
    reached.reject(new Crash())
    return new Promise(() => undefined)
  }
  const cutOff = Promise.race([reached.promise, attempt({ ...post.mailer, send })])
  await expect(cutOff).rejects.toThrow(Crash)
}

describe('once', () => {
  test('when it is tried again afterwards', async () => {
    const { read, attempt } = await aDelivery()
    await attempt()
    await attempt()
    await post.workOff()
    expect(mailbox.messages()).toHaveLength(1)
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 1 })
  })

  test('when it is tried at once by many', async () => {
    const { read, attempt } = await aDelivery()
    mailbox.delay(100)
    await Promise.all(Array.from({ length: 8 }, () => attempt()))
    expect(mailbox.messages()).toHaveLength(1)
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 1 })
  })
})

describe('an attempt that was cut off', () => {
  test('after handing over is repeated with the same Message-ID', async () => {
    const { id, read, attempt, passes } = await aDelivery()
    await crashes(attempt, 'after')
    expect(await read()).toMatchObject({ state: 'failed_for_now', reason: 'the attempt was cut off', attempts: 1 })
    await passes('1 minute')
    await attempt()
    const expected = `<${id}@${publicUrl.hostname}>`
    expect(messageIds()).toEqual([expected, expected])
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 2 })
  })

  test('before handing over is repeated when its claim is over, not earlier', async () => {
    const { read, attempt, passes } = await aDelivery()
    await crashes(attempt, 'before')
    await passes('45 seconds')
    // Its job comes again at once, finds it taken, and stays behind for later.
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'failed_for_now', attempts: 1 })
    expect(await jobsNamed(house, 'deliver')).toBe(1)
    await post.letPausesPass()
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 2 })
    expect(mailbox.messages().map(({ envelope }) => envelope.to)).toEqual([[emailOf(patient)]])
    expect(await jobsNamed(house, 'deliver')).toBe(0)
  })

  describe('and comes to itself late', () => {
    const refusal: Outcome = { became: 'refused for good', reason: 'EENVELOPE 550' }
    async function aSlowAttempt() {
      const delivery = await aDelivery()
      const outcome = Promise.withResolvers<Outcome>()
      const started = Promise.withResolvers<void>()
      const send = () => {
        started.resolve()
        return outcome.promise
      }
      const late = delivery.attempt({ ...post.mailer, send })
      await started.promise
      await delivery.passes('1 minute')
      return { ...delivery, late, outcome }
    }

    test('does not undo what was handed over meanwhile', async () => {
      const { read, attempt, late, outcome } = await aSlowAttempt()
      await attempt()
      const handedOver = await read()
      outcome.resolve(refusal)
      expect(await late).toEqual([])
      expect(await read()).toEqual(handedOver)
      expect(handedOver).toMatchObject({ state: 'handed_over', attempts: 2 })
    })

    test('does not take the delivery from who tries now', async () => {
      const { read, attempt, late, outcome } = await aSlowAttempt()
      await crashes(attempt, 'before')
      const underWay = await read()
      outcome.resolve(refusal)
      expect(await late).toEqual([])
      expect(await read()).toEqual(underWay)
      expect(underWay).toMatchObject({ state: 'failed_for_now', attempts: 2 })
    })
  })
})

describe('the sweep', () => {
  const sweep = () => house.db.transaction(sweepDeliveries)

  test('revives what waits although its job is gone', async () => {
    const { read, passes } = await aDelivery()
    await forgetJobs()
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'waiting' })
    expect(await sweep()).toBe(0)
    await passes('61 seconds')
    expect(await sweep()).toBe(1)
    await post.workOff()
    expect(await read()).toMatchObject({ state: 'handed_over', attempts: 1 })
    expect(await sweep()).toBe(0)
  })

  test('revives what failed for now, and what was cut off', async () => {
    const [failed, cutOff] = [await aDelivery(), await aDelivery()]
    mailbox.refuse({ code: 451, times: 1 })
    await failed.attempt()
    await crashes(cutOff.attempt, 'before')
    await forgetJobs()
    for (const { passes } of [failed, cutOff]) await passes('10 minutes')
    await post.jobs.sweepDeliveries()
    await post.workOff()
    for (const { read } of [failed, cutOff]) expect(await read()).toMatchObject({ state: 'handed_over', attempts: 2 })
  })

  test('leaves alone what is done, and makes no second job of what has one', async () => {
    const done = await aDelivery()
    await done.attempt()
    const waiting = await aDelivery()
    await waiting.passes('10 minutes')
    expect(await sweep()).toBe(1)
    expect(await sweep()).toBe(1)
    await post.workOff()
    expect(await waiting.read()).toMatchObject({ state: 'handed_over', attempts: 1 })
    expect(mailbox.messages()).toHaveLength(2)
  })
})
